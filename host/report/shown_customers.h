#pragma once
// The customers that a report speaks of: those of segments that are large enough to be shown. Small segments are in no
// figure at all, so that nothing on the page less something else on it gives them away.

#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

/// The table without the rows of some segments. Thread-safety: as the table's.
class ShownCustomers : public Table {
 public:
  /// The table is kept by the caller.
  ShownCustomers(const Table& table, const std::vector<std::int32_t>& labels, const std::vector<bool>& left_out);

  [[nodiscard]] std::string name() const override { return table_.name(); }
  [[nodiscard]] std::int64_t rows() const override { return static_cast<std::int64_t>(rows_.size()); }
  [[nodiscard]] const std::vector<Column>& columns() const override { return table_.columns(); }
  [[nodiscard]] std::string id_name() const override { return table_.id_name(); }
  void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
            double* values) const override;
  [[nodiscard]] std::vector<std::string> read_text(std::size_t column, std::int64_t first,
                                                   std::int64_t count) const override;
  [[nodiscard]] Ids read_ids(std::int64_t first, std::int64_t count) const override;

  /// What is known of those that are shown, in their order.
  [[nodiscard]] Segments of(const Segments& all) const;

 private:
  const Table& table_;
  std::vector<std::int64_t> rows_;  // of the table
};

}  // namespace segmenta
