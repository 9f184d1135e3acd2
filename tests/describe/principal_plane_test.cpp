// The two directions in which rows differ most, against all eigenvectors of the covariance.

#include "describe/principal_plane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cluster/principal_axes.h"

namespace segmenta {
namespace {

using Vector = std::vector<double>;

// So many factors, each of less weight than the one before it, and noise.
Rows rows_of_factors(int rows, int features, int factors, float noise) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> loadings, values;
  for (int i = 0; i < factors * features; ++i) loadings.push_back(normal(random));
  for (int row = 0; row < rows; ++row) {
    std::vector<float> of_row(static_cast<std::size_t>(features));
    for (int f = 0; f < factors; ++f) {
      const float score = normal(random) / static_cast<float>(1 + f);
      for (int j = 0; j < features; ++j) {
        of_row[static_cast<std::size_t>(j)] += score * loadings[static_cast<std::size_t>(f * features + j)];
      }
    }
    for (float& x : of_row) x += noise * normal(random) + 3;
    values.insert(values.end(), of_row.begin(), of_row.end());
  }
  return make_rows(values, features);
}

double product(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

// [d x d]
Vector covariance_of(const Rows& rows) {
  const auto d = static_cast<std::size_t>(rows.features());
  Vector mean(d), covariance(d * d), row(d);
  const auto n = static_cast<double>(rows.rows());
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    copy_row(rows, i, row);
    for (std::size_t j = 0; j < d; ++j) mean[j] += row[j] / n;
  }
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    copy_row(rows, i, row);
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) covariance[a * d + b] += (row[a] - mean[a]) * (row[b] - mean[b]) / n;
    }
  }
  return covariance;
}

void expect_axes_of_covariance(const Rows& rows) {
  const Context context;
  const PrincipalPlane plane = principal_plane(rows, context);
  const Vector covariance = covariance_of(rows);
  const auto d = static_cast<std::size_t>(rows.features());
  const Vector vectors = eigenvectors(covariance, rows.features());
  double trace = 0;
  for (std::size_t j = 0; j < d; ++j) trace += covariance[j * d + j];
  EXPECT_NEAR(plane.variance, trace, 1e-9 * trace);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>((d - 1 - axis) * d);
    const Vector expected(begin, begin + static_cast<std::ptrdiff_t>(d));
    Vector image(d);
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) image[a] += covariance[a * d + b] * expected[b];
    }
    EXPECT_NEAR(std::abs(product(plane.axes[axis].direction, expected)), 1, 1e-8) << "axis " << axis;
    EXPECT_NEAR(plane.axes[axis].variance, product(expected, image), 1e-8 * trace) << "axis " << axis;
  }
}

TEST(PrincipalPlane, OfManyFeaturesIsThatOfTheCovariance) {
  expect_axes_of_covariance(rows_of_factors(700, 200, 5, 0.5F));
}

TEST(PrincipalPlane, OfMoreFeaturesThanRowsIsThatOfTheCovariance) {
  expect_axes_of_covariance(rows_of_factors(60, 150, 3, 1));
}

TEST(PrincipalPlane, OfNoiseAloneIsThatOfTheCovariance) { expect_axes_of_covariance(rows_of_factors(300, 140, 0, 1)); }

TEST(PrincipalPlane, OfFewFeaturesIsThatOfTheCovariance) { expect_axes_of_covariance(rows_of_factors(300, 100, 3, 1)); }

TEST(PrincipalPlane, DoesNotDependOnTheThreads) {
  const Rows rows = rows_of_factors(900, 150, 4, 1);
  Context one, four;
  one.threads = 1;
  four.threads = 4;
  const PrincipalPlane expected = principal_plane(rows, one), found = principal_plane(rows, four);
  EXPECT_EQ(found.variance, expected.variance);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    EXPECT_EQ(found.axes[axis].direction, expected.axes[axis].direction);
    EXPECT_EQ(found.axes[axis].variance, expected.axes[axis].variance);
  }
}

// Two directions of the same variance: both are found.
TEST(PrincipalPlane, HasBothDirectionsOfOneVariance) {
  constexpr int features = 160;
  std::vector<float> values(4 * features);
  values[7] = 5, values[features + 7] = -5, values[2 * features + 90] = 5, values[3 * features + 90] = -5;
  const Context context;
  const PrincipalPlane plane = principal_plane(make_rows(values, features), context);
  for (const PrincipalPlane::Axis& axis : plane.axes) {
    EXPECT_NEAR(axis.variance, 12.5, 1e-9);
    EXPECT_NEAR(std::hypot(axis.direction[7], axis.direction[90]), 1, 1e-9);
  }
  EXPECT_NEAR(plane.variance, 25, 1e-12);
}

TEST(PrincipalPlane, OfALineHasVarianceAlongOneAxis) {
  constexpr int features = 200;
  std::vector<float> values;
  for (const float along : {1.0F, 2.0F, 4.0F, 5.0F}) {
    for (int j = 0; j < features; ++j) values.push_back(along);
  }
  const Context context;
  const PrincipalPlane plane = principal_plane(make_rows(values, features), context);
  EXPECT_NEAR(plane.axes[0].variance, 2.5 * features, 1e-6);
  EXPECT_GT(plane.axes[0].direction[0], 0) << "the largest component is positive";
  EXPECT_NEAR(product(plane.axes[0].direction, plane.axes[1].direction), 0, 1e-12);
  EXPECT_NEAR(plane.axes[1].variance, 0, 1e-9);
}

TEST(PrincipalPlane, OfEqualRowsHasNoVariance) {
  const std::vector<float> values(600, 2.0F);
  const Context context;
  const PrincipalPlane plane = principal_plane(make_rows(values, 200), context);
  EXPECT_EQ(plane.variance, 0);
  EXPECT_EQ(plane.axes[0].variance, 0);
}

}  // namespace
}  // namespace segmenta
