#include "cluster/definition.h"

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
