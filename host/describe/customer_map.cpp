// Two principal axes, the segments' centers and hulls along them, and a sample of customers by counter-based random
// numbers.

#include <segmenta/customer_map.h>
#include <segmenta/prepare.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "blocks.h"
#include "cluster/principal_axes.h"
#include "describe/hull.h"
#include "engine/random.h"
#include "parallel.h"

namespace segmenta {
namespace {

using Point = CustomerMap::Point;

constexpr std::int64_t sample_rows = 2000;
constexpr std::int64_t rows_of_every_segment = 40;
constexpr std::uint32_t purpose_of_sample = 0x6d617000;  // "map"

using Vector = std::vector<double>;

// A row as float64, missing values at the mean of the prepared rows, 0.
void copy_row(const Rows& rows, std::int64_t row, Vector& to) {
  for (std::size_t j = 0; j < to.size(); ++j) {
    const float value = rows.row(row)[j];
    to[j] = std::isnan(value) ? 0.0 : static_cast<double>(value);
  }
}

struct Moments {
  explicit Moments(std::size_t d) : sum(d), products(d * d) {}

  void add(const Vector& row) {
    const std::size_t d = sum.size();
    for (std::size_t a = 0; a < d; ++a) {
      sum[a] += row[a];
      for (std::size_t b = 0; b <= a; ++b) products[a * d + b] += row[a] * row[b];
    }
  }

  void add(const Moments& other) {
    std::ranges::transform(sum, other.sum, sum.begin(), std::plus<>());
    std::ranges::transform(products, other.products, products.begin(), std::plus<>());
  }

  Vector sum;
  Vector products;  // [d x d], its lower triangle
};

Moments moments_of_block(const Rows& rows, std::int64_t first, std::int64_t last) {
  Moments moments(static_cast<std::size_t>(rows.features()));
  Vector row(moments.sum.size());
  for (std::int64_t i = first; i < last; ++i) {
    copy_row(rows, i, row);
    moments.add(row);
  }
  return moments;
}

Moments moments_of(const Rows& rows, const Context& context) {
  const auto d = static_cast<std::size_t>(rows.features());
  const std::int64_t blocks = (rows.rows() + block_rows - 1) / block_rows;
  std::vector<Moments> parts(static_cast<std::size_t>(blocks), Moments(d));
  ThreadPool pool(context.worker_threads());
  pool.run(blocks, [&](std::int64_t block, int) {
    parts[static_cast<std::size_t>(block)] =
        moments_of_block(rows, block * block_rows, std::min((block + 1) * block_rows, rows.rows()));
  });
  Moments all(d);
  for (const Moments& part : parts) all.add(part);
  return all;
}

struct Axis {
  Vector direction;
  double variance = 0;
};

struct Axes {
  Vector mean;
  std::array<Axis, 2> axes;
  double variance = 0;  // in all directions
};

Vector covariance_of(const Moments& moments, const Vector& mean, double n) {
  const std::size_t d = mean.size();
  Vector covariance(d * d);
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      covariance[a * d + b] = covariance[b * d + a] = moments.products[a * d + b] / n - mean[a] * mean[b];
    }
  }
  return covariance;
}

// A unit vector with its largest component positive, and the variance along it.
Axis axis_along(Vector direction, const Vector& covariance) {
  const std::size_t d = direction.size();
  const double largest = *std::ranges::max_element(direction, {}, [](double x) { return std::abs(x); });
  double variance = 0;
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b < d; ++b) variance += direction[a] * covariance[a * d + b] * direction[b];
  }
  if (largest < 0) std::ranges::transform(direction, direction.begin(), std::negate<>());
  return {std::move(direction), std::max(variance, 0.0)};
}

