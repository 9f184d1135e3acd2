#include "engine/definition.h"

#include <algorithm>

namespace segmenta {

InertiaUnit::InertiaUnit(const Rows& rows) : weight_exponent_(rows.weight_exponent) {
  // No row is farther from its centroid than the diagonal of the box of all rows, whose sides are twice the
  // magnitudes; with missing values the distance is scaled up by at most the number of features.
  double diagonal2 = 0;
  for (const float magnitude : rows.magnitude) {
    diagonal2 += 4.0 * static_cast<double>(magnitude) * static_cast<double>(magnitude);
  }
  if (rows.has_missing) diagonal2 *= rows.features();
  const int distance_bits = diagonal2 > 0 ? std::ilogb(diagonal2) + 2 : 1;
  const auto weight = static_cast<double>(std::max<int128>(rows.total_weight(), 1));
  exponent_ = 125 - (std::ilogb(weight) + 1) - distance_bits;
  factor_ = std::ldexp(1.0, exponent_);
}

ClusterSums zero_sums(const Rows& rows, int k) {
  const auto clusters = static_cast<std::size_t>(k);
  const std::size_t values = clusters * static_cast<std::size_t>(rows.features());
  return {std::vector<int128>(values), std::vector<std::int64_t>(clusters), std::vector<std::int64_t>(clusters),
          std::vector<std::int64_t>(rows.has_missing ? values : 0)};
}

void add_to_sums(ClusterSums& sums, const Rows& rows, std::int64_t row, std::int32_t label, int sign) {
  const std::int64_t weight = sign * rows.weight(row);
  const auto c = static_cast<std::size_t>(label);
  const auto d = static_cast<std::size_t>(rows.features());
  sums.weights[c] += weight;
  sums.counts[c] += sign;
  for (std::size_t j = 0; j < d; ++j) {
    const float x = rows.row(row)[j];
    if (std::isnan(x)) {
      sums.missing[c * d + j] += weight;
    } else {
      sums.values[c * d + j] += int128{weight} * quanta(x, 1 / rows.quantum[j]);
    }
  }
}

ClusterSums relabelled(const ClusterSums& sums, const Rows& rows, std::span<const std::int32_t> new_label, int k) {
  ClusterSums moved = zero_sums(rows, k);
  const auto d = static_cast<std::ptrdiff_t>(rows.features());
  for (std::size_t c = 0; c < new_label.size(); ++c) {
    if (new_label[c] < 0) continue;
    const auto to = static_cast<std::size_t>(new_label[c]);
    const auto from_row = static_cast<std::ptrdiff_t>(c) * d;
    const auto to_row = static_cast<std::ptrdiff_t>(to) * d;
    std::copy_n(sums.values.begin() + from_row, d, moved.values.begin() + to_row);
    if (rows.has_missing) std::copy_n(sums.missing.begin() + from_row, d, moved.missing.begin() + to_row);
    moved.weights[to] = sums.weights[c];
    moved.counts[to] = sums.counts[c];
  }
  return moved;
}

Centroids update(const Centroids& before, const ClusterSums& sums, const Rows& rows) {
  Centroids centroids = before;
  const auto d = static_cast<std::size_t>(before.features);
  for (std::size_t c = 0; c < static_cast<std::size_t>(before.k); ++c) {
    for (std::size_t j = 0; j < d; ++j) {
      const std::int64_t weight = sums.weights[c] - (sums.missing.empty() ? 0 : sums.missing[c * d + j]);
      if (weight == 0) continue;
      centroids.values[c * d + j] = static_cast<float>(static_cast<double>(sums.values[c * d + j]) /
                                                       static_cast<double>(weight) * rows.quantum[j]);
    }
  }
  return centroids;
}

}  // namespace segmenta
