// The grid of prepared rows and their weights.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/rows.h>

#include <cmath>
#include <limits>
#include <random>

namespace segmenta {
namespace {

using ::testing::ElementsAre;

TEST(Quantum, LeavesRoomForTheSumOfAllRows) {
  for (const double magnitude : {1e-30, 0.75, 1.0, 1.5, 3e8}) {
    for (const double total : {1.0, 1000.0, 4194304.0, 4e9}) {
      const double quantum = choose_quantum(magnitude, total);
      EXPECT_EQ(std::exp2(std::ilogb(quantum)), quantum) << "a power of two";
      EXPECT_LE(magnitude / quantum, 0x1p50);
      EXPECT_LE(magnitude / quantum * total, 0x1p62);
    }
  }
}

TEST(Quantum, KeepsAllOfFloat32ForFewRows) {
  const float value = 1.0F + std::numeric_limits<float>::epsilon();
  EXPECT_EQ(snap(static_cast<double>(value), choose_quantum(1.9, 1000)), value);
}

TEST(Snap, GivesTheNearestMultipleTiesToEven) {
  EXPECT_EQ(snap(0.74, 0.5), 0.5F);
  EXPECT_EQ(snap(0.76, 0.5), 1.0F);
  EXPECT_EQ(snap(0.75, 0.5), 1.0F);
  EXPECT_EQ(snap(0.25, 0.5), 0.0F);
  EXPECT_EQ(snap(-0.76, 0.5), -1.0F);
  EXPECT_EQ(snap(1e30, 0.5), 1e30F) << "far beyond the grid float32 has no smaller steps";
  EXPECT_TRUE(std::isnan(snap(std::nan(""), 0.5)));
}

TEST(Rows, LieOnTheirGrid) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(5000);
  for (float& x : values) x = normal(random);
  const Rows rows = make_rows(values, 5);
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    for (int j = 0; j < 5; ++j) {
      const double quanta = static_cast<double>(rows.row(i)[j]) / rows.quantum[static_cast<std::size_t>(j)];
      ASSERT_EQ(quanta, std::nearbyint(quanta));
    }
  }
}

TEST(Weights, StayWholeNumbersWhereTheyAre) {
  const Rows rows = make_rows(std::vector<float>{1, 2, 3}, 1, std::vector<double>{2, 0, 5});
  EXPECT_THAT(rows.weights, ElementsAre(2, 0, 5));
  EXPECT_EQ(rows.weight_exponent, 0);
}

TEST(Weights, BecomeFixedPointOtherwise) {
  const Rows rows = make_rows(std::vector<float>{1, 2}, 1, std::vector<double>{0.25, 0.5});
  EXPECT_EQ(std::ldexp(static_cast<double>(rows.weights[0]), -rows.weight_exponent), 0.25);
  EXPECT_EQ(std::ldexp(static_cast<double>(rows.weights[1]), -rows.weight_exponent), 0.5);
}

TEST(Weights, AreRefusedWhereTheyMeanNothing) {
  for (const std::vector<double>& weights : {std::vector<double>{1, -1},
                                             {1, std::nan("")},
                                             {0, 0},
                                             {1, std::numeric_limits<double>::infinity()},
                                             {1, 1e-30}}) {
    try {
      make_rows(std::vector<float>{1, 2}, 1, weights);
      FAIL() << weights[0] << " " << weights[1];
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
    }
  }
}

TEST(Rows, RefuseSumsThatCouldOverflow) {
  Rows rows = make_rows(std::vector<float>{1, 2}, 1);
  refuse_overflow(rows);
  rows.row(0)[0] = 1e20F;
  set_magnitudes(rows);
  EXPECT_THROW(refuse_overflow(rows), Error);
}

}  // namespace
}  // namespace segmenta
