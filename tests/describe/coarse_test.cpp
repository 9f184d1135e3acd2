// Values rounded until many could have them.

#include "describe/coarse.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <vector>

namespace segmenta {
namespace {

TEST(Coarse, LeavesWhatManyHaveAsItIs) {
  const std::vector<double> values{12345.67, 12345.67, 12345.67, 1, 2, 3};
  EXPECT_EQ(coarse(12345.67, values, 3), 12345.67);
  EXPECT_EQ(coarse(0, std::vector<double>{0, 0, 0, 5}, 3), 0);
}

TEST(Coarse, HasThreeDigitsWhereThatIsEnough) {
  std::vector<double> values(10'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1200 + static_cast<double>(i) / 100.0;
  EXPECT_EQ(coarse(1234.5678, values, 10), 1230);
}

TEST(Coarse, GrowsCoarserUntilSoManyRoundToIt) {
  const std::vector<double> values{101.3, 118.2, 119.9, 131.7, 140.4, 188.8};
  EXPECT_EQ(coarse(119.9, values, 2), 120) << "118.2 to 119.9 are within 2.5 of it";
  EXPECT_EQ(coarse(119.9, values, 5), 100) << "of all but 188.8, by hundreds";
  EXPECT_EQ(coarse(-119.9, std::vector<double>{-119.9, -50.5, -60.5}, 3), -100);
}

TEST(Coarse, IsNothingOfFewer) {
  EXPECT_TRUE(std::isnan(coarse(1, std::vector<double>{1, 2, std::nan("")}, 3)));
  EXPECT_TRUE(std::isnan(coarse(std::nan(""), std::vector<double>{1, 2, 3}, 3)));
}

TEST(Coarse, EndsAtAnyMagnitude) {
  EXPECT_TRUE(std::isfinite(coarse(1e300, std::vector<double>{1e300, -1e308, 1e-300}, 3)));
  EXPECT_TRUE(std::isfinite(coarse(1e-310, std::vector<double>{1e-310, 2, 3}, 3)));
}

TEST(Coarse, IsTrueOfThatManyOfRandomValues) {
  std::mt19937 random(9);
  std::lognormal_distribution<double> spend(4, 2);
  for (int i = 0; i < 200; ++i) {
    std::vector<double> values(20 + random() % 200);
    for (double& value : values) value = spend(random);
    const double value = values[random() % values.size()], rounded = coarse(value, values, 10);
    const double reach = std::abs(value - rounded);
    EXPECT_LE(reach, std::abs(value) * 1e3);
    EXPECT_NE(rounded, value);
  }
}

}  // namespace
}  // namespace segmenta
