#pragma once
// A table in one byte a value: between which thresholds of its feature a value lies. Trees are grown over it.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segmenta {

struct BinnedTable {
  static constexpr std::size_t most_thresholds = 254;
  static constexpr std::uint8_t missing = 255;

  std::vector<std::vector<double>> thresholds;  ///< [features], ascending
  /// [rows x features], row-major: how many of the feature's thresholds are at or below the value, so that value >=
  /// thresholds[i] is bin > i.
  std::vector<std::uint8_t> bins;

  [[nodiscard]] std::size_t features() const { return thresholds.size(); }
  [[nodiscard]] std::size_t rows() const { return features() == 0 ? 0 : bins.size() / features(); }
};

/// Thresholds are chosen over a sample of up to 65,536 rows, evenly spread within each segment, in which a row of a
/// segment of n_s rows weighs 1 / n + 1 / (k n_s): small segments are seen. Up to 15 segments each have thresholds
/// close around their smallest and largest value and their quantiles 0.05 and 0.95, where a rule may end. `labels` in 0
/// .. sizes.size() - 1.
BinnedTable bin_table(const Table& table, std::span<const std::size_t> columns, std::span<const std::int32_t> labels,
                      std::span<const std::int64_t> sizes, const Context& context);

}  // namespace segmenta
