// The gap statistic: its rule and axes by hand, and the same on every engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/gap.h>

#include <cmath>
#include <random>

#include "cluster/principal_axes.h"
#include "engine/engines.h"

namespace segmenta::testing {
namespace {

TEST(GapChoice, TakesTheFirstThatTheNextDoesNotBeatByAnError) {
  EXPECT_EQ(gap_choice(std::vector<Gap>{{0.1, 0.02}, {0.5, 0.02}, {0.51, 0.02}, {0.6, 0.02}}), 1);
  EXPECT_EQ(gap_choice(std::vector<Gap>{{0.1, 0.02}, {0.11, 0.01}}), 0) << "as much as the next less its error";
  EXPECT_EQ(gap_choice(std::vector<Gap>{{0.1, 0.02}, {0.5, 0.02}, {0.9, 0.02}}), 2) << "the last, where none is";
}

TEST(Eigenvectors, AreTheDiagonalsOfASymmetricTwoByTwo) {
  const std::vector<double> axes = eigenvectors({2, 1, 1, 2}, 2);
  for (const double part : axes) EXPECT_NEAR(std::abs(part), std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(axes[0] * axes[2] + axes[1] * axes[3], 0, 1e-15);
}

TEST(Eigenvectors, AreOrthonormalAndMakeTheMatrixDiagonal) {
  constexpr int n = 12;
  const Data factors = gaussian(n, n, 1, 9);
  const auto at = [&](int i, int j) {
    return static_cast<double>(factors.values[static_cast<std::size_t>(i * n + j)]);
  };
  std::vector<double> matrix;
  for (int i = 0; i < n * n; ++i) {
    double sum = 0;
    for (int l = 0; l < n; ++l) sum += at(i / n, l) * at(i % n, l);
    matrix.push_back(sum);
  }
  const std::vector<double> axes = eigenvectors(matrix, n);
  for (int a = 0; a < n * n; ++a) {
    const double* one = axes.data() + a / n * n;
    const double* other = axes.data() + a % n * n;
    double product = 0;
    double image = 0;
    for (int i = 0; i < n; ++i) {
      product += one[i] * other[i];
      for (int j = 0; j < n; ++j) image += one[i] * matrix[static_cast<std::size_t>(i * n + j)] * other[j];
    }
    EXPECT_NEAR(product, a / n == a % n ? 1 : 0, 1e-13);
    EXPECT_NEAR(a / n == a % n ? 0 : image, 0, 1e-11);
  }
}

std::vector<Gap> gaps_of(Rows rows, int to, const GapOptions& options, const EngineKind& kind = {"cpu", "auto", 2, 0}) {
  const auto engine = make_engine(kind, std::move(rows));
  return gap_statistic(*engine, {}, {2, to}, options, {});
}

TEST(GapStatistic, IsLargeWhereThereAreClustersAndSmallWhereThereAreNone) {
  Data apart = gaussian(600, 2, 1, 5);
  for (std::size_t i = 0; i < 600; ++i) apart.values[2 * i] += 30 * static_cast<float>(i % 3);
  const std::vector<Gap> clusters = gaps_of(on_grid(apart), 5, {20});
  EXPECT_EQ(gap_choice(clusters), 1) << "three, from two on";
  EXPECT_GT(clusters[1].gap, 1);
  std::mt19937 random(7);
  Data flat{"uniform", 2, {}};
  for (int i = 0; i < 2000; ++i)
    flat.values.push_back(static_cast<float>(random()) * (i % 2 == 0 ? 0x1p-32F : 0x1p-33F));
  for (const Gap& one : gaps_of(on_grid(flat), 4, {20})) EXPECT_NEAR(one.gap, 0, 0.15);
}

// A box that is not along the axes of the features: reference rows must lie along the diagonal as the data do.
TEST(GapStatistic, TakesTheBoxAlongThePrincipalAxes) {
  std::mt19937 random(8);
  Data strip{"strip", 2, {}};
  for (int i = 0; i < 1000; ++i) {
    const float along = static_cast<float>(random()) * 0x1p-32F;
    const float across = 0.01F * static_cast<float>(random()) * 0x1p-32F;
    strip.values.insert(strip.values.end(), {along + across, along - across});
  }
  for (const Gap& one : gaps_of(on_grid(strip), 4, {20})) EXPECT_NEAR(one.gap, 0, 0.15);
}

TEST(GapStatistic, DoesNotCareWhatUnitWeightsHave) {
  const Data data = gaussian(300, 3, 2, 11);
  const std::vector<double> twos(300, 2);
  const std::vector<Gap> plain = gaps_of(make_rows(data.values, 3), 4, {5});
  const std::vector<Gap> weighted = gaps_of(make_rows(data.values, 3, twos), 4, {5});
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(plain[i].gap, weighted[i].gap, 1e-6);
}

TEST(GapStatistic, IsNotKnownWhereTheSampleHasNoMoreRowsThanKOrAllAreEqual) {
  const std::vector<Gap> few = gaps_of(on_grid(gaussian(300, 3, 2, 11)), 6, {3, 4});
  EXPECT_FALSE(std::isnan(few[1].gap));
  EXPECT_TRUE(std::isnan(few[2].gap));
  EXPECT_TRUE(std::isnan(few[3].gap));
  const std::vector<Gap> equal = gaps_of(make_rows(std::vector<float>(40, 1.0F), 2), 3, {3});
  EXPECT_TRUE(std::isnan(equal[0].gap));
}

class GapOnEveryEngine : public ::testing::TestWithParam<EngineKind> {};

// To the bit, on any machine: no logarithm, root of a library or order of additions may tell machines apart. The data
// have three sheets, made without a function of the C library.
TEST_P(GapOnEveryEngine, IsThisNumber) {
  std::mt19937 random(77);
  Data sheets{"sheets", 3, {}};
  for (int i = 0; i < 2700; ++i) {
    const float shift = i % 3 == 0 ? static_cast<float>(i / 3 % 3) : 0;
    sheets.values.push_back(static_cast<float>(random()) * 0x1p-32F + shift);
  }
  const std::vector<Gap> gaps = gaps_of(on_grid(sheets), 4, {3, 500}, GetParam());
  EXPECT_EQ(gaps[1].gap, 0x1.ce0a00482cddp-2) << std::hexfloat << gaps[1].gap;
  EXPECT_EQ(gaps[1].error, 0x1.531385fdd9d46p-10) << std::hexfloat << gaps[1].error;
}

INSTANTIATE_TEST_SUITE_P(, GapOnEveryEngine, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace segmenta::testing
