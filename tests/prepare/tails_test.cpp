// Where tails begin: by the rule, whatever the transform, and never so that nothing is left of a column.

#include "prepare/tails.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace segmenta {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Limits limits(const std::vector<double>& values, Transform transform = Transform::identity) {
  const TailQuantiles quantiles = tail_quantiles(values, {});
  return tail_limits(values_beyond(values, {}, quantiles), quantiles, transform);
}

std::vector<double> up_to(int last) {
  std::vector<double> values;
  for (int i = 0; i <= last; ++i) values.push_back(i);
  return values;
}

TEST(TailLimits, AreNoneWhereNothingLiesFarOut) {
  const Limits found = limits(up_to(100));
  EXPECT_EQ(found.lower, -infinity);
  EXPECT_EQ(found.upper, infinity);
}

TEST(TailLimits, AreTheMostExtremeValuesWithinTheFences) {
  std::vector<double> values = up_to(100);  // with what follows: median 50, percentiles 4.9 and 95.1 or so
  values.insert(values.end(), {130, 1e6, -35, -1e6});
  const Limits found = limits(values);
  EXPECT_EQ(found.lower, -35);
  EXPECT_EQ(found.upper, 130);
}

TEST(TailLimits, AreSoughtAfterTheTransform) {
  std::vector<double> values;
  for (int i = -500; i <= 500; ++i) values.push_back(std::exp(6 * (i / 500.0) * std::abs(i / 500.0)));
  EXPECT_LT(limits(values).upper, std::exp(6.0)) << "as it is, it lies far out";
  EXPECT_EQ(limits(values, Transform::log1p).upper, infinity);
  values.push_back(1e12);
  EXPECT_EQ(limits(values, Transform::log1p).upper, std::exp(6.0));
}

TEST(TailLimits, OfRefundsComeFromTheSignedLog) {
  std::mt19937 random(1);
  std::lognormal_distribution<> spend(4, 1);
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(spend(random));
  values.push_back(-60);
  const Limits found = limits(values, Transform::signed_log1p);
  EXPECT_GT(found.lower, 0);
  EXPECT_LT(found.lower, 20);
}

TEST(TailLimits, TakeTheLastPercentileWhereTheNearOneIsTheMedian) {
  std::vector<double> values(970, 0.0);
  for (int i = 1; i <= 30; ++i) values.push_back(i);
  const Limits found = limits(values);
  EXPECT_EQ(found.lower, -infinity);
  EXPECT_EQ(found.upper, 20) << "the 99th percentile";
}

TEST(TailLimits, LeaveARareEventAsItIs) {
  std::vector<double> values(1000, 0.0);
  values[17] = 5;
  values[18] = 7;
  EXPECT_EQ(limits(values).upper, infinity);
}

TEST(TailLimits, AreThoseOfCopies) {
  std::vector<double> values = up_to(200), weights, copies;
  values.insert(values.end(), {260, 280, 1e6});
  for (std::size_t i = 0; i < values.size(); ++i) {
    weights.push_back(static_cast<double>(values[i] == 280 ? 0 : i % 3));
    for (double copy = 0; copy < weights[i]; ++copy) copies.push_back(values[i]);
  }
  const TailQuantiles quantiles = tail_quantiles(values, weights);
  const Limits by_weight = tail_limits(values_beyond(values, weights, quantiles), quantiles, Transform::identity);
  EXPECT_EQ(by_weight.lower, limits(copies).lower);
  EXPECT_EQ(by_weight.upper, limits(copies).upper);
}

}  // namespace
}  // namespace segmenta
