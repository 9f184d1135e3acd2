// Two principal axes, the segments' centers along them, and a sample of customers by counter-based random numbers.

#include <segmenta/customer_map.h>
#include <segmenta/prepare.h>

#include <algorithm>
#include <utility>

#include "describe/principal_plane.h"
#include "engine/random.h"

namespace segmenta {
namespace {

using Point = CustomerMap::Point;

constexpr std::int64_t sample_rows = 2000;
constexpr std::int64_t rows_of_every_segment = 40;
constexpr std::uint32_t purpose_of_sample = 0x6d617000;  // "map"

using Vector = std::vector<double>;

double coordinate(const PrincipalPlane& plane, std::size_t axis, const Vector& row) {
  double sum = 0;
  for (std::size_t j = 0; j < row.size(); ++j) sum += plane.axes[axis].direction[j] * (row[j] - plane.mean[j]);
  return sum;
}

Point place(const PrincipalPlane& plane, const Vector& row) {
  return {coordinate(plane, 0, row), coordinate(plane, 1, row)};
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

}  // namespace

CustomerMap customer_map(const Table& table, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context) {
  return customer_map(prepare_with(table, model.preparation, {}, context), model, labels, context);
}

CustomerMap customer_map(const Rows& rows, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context) {
  const PrincipalPlane plane = principal_plane(rows, context);
  CustomerMap map;
  map.features = model.preparation.names();
  for (std::size_t axis = 0; axis < 2; ++axis) {
    map.explained[axis] = plane.variance > 0 ? plane.axes[axis].variance / plane.variance : 0;
    map.directions[axis] = plane.axes[axis].direction;
  }
  Vector row(static_cast<std::size_t>(rows.features()));
  for (int segment = 0; segment < model.k; ++segment) {
    const auto centroid = model.centroids.begin() + std::ptrdiff_t{segment} * rows.features();
    std::copy_n(centroid, row.size(), row.begin());
    map.centers.push_back(place(plane, row));
  }
  for (const std::int64_t chosen : sample_of(labels, model.k, model.seed)) {
    copy_row(rows, chosen, row);
    map.sample.push_back({place(plane, row), labels[static_cast<std::size_t>(chosen)]});
  }
  return map;
}

}  // namespace segmenta
