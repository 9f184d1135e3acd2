#pragma once
// Squared distances of rows as whole numbers, so that sums and differences of them are exact.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/engine.h>

#include "engine/cpu/kernels.h"

namespace segmenta {

/// The unit of costs, a power of two: no squared distance is above 2^50 of it, fewer where k is large, so that a price,
/// a sum over a path through k clusters, fits 62 bits.
class CostUnit {
 public:
  /// Of rows on that grid and of these centroids, and of means of the rows, which come later.
  CostUnit(const Grid& grid, const Centroids& centroids);

  /// To the nearest unit, ties to even.
  [[nodiscard]] std::int64_t units(double distance2) const;
  [[nodiscard]] double value(std::int64_t units) const;

 private:
  int exponent_ = 0;
  double factor_ = 1;  // 2^exponent
};

/// Thread-safe.
class RowCosts {
 public:
  RowCosts(const Centroids& centroids, const CostUnit& unit);

  [[nodiscard]] int k() const { return packed_.k; }
  /// Doubles that distances2() takes room for.
  [[nodiscard]] std::size_t room() const { return static_cast<std::size_t>(packed_.padded_k); }
  /// By the definition, of a row [features] to every centroid; `distances2` has room().
  void distances2(const float* row, std::span<double> distances2) const;
  /// The same in units [k].
  void costs(const float* row, std::span<double> distances2, std::span<std::int64_t> costs) const;

 private:
  CostUnit unit_;
  PackedCentroids packed_;
  const Kernels* kernels_;
};

}  // namespace segmenta
