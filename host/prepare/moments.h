#pragma once
// Moments of a column, gathered block by block: weighted mean and central moments, range, missing values.

#include <cstdint>
#include <limits>
#include <span>

namespace segmenta {

/// Moments of the values that are present. Blocks are combined by the update of Chan, Golub, LeVeque (1979) with
/// the third moment of Pebay (2008); combined in the same order they give the same result on any number of threads.
struct Moments {
  double weight = 0;
  double mean = 0;
  double m2 = 0;  ///< sum of weight x (x - mean)^2
  double m3 = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  std::int64_t present = 0;
  std::int64_t missing = 0;
  std::int64_t first_missing = -1;   ///< row, -1: none
  std::int64_t first_infinite = -1;  ///< row, -1: none

  void combine(const Moments& other);
  [[nodiscard]] double variance() const { return weight > 0 ? m2 / weight : 0; }
  [[nodiscard]] double skewness() const;
};

/// Moments of one block. `weights` is empty or as long as `values`; `first_row` numbers the rows.
Moments block_moments(std::span<const double> values, std::span<const double> weights, std::int64_t first_row);

}  // namespace segmenta
