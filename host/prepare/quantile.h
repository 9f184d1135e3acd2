#pragma once
// Quantiles with linear interpolation (Hyndman, Fan 1996, type 7), weights counting as copies: the smallest as one, so
// that their scale does not matter.

#include <span>
#include <vector>

#include "prepare/order_statistics.h"

namespace segmenta {

/// A sample from which quantiles are asked.
class Quantiles {
 public:
  /// Takes values (NaN are left out) and weights (empty: all 1). Without weights, order is found as it is needed.
  Quantiles(std::vector<double> values, std::span<const double> weights);

  [[nodiscard]] bool empty() const { return values_.empty(); }
  /// The quantile q in [0, 1]: position q (W - 1) among the sorted values, each repeated by its weight over the
  /// smallest one, and W of them.
  [[nodiscard]] double at(double q);

 private:
  [[nodiscard]] double order_statistic(double position);

  std::vector<double> values_;
  std::vector<double> weight_up_to_;  ///< with weights: sum of weights of the sorted values up to each
  double total_ = 0;
};

/// Quantiles from the order statistics at these positions.
std::vector<double> interpolated(std::span<const double> positions, std::span<const Neighbours> neighbours);

/// Quantiles q, ascending and at most 7, of values some of which may be missing, but not all.
std::vector<double> quantiles_of(std::span<const double> values, std::span<const double> weights,
                                 std::span<const double> q);

}  // namespace segmenta
