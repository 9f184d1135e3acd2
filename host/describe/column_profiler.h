#pragma once
// Means, quartiles and differences of one column at a time, by segment and over all rows.

#include <segmenta/profile.h>
#include <segmenta/table.h>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "parallel.h"
#include "prepare/moments.h"

namespace segmenta {

/// Sum of the present values of a segment.
struct ColumnTotal {
  double sum = 0;
  double magnitude = 0;    ///< sum of absolute values
  std::int64_t count = 0;  ///< values that are not missing

  [[nodiscard]] double mean() const;
  /// Whether the sum is 0 but for rounding.
  [[nodiscard]] bool vanishes() const;
};

/// Quantiles 0.25, 0.5, 0.75, 0.05 and 0.95; NaN where there are no values.
struct Quartiles {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double percentile_5 = std::numeric_limits<double>::quiet_NaN();
  double percentile_95 = std::numeric_limits<double>::quiet_NaN();
};

ColumnTotal operator+(const ColumnTotal& a, const ColumnTotal& b);

class ColumnProfiler {
 public:
  /// `labels` in 0 .. sizes.size() - 1; `sizes` counts them. Both and the table are kept by the caller.
  ColumnProfiler(const Table& table, std::span<const std::int32_t> labels, std::span<const std::int64_t> sizes,
                 int threads);

  /// Reads a column; what follows is about it.
  void read(std::size_t column, const Context& context);
  [[nodiscard]] const std::vector<ColumnTotal>& totals() const { return totals_; }
  [[nodiscard]] ColumnTotal total() const;
  /// Figures of every segment, and over all rows as the last. Reorders the values: once after each read().
  [[nodiscard]] std::vector<FeatureProfile> figures();

 private:
  struct SegmentFigures {
    Quartiles quartiles;
    Moments moments;
  };

  void add_block(std::int64_t first, std::span<const double> block);
  [[nodiscard]] std::span<double> values_of(std::size_t segment);
  [[nodiscard]] std::vector<SegmentFigures> figures_by_segment();
  [[nodiscard]] Quartiles quartiles_of_all();

  const Table& table_;
  std::span<const std::int32_t> labels_;
  std::vector<std::int64_t> first_;  ///< [k]: where a segment's values begin in values_
  std::vector<double> values_;       ///< [rows]: present values, grouped by segment
  std::vector<ColumnTotal> totals_;  ///< [k]
  ThreadPool pool_;
};

}  // namespace segmenta
