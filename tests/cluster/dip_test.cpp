// The dip and what is made of it: against R's package diptest (by its Python binding), and by data that one can check.

#include "cluster/dip.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "cluster/spread_ties.h"
#include "cluster/valley.h"

namespace segmenta {
namespace {

TEST(Dip, IsThatOfDiptest) {
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{0, 1, 10, 11}), 0.225);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{0, 0, 0, 1, 1, 1}), 0.25);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{1, 2, 3, 10, 11, 12, 20}), 0.16666666666666669);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{0, 1, 1, 2, 9, 9.5, 10, 10.5, 11, 12, 30}), 0.1414141414141414);
  std::vector<double> one, two;
  for (int i = 0; i < 500; ++i) one.push_back(7919 * i % 1009 / 1009.0 * (i % 3 > 0 ? 1 : 0.25));
  for (int i = 0; i < 300; ++i) two.push_back(7919 * i % 1009 / 1009.0 + (i % 5 == 0 ? 2 : 0));
  std::ranges::sort(one);
  std::ranges::sort(two);
  EXPECT_NEAR(dip_of(one), 0.009324175824175825, 1e-15);
  EXPECT_NEAR(dip_of(two), 0.05057471264367816, 1e-15);
}

TEST(Dip, IsLeastForOneModeAndWhereAllAreEqual) {
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{0, 1, 2, 3}), 1.0 / 8);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{5, 5, 5}), 1.0 / 6);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{5}), 0.5);
}

TEST(DipPValue, IsNearThatOfDiptestsTable) {
  EXPECT_NEAR(dip_p_value(0.06, 50), 0.181, 0.01);
  EXPECT_NEAR(dip_p_value(0.045, 100), 0.149, 0.01);
  EXPECT_NEAR(dip_p_value(0.012, 1000), 0.461, 0.01);
  EXPECT_NEAR(dip_p_value(0.005, 10000), 0.100, 0.01);
  EXPECT_NEAR(dip_p_value(0.0595, 72), 0.049, 0.004);
  EXPECT_EQ(dip_p_value(0.25, 3), 1) << "too few";
  EXPECT_EQ(dip_p_value(0.2, 1000), 0);
}

TEST(DipPValue, IsUniformForUniformSamples) {
  std::mt19937 random(3);
  int below_tenth = 0, below_half = 0;
  for (int sample = 0; sample < 1000; ++sample) {
    std::vector<double> values;
    for (int i = 0; i < 70; ++i) values.push_back(static_cast<double>(random()) * 0x1p-32);
    std::ranges::sort(values);
    const double p = dip_p_value(dip_of(values), values.size());
    below_tenth += p < 0.1;
    below_half += p < 0.5;
  }
  EXPECT_NEAR(below_tenth, 100, 40);  // four standard errors
  EXPECT_NEAR(below_half, 500, 64);
}

// Groups on a line, cut at 0, with centroids at both ends of what is looked at for depth.
Valleys valley_of(const std::vector<float>& values, float to_centroid) {
  std::vector<std::int32_t> labels;
  for (const float value : values) labels.push_back(value < 0 ? 0 : 1);
  return valleys_between(values, labels, {2, 1, {-to_centroid, to_centroid}});
}

TEST(Valley, IsNoneWhereAGroupIsCutAndDeepBetweenTwo) {
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> cut, apart, uneven;
  for (int i = 0; i < 400; ++i) {
    const float x = normal(random);
    cut.push_back(x);
    apart.push_back(x + (i % 2 == 0 ? 3.0F : -3.0F));
    uneven.push_back(x + (i % 20 == 0 ? 4.0F : -4.0F));
  }
  EXPECT_GT(valley_of(cut, 0.8F).overlap, 0.3);
  EXPECT_LT(valley_of(cut, 0.8F).depth, 0.15);
  EXPECT_LT(valley_of(apart, 3).overlap, 0.001);
  EXPECT_GT(valley_of(apart, 3).depth, 0.4);
  EXPECT_LT(valley_of(uneven, 4).overlap, 0.05) << "20 of 400: as many of the others are looked at";
}

