#pragma once
// A table in one byte a value: between which thresholds of its feature a value lies. Trees are grown over it.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "describe/categories.h"
#include "describe/description.h"

namespace segmenta {

struct BinnedTable {
  static constexpr std::size_t most_thresholds = 254;
  static constexpr std::uint8_t missing = 255;
  static constexpr std::size_t bins_of_a_feature = 256;

  std::vector<std::vector<double>> thresholds;  ///< [features], ascending
  /// [features][rows] How many of the feature's thresholds are at or below the value, so that value >= thresholds[i] is
  /// bin > i.
  std::vector<std::vector<std::uint8_t>> bins;
  std::vector<std::vector<std::uint32_t>> counts;  ///< [features][256 x k]: rows by bin and segment

  /// A feature of yes (1) and no: whether a text column has a value, or a column none at all. They come after the
  /// numbers.
  struct Flag {
    std::size_t column = 0;  ///< index in the table
    std::string value{};     ///< of a text column; empty: that the value is missing
    std::string other{};     ///< the only other value of a text column of two
  };
  std::vector<Flag> flags;

  [[nodiscard]] std::size_t features() const { return thresholds.size(); }
};

/// Bins the columns that a Description shows; one column may be several features.
///
/// Thresholds are chosen over a sample of up to 65,536 rows, evenly spread within each segment, in which a row of a
/// segment of n_s rows weighs 1 / n + 1 / (k n_s): small segments are seen. Up to 15 segments each have thresholds
/// close around their smallest and largest value and their quantiles 0.05 and 0.95, where a rule may end.
class Binner : public ColumnVisitor {
 public:
  /// So many rows at least are between neighbouring thresholds: they then tell of nobody by himself.
  Binner(const Description& description, std::vector<std::size_t> columns, std::int64_t least = 1);

  [[nodiscard]] std::vector<std::size_t> columns() const override { return columns_; }
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// A flag for each of the most_categories most frequent values of each column, and for each column, number or text,
  /// that half of a segment or more has no value of. Once all columns have been shown.
  void add_flags(const std::vector<CategoryColumn>& columns);
  /// Once all columns have been shown.
  [[nodiscard]] const BinnedTable& result() const { return binned_; }

 private:
  struct SampledRow {
    std::size_t row = 0;
    std::size_t segment = 0;
    double weight = 0;
  };

  void sample();
  [[nodiscard]] std::vector<double> edges(std::span<const double> values) const;
  void bin(std::span<const double> values, std::size_t feature);
  void add_flag(BinnedTable::Flag flag, std::vector<std::uint8_t> bins);
  [[nodiscard]] bool is_often_missing(std::span<const std::uint32_t> missing_by_segment) const;
  [[nodiscard]] std::vector<std::uint32_t> count_bins(const std::vector<std::uint8_t>& bins) const;

  const Description& description_;
  std::vector<std::size_t> columns_;
  std::int64_t least_;
  std::vector<SampledRow> sampled_;
  BinnedTable binned_;
};

}  // namespace segmenta
