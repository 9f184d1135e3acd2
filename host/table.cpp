// What every table can do, and the table over arrays of the caller.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>
#include <segmenta/table.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace segmenta {

std::int64_t size(const Ids& ids) {
  return std::visit([](const auto& values) { return static_cast<std::int64_t>(values.size()); }, ids);
}

std::string to_string(const Ids& ids, std::int64_t row) {
  return std::visit([&](const auto& values) { return fmt::format("{}", values[static_cast<std::size_t>(row)]); }, ids);
}

std::size_t Table::column_index(const std::string& name) const {
  const auto& all = columns();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Column& column) { return column.name == name; });
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  std::vector<std::string> names;
  for (const Column& column : all) names.push_back(column.name);
  throw Error(ErrorKind::input, fmt::format("{} has no column '{}'", this->name(), name), "", near_or_all(name, names));
}

MemoryTable::MemoryTable(std::vector<std::string> names, std::span<const double> values, std::string name)
    : values_(values), name_(std::move(name)) {
  for (std::string& column : names) columns_.push_back({std::move(column), ColumnType::real, "float64", {}, {}, {}});
  if (columns_.empty() || values.size() % columns_.size() != 0) {
    throw Error(ErrorKind::input, name_ + " is not a matrix",
                fmt::format("{} values do not divide into {} columns", values.size(), columns_.size()), "");
  }
  rows_ = static_cast<std::int64_t>(values.size() / columns_.size());
}

void MemoryTable::read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
                       double* values) const {
  for (const std::size_t column : columns) {
    for (std::int64_t i = 0; i < count; ++i) {
      *values++ = values_[static_cast<std::size_t>(first + i) * columns_.size() + column];
    }
  }
}

std::vector<std::string> MemoryTable::read_text(std::size_t column, std::int64_t, std::int64_t) const {
  throw Error(ErrorKind::input, "column '" + columns_[column].name + "' is not text", "", "");
}

Ids MemoryTable::read_ids(std::int64_t first, std::int64_t count) const {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

}  // namespace segmenta
