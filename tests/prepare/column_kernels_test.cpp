// Inner loops over columns: the same as the plain definitions, and log1p as good as the C library's.

#include "prepare/column_kernels.h"

#include <gtest/gtest.h>
#include <segmenta/rows.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "prepare/log1p.h"
#include "prepare/moments.h"

namespace segmenta {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double units_apart(double a, double b) {
  return std::abs(a - b) / (std::nextafter(std::abs(b), infinity) - std::abs(b));
}

TEST(Log1p, IsWithinAUnitInTheLastPlace) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<> exponent(-60, 100);
  double worst = 0;
  for (int i = 0; i < 300'000; ++i) {
    double x = std::exp2(exponent(random));
    if (i % 3 == 0 && x < 1) x = -x;
    worst = std::max(worst, units_apart(log1p_of(x), static_cast<double>(std::log1p(static_cast<long double>(x)))));
  }
  EXPECT_LE(worst, 1);
}

TEST(Log1p, HasTheLimitsOfTheLogarithm) {
  EXPECT_EQ(log1p_of(0), 0);
  EXPECT_EQ(log1p_of(1e-300), 1e-300);
  EXPECT_EQ(log1p_of(infinity), infinity);
  EXPECT_EQ(log1p_of(-1), -infinity);
  EXPECT_TRUE(std::isnan(log1p_of(-1.5)));
  EXPECT_TRUE(std::isnan(log1p_of(missing)));
  EXPECT_NEAR(log1p_of(1.7e308), std::log1p(1.7e308), 1e-13);
}

TEST(SignedLog1p, IsTheLogAwayFromZero) {
  for (const double x : {0.0, 1e-300, 0.3, 41.5, 1e12}) {
    EXPECT_EQ(signed_log1p_of(x), log1p_of(x));
    EXPECT_EQ(signed_log1p_of(-x), -log1p_of(x));
  }
  EXPECT_EQ(signed_log1p_of(-infinity), -infinity);
  EXPECT_TRUE(std::isnan(signed_log1p_of(missing)));
}

class ColumnKernelsTest : public ::testing::TestWithParam<int> {};

TEST_P(ColumnKernelsTest, PrepareAsTheFormulaDoes) {
  std::mt19937_64 random(2);
  std::vector<double> values;
  for (int i = 0; i < GetParam(); ++i) values.push_back(std::exp(4 * std::normal_distribution<>()(random)) - 0.1);
  for (std::size_t i = 3; i < values.size(); i += 11) values[i] = missing;
  for (const Transform transform : {Transform::identity, Transform::log1p, Transform::signed_log1p}) {
    for (const double fill : {missing, 2.5}) {
      PreparedFeature feature;
      feature.fill = fill;
      feature.lower = transform == Transform::log1p ? 0 : -0.05;
      feature.upper = 20;
      feature.transform = transform;
      feature.center = 0.3;
      feature.scale = 1.7;
      const double quantum = 0x1p-30;
      std::vector<double> buffer;
      std::vector<float> prepared(values.size());
      const auto used = used_values(values, feature, buffer);
      const bool finite = column_kernels().scale(used.data(), GetParam(), feature, quantum, prepared.data());
      EXPECT_EQ(finite, std::none_of(prepared.begin(), prepared.end(), [](float x) { return std::isnan(x); }));
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float expected = snap(feature.prepare(values[i]), quantum);
        EXPECT_TRUE(prepared[i] == expected || (std::isnan(prepared[i]) && std::isnan(expected))) << i;
      }
    }
  }
}

TEST_P(ColumnKernelsTest, SumAsWeightsOfOneDo) {
  std::mt19937_64 random(3);
  std::vector<double> values;
  for (int i = 0; i < GetParam(); ++i) values.push_back(1e6 + std::normal_distribution<>()(random));
  const std::vector<double> ones(values.size(), 1.0);
  const Moments plain = block_moments(values, {}, 0);
  const Moments weighted = block_moments(values, ones, 0);
  EXPECT_EQ(plain.mean, weighted.mean);
  EXPECT_EQ(plain.m2, weighted.m2);
  EXPECT_EQ(plain.m3, weighted.m3);
  EXPECT_EQ(plain.min, weighted.min);
  EXPECT_EQ(plain.max, weighted.max);
  EXPECT_EQ(plain.present, weighted.present);
}

INSTANTIATE_TEST_SUITE_P(, ColumnKernelsTest, ::testing::Values(1, 7, 8, 9, 100, 1003));

TEST(Moments, CountValuesThatAreNotFinite) {
  std::vector<double> values(20, 1.0);
  values[4] = missing;
  values[9] = -infinity;
  const Moments moments = block_moments(values, {}, 100);
  EXPECT_EQ(moments.first_missing, 104);
  EXPECT_EQ(moments.first_infinite, 109);
  EXPECT_EQ(moments.missing, 1);
}

}  // namespace
}  // namespace segmenta
