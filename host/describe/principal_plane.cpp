// Of few features by all eigenvectors of the covariance, of many by products of the covariance with vectors.

#include "describe/principal_plane.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>

#include "blocks.h"
#include "cluster/principal_axes.h"
#include "engine/random.h"
#include "parallel.h"

namespace segmenta {
namespace {

using Vector = std::vector<double>;
using Axis = PrincipalPlane::Axis;

constexpr std::size_t features_of_covariance = 128;
constexpr std::int64_t most_blocks = 256;  // of many features, each with sums of its own
constexpr std::int64_t fewest_rows_of_block = 64;
constexpr std::size_t most_products = 256;
constexpr double close_enough = 1e-6;   // of what is left of a product, to the largest variance
constexpr double nothing_left = 1e-12;  // likewise: rounding alone

// add(row, sums) for every row: the sums of blocks of so many rows, in order.
template <class Add>
Vector sum_over_rows(const Rows& rows, std::int64_t rows_of_block, std::size_t size, ThreadPool& pool, const Add& add) {
  const std::int64_t blocks = (rows.rows() + rows_of_block - 1) / rows_of_block;
  std::vector<Vector> parts(static_cast<std::size_t>(blocks));
  pool.run(blocks, [&](std::int64_t block, int) {
    Vector sums(size), row(static_cast<std::size_t>(rows.features()));
    const std::int64_t last = std::min((block + 1) * rows_of_block, rows.rows());
    for (std::int64_t i = block * rows_of_block; i < last; ++i) {
      copy_row(rows, i, row);
      add(row, sums);
    }
    parts[static_cast<std::size_t>(block)] = std::move(sums);
  });
  Vector all(size);
  for (const Vector& part : parts) std::ranges::transform(all, part, all.begin(), std::plus<>());
  return all;
}

double product(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

void subtract(Vector& from, double times, const Vector& vector) {
  for (std::size_t j = 0; j < from.size(); ++j) from[j] -= times * vector[j];
}

Axis axis_along(Vector direction, double variance) {
  const double largest = *std::ranges::max_element(direction, {}, [](double x) { return std::abs(x); });
  if (largest < 0) std::ranges::transform(direction, direction.begin(), std::negate<>());
  return {std::move(direction), std::max(variance, 0.0)};
}

// Means, and below them the products of all pairs: [d x d], its lower triangle.
Vector covariance_of(const Rows& rows, Vector& mean, ThreadPool& pool) {
  const auto d = static_cast<std::size_t>(rows.features());
  const auto n = static_cast<double>(rows.rows());
  const Vector sums = sum_over_rows(rows, block_rows, d + d * d, pool, [d](const Vector& row, Vector& to) {
    for (std::size_t a = 0; a < d; ++a) {
      to[a] += row[a];
      for (std::size_t b = 0; b <= a; ++b) to[d + a * d + b] += row[a] * row[b];
    }
  });
  for (std::size_t a = 0; a < d; ++a) mean.push_back(sums[a] / n);
  Vector covariance(d * d);
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      covariance[a * d + b] = covariance[b * d + a] = sums[d + a * d + b] / n - mean[a] * mean[b];
    }
  }
  return covariance;
}

PrincipalPlane plane_of_covariance(const Rows& rows, ThreadPool& pool) {
  PrincipalPlane found;
  const Vector covariance = covariance_of(rows, found.mean, pool);
  const std::size_t d = found.mean.size();
  const Vector vectors = eigenvectors(covariance, static_cast<int>(d));
  std::vector<Axis> axes;
  for (std::size_t i = 0; i < d; ++i) {
    const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(i * d);
    const Vector direction(begin, begin + static_cast<std::ptrdiff_t>(d));
    double variance = 0;
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) variance += direction[a] * covariance[a * d + b] * direction[b];
    }
    axes.push_back(axis_along(direction, variance));
    found.variance += axes.back().variance;
  }
  axes.resize(std::max<std::size_t>(axes.size(), 2), {Vector(d), 0});  // a plane needs two
  std::ranges::stable_sort(axes, std::greater<>(), &Axis::variance);
  found.axes = {axes[0], axes[1]};
  return found;
}

// The covariance of the rows, as far as the space reaches that two vectors and its products with them span.
class Lanczos {
 public:
  Lanczos(const Rows& rows, ThreadPool& pool)
      : rows_(rows),
        pool_(pool),
        rows_of_block_(std::max(fewest_rows_of_block, (rows.rows() + most_blocks - 1) / most_blocks)),
        d_(static_cast<std::size_t>(rows.features())),
        n_(static_cast<double>(rows.rows())) {}

  PrincipalPlane find(const Context& context) {
    measure();
    found_.axes = {Axis{Vector(d_), 0}, Axis{Vector(d_), 0}};
    if (found_.variance == 0) return found_;
    begin();
    std::size_t look = 8;  // at how far they are, which costs more the further they are
    while (true) {
      context.check_cancelled();
      const bool is_all = products_.size() == basis_.size() || products_.size() >= most_products;
      if ((is_all || products_.size() >= look) && (set_axes() || is_all)) return found_;
      if (products_.size() >= look) look += look / 4;
      multiply_next();
    }
  }

