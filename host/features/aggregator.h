#pragma once
// What one aggregation holds of each customer while the rows of a source stream by.

#include <segmenta/features.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "features/date_cells.h"
#include "features/found_columns.h"

namespace segmenta::features {

/// What cells of a column are read as.
enum class CellKind { number, boolean, date, text };
CellKind cell_kind(const ColumnKind& kind);

/// Rows are to be added in the order of the source.
class Aggregator {
 public:
  virtual ~Aggregator() = default;

  /// A cell of a row of the customer in `row`; it may be missing.
  virtual void add(std::size_t row, std::string_view cell) = 0;
  /// The column, but for its name, definition and source. `as_of`: the day that dates are counted to.
  [[nodiscard]] virtual StoreColumn finish(std::int32_t as_of) = 0;
};

/// `column`: what is known of the column; null where rows are counted. `dates` must outlive it. Throws Error(input)
/// where the column does not hold what the aggregation needs.
std::unique_ptr<Aggregator> make_aggregator(const Aggregation& aggregation, const FoundColumn* column, std::size_t rows,
                                            const DateReader& dates);

}  // namespace segmenta::features
