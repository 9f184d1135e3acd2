#pragma once
// Counts customers by recency and frequency score from the columns that a Description shows.

#include <segmenta/context.h>
#include <segmenta/rfm_grid.h>

#include <array>
#include <atomic>
#include <optional>
#include <vector>

#include "describe/description.h"

namespace segmenta {

class RfmGridder : public ColumnVisitor {
 public:
  /// Columns that are not named are found by name.
  RfmGridder(const Table& table, const RfmColumns& named);

  [[nodiscard]] std::vector<std::size_t> columns() const override;
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// Once all columns have been shown; reads the column of value once more. None where the table lacks one of the three
  /// columns, or a customer a value of it.
  [[nodiscard]] std::optional<RfmGrid> result(const Context& context) const;

 private:
  const Table& table_;
  std::optional<RfmColumns> columns_;               ///< none where the table lacks one
  std::array<std::vector<std::int8_t>, 3> scores_;  ///< [rows], by column
  std::atomic<bool> is_missing_{false};             ///< a customer has no value of one of them
};

}  // namespace segmenta
