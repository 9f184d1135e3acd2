// The definitions that are more than a line: fixed point of the inertia, exact sums, centroids from sums.

#include "engine/definition.h"

#include <algorithm>

namespace segmenta {

InertiaUnit::InertiaUnit(const Grid& grid) : weight_exponent_(grid.weight_exponent) {
  // No row is farther from its centroid than the diagonal of the box of all rows, whose sides are twice the
  // magnitudes; with missing values the distance is scaled up by at most the number of features.
  double diagonal2 = 0;
  for (const float magnitude : grid.magnitude) {
    diagonal2 += 4.0 * static_cast<double>(magnitude) * static_cast<double>(magnitude);
  }
  if (grid.has_missing) diagonal2 *= grid.features;
  const int distance_bits = diagonal2 > 0 ? std::ilogb(diagonal2) + 2 : 1;
  const auto weight = static_cast<double>(std::max<int128>(grid.total_weight, 1));
  exponent_ = 125 - (std::ilogb(weight) + 1) - distance_bits;
  factor_ = std::ldexp(1.0, exponent_);
}

ClusterSums zero_sums(const Grid& grid, int k) {
  const auto clusters = static_cast<std::size_t>(k);
  const std::size_t values = clusters * static_cast<std::size_t>(grid.features);
  return {.values = std::vector<int128>(values),
          .weights = std::vector<std::int64_t>(clusters),
          .counts = std::vector<std::int64_t>(clusters),
          .missing = std::vector<std::int64_t>(grid.has_missing ? values : 0)};
}

void add_to_sums(ClusterSums& sums, const Grid& grid, const float* row, std::int64_t weight, std::int32_t label,
                 int sign) {
  const auto c = static_cast<std::size_t>(label);
  const auto d = static_cast<std::size_t>(grid.features);
  const std::int64_t share = sign * weight;
  sums.weights[c] += share;
  sums.counts[c] += sign;
  for (std::size_t j = 0; j < d; ++j) {
    if (std::isnan(row[j])) {
      sums.missing[c * d + j] += share;
    } else {
      sums.values[c * d + j] += int128{share} * quanta(row[j], 1 / grid.quantum[j]);
    }
  }
}

void add(ClusterSums& sums, const ClusterSums& others) {
  const auto add_all = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add_all(sums.values, others.values);
  add_all(sums.weights, others.weights);
  add_all(sums.counts, others.counts);
  add_all(sums.missing, others.missing);
}

ClusterSums relabelled(const ClusterSums& sums, const Grid& grid, std::span<const std::int32_t> new_label, int k) {
  ClusterSums moved = zero_sums(grid, k);
  const auto d = static_cast<std::ptrdiff_t>(grid.features);
  for (std::size_t c = 0; c < new_label.size(); ++c) {
    if (new_label[c] < 0) continue;
    const auto to = static_cast<std::size_t>(new_label[c]);
    const auto from_row = static_cast<std::ptrdiff_t>(c) * d;
    const auto to_row = static_cast<std::ptrdiff_t>(to) * d;
    std::copy_n(sums.values.begin() + from_row, d, moved.values.begin() + to_row);
    if (grid.has_missing) std::copy_n(sums.missing.begin() + from_row, d, moved.missing.begin() + to_row);
    moved.weights[to] = sums.weights[c];
    moved.counts[to] = sums.counts[c];
  }
  return moved;
}

Centroids update(const Centroids& before, const ClusterSums& sums, const Grid& grid) {
  Centroids centroids = before;
  const auto d = static_cast<std::size_t>(before.features);
  for (std::size_t c = 0; c < static_cast<std::size_t>(before.k); ++c) {
    for (std::size_t j = 0; j < d; ++j) {
      const std::int64_t weight = sums.weights[c] - (sums.missing.empty() ? 0 : sums.missing[c * d + j]);
      if (weight == 0) continue;
      centroids.values[c * d + j] = static_cast<float>(static_cast<double>(sums.values[c * d + j]) /
                                                       static_cast<double>(weight) * grid.quantum[j]);
    }
  }
  return centroids;
}

}  // namespace segmenta
