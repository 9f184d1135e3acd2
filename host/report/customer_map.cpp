#include <segmenta/prepare.h>
#include <segmenta/report.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "blocks.h"
#include "cluster/random.h"
#include "parallel.h"
#include "report/hull.h"

namespace segmenta {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Point = CustomerMap::Point;

constexpr std::int64_t sample_rows = 2000;
constexpr std::int64_t rows_of_every_segment = 40;
constexpr std::uint32_t purpose_of_sample = 0x6d617000;  // "map"

// A row as float64, missing values at the mean of the prepared rows, 0.
void copy_row(const Rows& rows, std::int64_t row, Eigen::Ref<VectorXd> to) {
  for (int j = 0; j < rows.features(); ++j) {
    const float value = rows.row(row)[j];
    to[j] = std::isnan(value) ? 0.0 : static_cast<double>(value);
  }
}

struct Moments {
  VectorXd sum;
  MatrixXd products;
};

// Sums and products of a block's rows, some hundred rows at a time.
Moments moments_of_block(const Rows& rows, std::int64_t first, std::int64_t last) {
  constexpr std::int64_t batch = 256;
  const auto d = static_cast<Eigen::Index>(rows.features());
  Moments moments{VectorXd::Zero(d), MatrixXd::Zero(d, d)};
  MatrixXd some(d, batch);
  for (std::int64_t from = first; from < last; from += batch) {
    const std::int64_t count = std::min(batch, last - from);
    for (std::int64_t i = 0; i < count; ++i) copy_row(rows, from + i, some.col(i));
    const auto used = some.leftCols(count);
    moments.sum += used.rowwise().sum();
    moments.products.noalias() += used * used.transpose();
  }
  return moments;
}

struct Axes {
  VectorXd mean;
  MatrixXd directions;  // [d x 2]
  std::array<double, 2> explained{};
};

VectorXd with_fixed_sign(VectorXd direction) {
  Eigen::Index largest = 0;
  direction.cwiseAbs().maxCoeff(&largest);
  return direction[largest] < 0 ? VectorXd(-direction) : direction;
}

Axes principal_axes(const Rows& rows, const Context& context) {
  const std::int64_t blocks = (rows.rows() + block_rows - 1) / block_rows;
  std::vector<Moments> parts(static_cast<std::size_t>(blocks));
  ThreadPool pool(context.worker_threads());
  pool.run(blocks, [&](std::int64_t block, int) {
    parts[static_cast<std::size_t>(block)] =
        moments_of_block(rows, block * block_rows, std::min((block + 1) * block_rows, rows.rows()));
  });
  Moments all = std::move(parts.front());
  for (std::size_t block = 1; block < parts.size(); ++block) {
    all.sum += parts[block].sum;
    all.products += parts[block].products;
  }
  const auto n = static_cast<double>(rows.rows());
  const VectorXd mean = all.sum / n;
  const MatrixXd covariance = all.products / n - mean * mean.transpose();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(covariance);
  const auto d = static_cast<Eigen::Index>(rows.features());
  const double variance = std::max(covariance.trace(), 1e-300);
  Axes axes{mean, MatrixXd::Zero(d, 2), {}};
  for (Eigen::Index axis = 0; axis < std::min<Eigen::Index>(d, 2); ++axis) {
    axes.directions.col(axis) = with_fixed_sign(solver.eigenvectors().col(d - 1 - axis));
    axes.explained[static_cast<std::size_t>(axis)] = std::max(0.0, solver.eigenvalues()[d - 1 - axis]) / variance;
  }
  return axes;
}

Point place(const Axes& axes, const VectorXd& row) {
  const VectorXd at = axes.directions.transpose() * (row - axes.mean);
  return {at[0], at[1]};
}

// Rows of each segment with the smallest random numbers: its share of the sample, and a few more.
std::vector<std::int64_t> sample_of(std::span<const std::int32_t> labels, int k, std::uint64_t seed) {
  struct Ticket {
    std::uint64_t number;
    std::int64_t row;
    bool operator<(const Ticket& other) const {
      return number != other.number ? number < other.number : row < other.row;
    }
  };
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(k));
  for (const std::int32_t label : labels) ++sizes[static_cast<std::size_t>(label)];
  const auto rows = static_cast<std::int64_t>(labels.size());
  std::vector<std::vector<Ticket>> tickets(static_cast<std::size_t>(k));
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto segment = static_cast<std::size_t>(labels[static_cast<std::size_t>(row)]);
    tickets[segment].push_back({random_bits({seed, purpose_of_sample, 0}, static_cast<std::uint64_t>(row)), row});
  }
  std::vector<std::int64_t> chosen;
  for (std::size_t segment = 0; segment < tickets.size(); ++segment) {
    auto& all = tickets[segment];
    const std::int64_t wanted = std::min(sizes[segment], rows_of_every_segment + sample_rows * sizes[segment] / rows);
    std::partial_sort(all.begin(), all.begin() + wanted, all.end());
    for (std::int64_t i = 0; i < wanted; ++i) chosen.push_back(all[static_cast<std::size_t>(i)].row);
  }
  return chosen;
}

// Around the half of a segment's sample that is nearest to its centre in the plane.
std::vector<Point> hull_of(const CustomerMap& map, int segment) {
  std::vector<Point> points;
  for (const CustomerMap::Customer& customer : map.sample) {
    if (customer.segment == segment) points.push_back(customer.at);
  }
  const Point centre = map.centres[static_cast<std::size_t>(segment)];
  std::ranges::sort(points, {}, [&](const Point& at) { return std::hypot(at.x - centre.x, at.y - centre.y); });
  points.resize((points.size() + 1) / 2);
  return convex_hull(std::move(points));
}

}  // namespace

CustomerMap customer_map(const Table& table, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context) {
  const Rows rows = prepare_with(table, model.preparation, {}, context);
  const Axes axes = principal_axes(rows, context);
  CustomerMap map;
  map.explained = axes.explained;
  map.features = model.preparation.names();
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const VectorXd direction = axes.directions.col(static_cast<Eigen::Index>(axis));
    map.directions[axis].assign(direction.begin(), direction.end());
  }
  VectorXd row(rows.features());
  for (int segment = 0; segment < model.k; ++segment) {
    for (int j = 0; j < rows.features(); ++j) {
      row[j] = static_cast<double>(model.centroids[static_cast<std::size_t>(segment * rows.features() + j)]);
    }
    map.centres.push_back(place(axes, row));
  }
  for (const std::int64_t chosen : sample_of(labels, model.k, model.seed)) {
    copy_row(rows, chosen, row);
    map.sample.push_back({place(axes, row), labels[static_cast<std::size_t>(chosen)]});
  }
  for (int segment = 0; segment < model.k; ++segment) map.hulls.push_back(hull_of(map, segment));
  return map;
}

}  // namespace segmenta
