// Published tables, and figures of scipy 1.16 and statsmodels 0.14.

#include <gtest/gtest.h>
#include <segmenta/comparisons.h>

#include <cmath>
#include <random>

#include "statistics.h"

namespace segmenta {
namespace {

// Newcombe 1998, table II, method 10.
TEST(CompareRates, HasTheIntervalsOfNewcombesTable) {
  struct Published {
    Counted a, b;
    double low, high;
  };
  for (const auto& [a, b, low, high] : {Published{{56, 70}, {48, 80}, 0.0524, 0.3339},
                                        {{9, 10}, {3, 10}, 0.1705, 0.8090},
                                        {{6, 7}, {2, 7}, 0.0582, 0.8062},
                                        {{5, 56}, {0, 29}, -0.0381, 0.1926},
                                        {{0, 10}, {0, 20}, -0.1611, 0.2775},
                                        {{0, 10}, {0, 10}, -0.2775, 0.2775},
                                        {{10, 10}, {0, 20}, 0.6791, 1.0},
                                        {{10, 10}, {0, 10}, 0.6075, 1.0}}) {
    const RateComparison compared = compare_rates(a, b, 0.95);
    EXPECT_NEAR(compared.low, low, 5e-5) << a.converted << "/" << a.customers;
    EXPECT_NEAR(compared.high, high, 5e-5) << a.converted << "/" << a.customers;
  }
}

TEST(CompareRates, HasTheFiguresOfStatsmodels) {
  const RateComparison compared = compare_rates({290, 3000}, {240, 3100}, 0.95);
  EXPECT_NEAR(compared.z / 2.668154303051872, 1, 1e-12);
  EXPECT_NEAR(compared.p / 0.007626922145292607, 1, 1e-12);
  EXPECT_NEAR(compared.low / 0.005102129090667174, 1, 1e-11);
  EXPECT_NEAR(compared.high / 0.03346755356752983, 1, 1e-11);
  EXPECT_NEAR(compared.relative_low / 0.060276872442800666, 1, 1e-11);
  EXPECT_NEAR(compared.relative_high / 0.4703986735070744, 1, 1e-11);
}

TEST(CompareRates, IsUnknownWhereNobodyConvertsOrThereIsNobody) {
  const RateComparison none = compare_rates({0, 100}, {0, 100}, 0.95);
  EXPECT_TRUE(std::isnan(none.p));
  EXPECT_TRUE(std::isnan(none.relative));
  EXPECT_EQ(none.difference, 0);
  EXPECT_TRUE(std::isnan(compare_rates({0, 0}, {1, 2}, 0.95).difference));
}

Values values_of(const std::vector<double>& values) {
  Values of;
  for (const double value : values) of = together(of, {1, value, 0});
  return of;
}

TEST(CompareMeans, HasTheFiguresOfScipy) {
  const MeanComparison compared =
      compare_means(values_of({1, 2.5, 3, 9, 4.25}), values_of({0, 0.5, 2, 2.5, 1, 0.25}), 0.9);
  EXPECT_NEAR(compared.t / 2.039541161967797, 1, 1e-12);
  EXPECT_NEAR(compared.df / 4.724170333034141, 1, 1e-12);
  EXPECT_NEAR(compared.p / 0.10022201629506443, 1, 1e-11);
  EXPECT_NEAR(compared.low / -0.002552074697419471, 1, 1e-11);
  EXPECT_NEAR(compared.high / 5.819218741364086, 1, 1e-11);
}

TEST(CompareMeans, IsUnknownOfOneCustomerOrOfEqualValues) {
  EXPECT_TRUE(std::isnan(compare_means(values_of({1}), values_of({1, 2}), 0.95).p));
  EXPECT_TRUE(std::isnan(compare_means(values_of({1, 1}), values_of({1, 1}), 0.95).p));
}

// Of random values, against the definition: values less theta times the difference of the value before from its mean.
TEST(CompareAdjusted, IsThatOfValuesLessTheirPrediction) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::vector<double> before[2], value[2];
  PairedValues groups[2];
  for (const int g : {0, 1}) {
    for (int i = 0; i < 200 + 50 * g; ++i) {
      before[g].push_back(10 + normal(random));
      value[g].push_back(2 * before[g].back() + g + normal(random));
      groups[g] = together(groups[g], {{1, value[g].back(), 0}, {1, before[g].back(), 0}, 0});
    }
  }
  double mean = 0, mean_value = 0, xx = 0, xy = 0;
  for (const int g : {0, 1}) {
    for (std::size_t i = 0; i < before[g].size(); ++i) mean += before[g][i] / 450, mean_value += value[g][i] / 450;
  }
  for (const int g : {0, 1}) {
    for (std::size_t i = 0; i < before[g].size(); ++i) {
      xx += (before[g][i] - mean) * (before[g][i] - mean);
      xy += (before[g][i] - mean) * (value[g][i] - mean_value);
    }
  }
  Values adjusted[2];
  for (const int g : {0, 1}) {
    for (std::size_t i = 0; i < before[g].size(); ++i) {
      adjusted[g] = together(adjusted[g], {1, value[g][i] - xy / xx * (before[g][i] - mean), 0});
    }
  }
  const MeanComparison expected = compare_means(adjusted[1], adjusted[0], 0.95);
  const MeanComparison compared = compare_adjusted(groups[1], groups[0], 0.95);
  EXPECT_NEAR(compared.theta, xy / xx, 1e-10);
  EXPECT_NEAR(compared.difference, expected.difference, 1e-10);
  EXPECT_NEAR(compared.low, expected.low, 1e-9);
  EXPECT_NEAR(compared.df, expected.df, 1e-6);
  EXPECT_GT(compared.variance_reduction, 0.5);
}

TEST(Holm, IsThatOfItsDefinition) {
  const std::vector<double> p{0.01, 0.04, std::nan(""), 0.03, 0.005};
  const std::vector<double> adjusted = holm(p);
  EXPECT_DOUBLE_EQ(adjusted[4], 0.02);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[3], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.06);
  EXPECT_TRUE(std::isnan(adjusted[2]));
}

// Sums of many small differences without an effect, looked at a hundred times: hardly ever is nothing outside.
TEST(AlwaysValid, HoldsAtEveryLookTogether) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  constexpr int campaigns = 2000, looks = 100;
  int alarms = 0;
  for (int campaign = 0; campaign < campaigns; ++campaign) {
    double sum = 0;
    bool is_alarm = false;
    for (int look = 1; look <= looks; ++look) {
      sum += normal(random);
      const Limits limits = always_valid(sum, std::sqrt(look), static_cast<double>(look) / looks, 0.95);
      is_alarm = is_alarm || limits.low > 0 || limits.high < 0;
    }
    alarms += is_alarm ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.05 * campaigns);
  EXPECT_GE(alarms, 0.01 * campaigns) << "it would find nothing";
}

}  // namespace
}  // namespace segmenta
