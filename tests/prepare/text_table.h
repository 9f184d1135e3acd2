#pragma once
// A table of one column of text.

#include <segmenta/table.h>

#include <string>
#include <utility>
#include <vector>

namespace segmenta {

class TextTable : public Table {
 public:
  TextTable(std::string column, std::vector<std::string> values)
      : columns_{{std::move(column), ColumnType::text, "string", {}, {}, {}}}, values_(std::move(values)) {}

  std::string name() const override { return "text"; }
  std::int64_t rows() const override { return static_cast<std::int64_t>(values_.size()); }
  const std::vector<Column>& columns() const override { return columns_; }
  std::string id_name() const override { return {}; }
  void read(std::span<const std::size_t>, std::int64_t, std::int64_t, double*) const override {}
  std::vector<std::string> read_text(std::size_t, std::int64_t first, std::int64_t count) const override {
    return {values_.begin() + first, values_.begin() + first + count};
  }
  Ids read_ids(std::int64_t, std::int64_t) const override { return std::vector<std::int64_t>{}; }

 private:
  std::vector<Column> columns_;
  std::vector<std::string> values_;
};

}  // namespace segmenta
