#pragma once
// The segments of a table, checked and counted once, and one pass over its columns that shows each to all who describe
// the segments: each column is read once, whoever wants it.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace segmenta {

/// Sum of the present values of a segment.
struct ColumnTotal {
  double sum = 0;
  double magnitude = 0;    ///< sum of absolute values
  std::int64_t count = 0;  ///< values that are not missing

  void add(double value) {
    sum += value;
    magnitude += std::abs(value);
    ++count;
  }
  [[nodiscard]] double mean() const;  ///< NaN without values
};

ColumnTotal operator+(const ColumnTotal& a, const ColumnTotal& b);

/// Whether shares of a sum mean something: it is above 0, and not a small rest of large values of both signs (negative
/// values are at most a tenth of the positive ones). `magnitude`: sum of absolute values.
bool has_shares(double sum, double magnitude);

/// Whether shares and indices of these totals [k] mean something: all of one sign, and their sum has shares. Else a
/// segment could "bring" 200 % of a value, or the one of the lowest mean have the highest index.
bool have_shares(std::span<const ColumnTotal> totals);

/// A column while it is shown.
struct ShownColumn {
  std::size_t column = 0;          ///< index in the table
  std::span<const double> values;  ///< [rows]
  /// [k] The present values of each segment, in row order.
  std::vector<std::span<const double>> by_segment;
  /// [k] Summed over blocks of 65,536 rows in order.
  std::vector<ColumnTotal> totals;
};

/// What is to be done with a column. The jobs of a column run side by side, and before the next one is shown.
using Jobs = std::vector<std::function<void()>>;

/// Who wants to see columns of numbers.
class ColumnVisitor {
 public:
  virtual ~ColumnVisitor() = default;
  /// Indices of the columns; one may be named twice.
  [[nodiscard]] virtual std::vector<std::size_t> columns() const = 0;
  /// Adds jobs, the longest first; they may keep `shown`. Must not read the table.
  virtual void visit(const ShownColumn& shown, Jobs& jobs) = 0;
};

/// Thread-safety: a constant one may be read by many, but for show_columns(), which reads the table.
class Description {
 public:
  /// `labels` [rows] in 0 .. k - 1. They and the table are kept by the caller. Throws Error(input) where they do not
  /// fit.
  Description(const Table& table, const std::vector<std::int32_t>& labels, int k);

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] std::span<const std::int32_t> labels() const { return labels_; }
  [[nodiscard]] std::size_t rows() const { return labels_.size(); }
  [[nodiscard]] std::size_t k() const { return sizes_.size(); }
  [[nodiscard]] const std::vector<std::int64_t>& sizes() const { return sizes_; }
  /// [k] Rows of the segments before each.
  [[nodiscard]] const std::vector<std::int64_t>& first() const { return first_; }

  /// Reads each column that a visitor wants, once, the next one while the jobs of the last run. Holds two columns.
  void show_columns(std::span<ColumnVisitor* const> visitors, std::string_view step, const Context& context) const;

 private:
  const Table& table_;
  std::span<const std::int32_t> labels_;
  std::vector<std::int64_t> sizes_, first_;
};

}  // namespace segmenta
