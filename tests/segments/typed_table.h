#pragma once
// A table with ids and a text column, as a store has them, for tests that MemoryTable cannot serve.

#include <segmenta/table.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace segmenta {

class TypedTable : public Table {
 public:
  explicit TypedTable(Ids ids) : ids_(std::move(ids)) {}

  void add(const std::string& name, std::vector<double> values) {
    columns_.push_back({name, ColumnType::real, "float64", {}, {}, {}});
    values_[columns_.size() - 1] = std::move(values);
  }
  void add(const Column& column, std::vector<double> values) {
    columns_.push_back(column);
    values_[columns_.size() - 1] = std::move(values);
  }
  /// A column of which only the type matters.
  void add(const Column& column) { columns_.push_back(column); }
  void add_text(const std::string& name, std::vector<std::string> texts = {}) {
    columns_.push_back({name, ColumnType::text, "string", {}, {}, {}});
    texts_[columns_.size() - 1] = std::move(texts);
  }

  /// As if the column had been stored as that type.
  void retype(const std::string& name, ColumnType type) { columns_[column_index(name)].type = type; }

  [[nodiscard]] std::string name() const override { return "customers.h5"; }
  [[nodiscard]] std::int64_t rows() const override { return size(ids_); }
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }
  [[nodiscard]] std::string id_name() const override { return "id"; }
  void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
            double* values) const override {
    for (const std::size_t column : columns) values = std::copy_n(values_.at(column).begin() + first, count, values);
  }
  [[nodiscard]] std::vector<std::string> read_text(std::size_t column, std::int64_t first,
                                                   std::int64_t count) const override {
    const auto begin = texts_.at(column).begin() + first;
    return {begin, begin + count};
  }
  [[nodiscard]] Ids read_ids(std::int64_t first, std::int64_t count) const override {
    return std::visit(
        [&](const auto& ids) -> Ids {
          const auto begin = ids.begin() + first;
          return std::decay_t<decltype(ids)>(begin, begin + count);
        },
        ids_);
  }

 private:
  Ids ids_;
  std::vector<Column> columns_;
  std::map<std::size_t, std::vector<double>> values_;
  std::map<std::size_t, std::vector<std::string>> texts_;
};

/// Rows of ids 1, 2, ... to add columns to.
inline TypedTable customers(std::size_t rows) {
  std::vector<std::int64_t> ids(rows);
  std::iota(ids.begin(), ids.end(), 1);
  return TypedTable(ids);
}

}  // namespace segmenta