TEST(Valley, IsNoneWhereOneClusterHasNoRows) {
  const Valleys found = valleys_between(std::vector<float>{1, 2}, std::vector<std::int32_t>{0, 0}, {2, 1, {1, 9}});
  EXPECT_EQ(found.overlap, 0);
  EXPECT_EQ(found.depth, 1);
}

// Groups at 0, 10 and 14: the last two are less apart.
TEST(Valley, IsTypicallyThatToTheLeastApart) {
  std::mt19937 random(6);
  std::normal_distribution<float> normal;
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 900; ++i) {
    const float middle = i % 3 == 0 ? 0.0F : i % 3 == 1 ? 10.0F : 14.0F;
    values.push_back(middle + normal(random));
    labels.push_back(values.back() < 5 ? 0 : values.back() < 12 ? 1 : 2);
  }
  const Valleys found = valleys_between(values, labels, {3, 1, {0, 10, 14}});
  EXPECT_EQ(found.typical, found.depth) << "two of three have the same";
  EXPECT_GT(found.depth, 0.2);
  EXPECT_LT(found.depth, 0.6);
}

// Half a ring of customers: its ends point down, so that on a line there are more rows at the ends than in the middle.
TEST(Valley, IsShallowOnABentLine) {
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 4000; ++i) {
    const double angle = 3.14159265358979 * (i + 0.5) / 4000;
    values.insert(values.end(), {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))});
    labels.push_back(i < 2000 ? 0 : 1);
  }
  const Valleys found = valleys_between(values, labels, {2, 2, {0.6366F, 0.6366F, -0.6366F, 0.6366F}});
  EXPECT_LT(found.overlap, 0.01);
  EXPECT_LT(found.depth, 0.1);
}

TEST(SpreadTies, GoesHalfwayToTheValuesBesideAndLeavesWhatIsAlone) {
  const std::vector<float> values{1, 1, 1, 3, 3, 7, 8};
  const std::vector<float> spread = spread_ties(make_rows(values, 1), 0);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_THAT(spread[i], ::testing::AllOf(::testing::Ge(0), ::testing::Le(2)));
  for (std::size_t i = 3; i < 5; ++i) EXPECT_THAT(spread[i], ::testing::AllOf(::testing::Ge(2), ::testing::Le(5)));
  EXPECT_NE(spread[0], spread[1]);
  EXPECT_EQ(spread[5], 7);
  EXPECT_EQ(spread[6], 8);
}

TEST(SpreadTies, LeavesFlagsAndMissingValues) {
  const std::vector<float> flags{0, 1, 1, 0, 1};
  EXPECT_EQ(spread_ties(make_rows(flags, 1), 0), flags);
  const std::vector<float> gaps{1, std::nanf(""), 2, 2, 3};
  const std::vector<float> spread = spread_ties(make_rows(gaps, 1), 0);
  EXPECT_TRUE(std::isnan(spread[1]));
  EXPECT_EQ(spread[0], 1);
}

// Whole numbers without clusters have a valley between any two until their steps are spread.
TEST(SpreadTies, TakesTheStepsFromWholeNumbers) {
  std::mt19937 random(5);
  std::poisson_distribution<int> poisson(3);
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 1000; ++i) {
    values.push_back(static_cast<float>(poisson(random)));
    labels.push_back(values.back() < 3 ? 0 : 1);
  }
  const Centroids centroids{2, 1, {1.5, 4}};
  EXPECT_LT(valleys_between(values, labels, centroids).overlap, 0.001);
  EXPECT_GT(valleys_between(spread_ties(make_rows(values, 1), 0), labels, centroids).overlap, 0.1);
}

}  // namespace
}  // namespace segmenta