Axes principal_axes(const Rows& rows, const Context& context) {
  const Moments moments = moments_of(rows, context);
  const auto n = static_cast<double>(rows.rows());
  Axes found;
  for (const double sum : moments.sum) found.mean.push_back(sum / n);
  const Vector covariance = covariance_of(moments, found.mean, n);
  const std::size_t d = found.mean.size();
  const Vector vectors = eigenvectors(covariance, static_cast<int>(d));
  std::vector<Axis> axes;
  for (std::size_t i = 0; i < d; ++i) {
    const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(i * d);
    axes.push_back(axis_along({begin, begin + static_cast<std::ptrdiff_t>(d)}, covariance));
    found.variance += axes.back().variance;
  }
  axes.resize(std::max<std::size_t>(axes.size(), 2), {Vector(d), 0});  // a plane needs two
  std::ranges::stable_sort(axes, std::greater<>(), &Axis::variance);
  found.axes = {axes[0], axes[1]};
  return found;
}

double coordinate(const Axes& axes, std::size_t axis, const Vector& row) {
  double sum = 0;
  for (std::size_t j = 0; j < row.size(); ++j) sum += axes.axes[axis].direction[j] * (row[j] - axes.mean[j]);
  return sum;
}

Point place(const Axes& axes, const Vector& row) { return {coordinate(axes, 0, row), coordinate(axes, 1, row)}; }

// Rows of each segment with the smallest random numbers: its share of the sample, and a few more.
std::vector<std::int64_t> sample_of(std::span<const std::int32_t> labels, int k, std::uint64_t seed) {
  struct Ticket {
    std::uint64_t number;
    std::int64_t row;
    bool operator<(const Ticket& other) const {
      return number != other.number ? number < other.number : row < other.row;
    }
  };
  const auto rows = static_cast<std::int64_t>(labels.size());
  std::vector<std::vector<Ticket>> tickets(static_cast<std::size_t>(k));
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto segment = static_cast<std::size_t>(labels[static_cast<std::size_t>(row)]);
    tickets[segment].push_back({random_bits({seed, purpose_of_sample, 0}, static_cast<std::uint64_t>(row)), row});
  }
  std::vector<std::int64_t> chosen;
  for (auto& all : tickets) {
    if (all.empty() || rows == 0) continue;
    const auto size = static_cast<std::int64_t>(all.size());
    const std::int64_t wanted = std::min(size, rows_of_every_segment + sample_rows * size / rows);
    std::partial_sort(all.begin(), all.begin() + wanted, all.end());
    for (std::int64_t i = 0; i < wanted; ++i) chosen.push_back(all[static_cast<std::size_t>(i)].row);
  }
  return chosen;
}

// Around the half of a segment's sample that is nearest to its center in the plane.
std::vector<Point> hull_of(const CustomerMap& map, int segment) {
  std::vector<Point> points;
  for (const CustomerMap::Customer& customer : map.sample) {
    if (customer.segment == segment) points.push_back(customer.at);
  }
  const Point center = map.centers[static_cast<std::size_t>(segment)];
  std::ranges::sort(points, {}, [&](const Point& at) { return std::hypot(at.x - center.x, at.y - center.y); });
  points.resize((points.size() + 1) / 2);
  return convex_hull(std::move(points));
}

}  // namespace

CustomerMap customer_map(const Table& table, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context) {
  return customer_map(prepare_with(table, model.preparation, {}, context), model, labels, context);
}

CustomerMap customer_map(const Rows& rows, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context) {
  const Axes axes = principal_axes(rows, context);
  CustomerMap map;
  map.features = model.preparation.names();
  for (std::size_t axis = 0; axis < 2; ++axis) {
    map.explained[axis] = axes.variance > 0 ? axes.axes[axis].variance / axes.variance : 0;
    map.directions[axis] = axes.axes[axis].direction;
  }
  Vector row(static_cast<std::size_t>(rows.features()));
  for (int segment = 0; segment < model.k; ++segment) {
    const auto centroid = model.centroids.begin() + std::ptrdiff_t{segment} * rows.features();
    std::copy_n(centroid, row.size(), row.begin());
    map.centers.push_back(place(axes, row));
  }
  for (const std::int64_t chosen : sample_of(labels, model.k, model.seed)) {
    copy_row(rows, chosen, row);
    map.sample.push_back({place(axes, row), labels[static_cast<std::size_t>(chosen)]});
  }
  for (int segment = 0; segment < model.k; ++segment) map.hulls.push_back(hull_of(map, segment));
  return map;
}

}  // namespace segmenta
