// Against statsmodels 0.14 (NormalIndPower, TTestIndPower), solved to the last digit, and by what power means.

#include <gtest/gtest.h>
#include <segmenta/power.h>

#include <cmath>

namespace segmenta {
namespace {

TEST(Power, FindsTheDifferencesOfStatsmodels) {
  EXPECT_NEAR(detectable_rate(0.05, {298, 2690}, {}) / 0.043663421479487804, 1, 1e-12);
  EXPECT_NEAR(detectable_rate(0.002, {100'000, 900'000}, {.alpha = 0.01, .power = 0.9}) / 0.0006155989858439822, 1,
              1e-12);
  EXPECT_NEAR(detectable_mean(30, {100, 300}, {}) / 9.72846001030794, 1, 1e-9);
  EXPECT_NEAR(detectable_mean(2, {5, 4}, {.alpha = 0.1, .power = 0.7}) / 3.2336015740464528, 1, 1e-9);
}

TEST(Power, NeedsTheCustomersOfStatsmodels) {
  EXPECT_NEAR(control_size_for_rates(0.05, 0.06, 9, {}) / 4523.664107890979, 1, 1e-11);
  EXPECT_NEAR(control_size_for_rates(0.05, 0.04, 1, {.alpha = 0.01, .power = 0.9}) / 12750.391539071028, 1, 1e-11);
  EXPECT_NEAR(control_size_for_means(2, 30, 4.5, {}) / 2158.785919034879, 1, 1e-9);
}

TEST(Power, OfTheDifferenceFoundNeedsTheCustomersThereAre) {
  for (const double customers : {50.0, 5'000.0, 5e6}) {
    const double difference = detectable_rate(0.1, {customers, 3 * customers}, {});
    EXPECT_NEAR(control_size_for_rates(0.1, 0.1 + difference, 3, {}) / customers, 1, 1e-9);
  }
}

TEST(Power, IsContinuousWhereStudentsBecomesNormal) {
  EXPECT_NEAR(detectable_mean(1, {4.9e7, 5e7}, {}) / detectable_mean(1, {5e7, 5.1e7}, {}), 1, 0.02);
  const double below = detectable_mean(1, {5e7, 5e7}, {}), above = detectable_mean(1, {5e7, 5e7 + 10}, {});
  EXPECT_NEAR(below / above, 1, 1e-6);
}

TEST(Power, IsUnknownWhereNothingCanBeFound) {
  EXPECT_TRUE(std::isnan(detectable_rate(0.99, {10, 10}, {}))) << "beyond 100 %";
  EXPECT_TRUE(std::isnan(detectable_rate(0.5, {1, 100}, {})));
  EXPECT_TRUE(std::isnan(detectable_rate(-0.1, {100, 100}, {})));
  EXPECT_TRUE(std::isnan(control_size_for_rates(0.1, 0.1, 1, {})));
  EXPECT_TRUE(std::isnan(control_size_for_means(1, 0, 1, {})));
}

}  // namespace
}  // namespace segmenta