 private:
  // Mean and variance in all directions.
  void measure() {
    found_.mean = sum_over_rows(rows_, rows_of_block_, d_, pool_, [](const Vector& row, Vector& to) {
      std::ranges::transform(to, row, to.begin(), std::plus<>());
    });
    for (double& mean : found_.mean) mean /= n_;
    const Vector squares = sum_over_rows(rows_, rows_of_block_, 1, pool_, [this](Vector& row, Vector& to) {
      subtract(row, 1, found_.mean);
      to[0] += product(row, row);
    });
    found_.variance = squares[0] / n_;
  }

  void begin() {
    for (std::uint32_t round = 0; round < 2; ++round) {
      Vector start(d_);
      for (std::size_t j = 0; j < d_; ++j) start[j] = random_unit({0, random_for::map_axes, round}, j) - 0.5;
      Vector ignored;
      extend(std::move(start), 0, ignored);
    }
  }

  // What is left of a vector across the basis becomes its next vector, where that is more than so much;
  // `coefficients` are those along each.
  void extend(Vector vector, double least, Vector& coefficients) {
    coefficients.assign(basis_.size(), 0);
    for (int time = 0; time < 2; ++time) {  // once leaves rounding
      for (std::size_t i = 0; i < basis_.size(); ++i) {
        const double along = product(basis_[i], vector);
        coefficients[i] += along;
        subtract(vector, along, basis_[i]);
      }
    }
    const double length = std::sqrt(product(vector, vector));
    if (!(length > least)) return;
    coefficients.push_back(length);
    for (double& x : vector) x /= length;
    basis_.push_back(std::move(vector));
  }

  // Of the covariance with the next vectors of the basis, two at a time for one reading of the rows.
  void multiply_next() {
    const std::size_t first = products_.size(), count = std::min<std::size_t>(2, basis_.size() - first);
    const Vector sums = sum_over_rows(rows_, rows_of_block_, count * d_, pool_, [&](Vector& row, Vector& to) {
      subtract(row, 1, found_.mean);
      for (std::size_t v = 0; v < count; ++v) {
        const double along = product(row, basis_[first + v]);
        double* of_vector = to.data() + v * d_;
        for (std::size_t j = 0; j < d_; ++j) of_vector[j] += along * row[j];
      }
    });
    for (std::size_t v = 0; v < count; ++v) {
      Vector image(d_);
      for (std::size_t j = 0; j < d_; ++j) image[j] = sums[v * d_ + j] / n_;
      products_.emplace_back();
      extend(std::move(image), nothing_left * found_.variance, products_.back());
    }
  }

  // Of the product of the covariance with vector j, the part along vector i.
  [[nodiscard]] double projected(std::size_t i, std::size_t j) const {
    return i < products_[j].size() ? products_[j][i] : 0;
  }

  // The axes of the space so far; whether they are those of the rows as well.
  bool set_axes() {
    const std::size_t m = products_.size();
    Vector matrix(m * m);
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = j; i < m; ++i) matrix[i * m + j] = matrix[j * m + i] = projected(i, j);
    }
    const Vector vectors = eigenvectors(matrix, static_cast<int>(m));
    bool are_found = true;
    for (std::size_t place = 0; place < std::min<std::size_t>(2, m); ++place) {
      const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>((m - 1 - place) * m);
      const Vector weights(begin, begin + static_cast<std::ptrdiff_t>(m));
      Vector direction(d_), image(basis_.size());
      for (std::size_t j = 0; j < m; ++j) {
        subtract(direction, -weights[j], basis_[j]);
        for (std::size_t i = 0; i < image.size(); ++i) image[i] += weights[j] * projected(i, j);
      }
      double variance = 0, outside2 = 0;
      for (std::size_t i = 0; i < m; ++i) variance += weights[i] * image[i];
      for (std::size_t i = m; i < image.size(); ++i) outside2 += image[i] * image[i];
      found_.axes[place] = axis_along(std::move(direction), variance);
      are_found = are_found && std::sqrt(outside2) <= close_enough * found_.axes[0].variance;
    }
    return are_found;
  }

  const Rows& rows_;
  ThreadPool& pool_;
  std::int64_t rows_of_block_;
  std::size_t d_;
  double n_;
  PrincipalPlane found_;
  std::vector<Vector> basis_;     // unit vectors across each other
  std::vector<Vector> products_;  // of the covariance with each, along the basis of then
};

}  // namespace

void copy_row(const Rows& rows, std::int64_t row, Vector& to) {
  for (std::size_t j = 0; j < to.size(); ++j) {
    const float value = rows.row(row)[j];
    to[j] = std::isnan(value) ? 0.0 : static_cast<double>(value);
  }
}

PrincipalPlane principal_plane(const Rows& rows, const Context& context) {
  ThreadPool pool(context.worker_threads());
  if (static_cast<std::size_t>(rows.features()) <= features_of_covariance) return plane_of_covariance(rows, pool);
  return Lanczos(rows, pool).find(context);
}

}  // namespace segmenta
