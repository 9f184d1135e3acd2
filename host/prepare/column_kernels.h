#pragma once
// Inner loops over a column of values, compiled for several instruction sets (column_kernels.cpp). Without fused
// multiply-adds and with a fixed order of sums, so that each gives the same.

#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include <segmenta/prepare.h>

namespace segmenta {

/// A sum kept as eight, so that additions need not wait for each other: value i goes to sum i mod 8.
struct LaneSum {
  static constexpr std::size_t lanes = 8;
  std::array<double, lanes> parts{};

  void add(std::size_t i, double value) { parts[i % lanes] += value; }
  [[nodiscard]] double total() const { return std::accumulate(parts.begin(), parts.end(), 0.0); }
};

struct ColumnKernels {
  /// Values as they are used: missing ones filled, clipped, transformed. `used` may be `values`.
  void (*use)(const double* values, std::int64_t count, const PreparedFeature& feature, double* used);
  /// Prepared values from used ones, on the grid of `quantum` (0: not on a grid). Returns whether all are finite.
  bool (*scale)(const double* used, std::int64_t count, const PreparedFeature& feature, double quantum,
                float* prepared);
  /// Sum of value - origin, least and largest. Returns whether all values are finite; else the results mean nothing.
  bool (*sum)(const double* values, std::int64_t count, double origin, LaneSum& sum, double& least, double& largest);
  /// Sums of squares and cubes of value - mean.
  void (*sum_powers)(const double* values, std::int64_t count, double mean, LaneSum& squares, LaneSum& cubes);
  /// Sum of products of two columns.
  void (*sum_products)(const double* a, const double* b, std::int64_t count, LaneSum& products);
};

/// A column as it is used; `buffer` holds the values where they are others than those stored.
std::span<const double> used_values(std::span<const double> column, const PreparedFeature& feature,
                                    std::vector<double>& buffer);

/// The kernels of the best instruction set of this machine.
const ColumnKernels& column_kernels();

}  // namespace segmenta
