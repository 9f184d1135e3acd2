// Reads the rows of a table that are shown, through the range of the table that holds them.

#include "report/shown_customers.h"

#include <algorithm>
#include <variant>

namespace segmenta {
namespace {

// Of what is known of rows [first, ...), that of those given; nothing where nothing is known.
template <class Value>
std::vector<Value> picked(const std::vector<Value>& values, std::span<const std::int64_t> rows, std::int64_t first) {
  std::vector<Value> some;
  if (values.empty()) return some;
  some.reserve(rows.size());
  for (const std::int64_t row : rows) some.push_back(values[static_cast<std::size_t>(row - first)]);
  return some;
}

// The rows of the table, and the range from the first to the last of them.
struct Range {
  Range(const std::vector<std::int64_t>& all, std::int64_t first_row, std::int64_t count)
      : rows(std::span(all).subspan(static_cast<std::size_t>(first_row), static_cast<std::size_t>(count))),
        first(rows.empty() ? 0 : rows.front()),
        size(rows.empty() ? 0 : rows.back() + 1 - first) {}

  std::span<const std::int64_t> rows;
  std::int64_t first, size;
};

}  // namespace

ShownCustomers::ShownCustomers(const Table& table, const std::vector<std::int32_t>& labels,
                               const std::vector<bool>& left_out)
    : table_(table) {
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (!left_out[static_cast<std::size_t>(labels[row])]) rows_.push_back(static_cast<std::int64_t>(row));
  }
}

void ShownCustomers::read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
                          double* values) const {
  const Range range(rows_, first, count);
  std::vector<double> read(static_cast<std::size_t>(range.size));
  for (const std::size_t column : columns) {
    table_.read(std::span(&column, 1), range.first, range.size, read.data());
    for (const std::int64_t row : range.rows) *values++ = read[static_cast<std::size_t>(row - range.first)];
  }
}

std::vector<std::string> ShownCustomers::read_text(std::size_t column, std::int64_t first, std::int64_t count) const {
  const Range range(rows_, first, count);
  return picked(table_.read_text(column, range.first, range.size), range.rows, range.first);
}

Ids ShownCustomers::read_ids(std::int64_t first, std::int64_t count) const {
  const Range range(rows_, first, count);
  return std::visit([&](const auto& ids) -> Ids { return picked(ids, range.rows, range.first); },
                    table_.read_ids(range.first, range.size));
}

Segments ShownCustomers::of(const Segments& all) const {
  return {.segment = picked(all.segment, rows_, 0),
          .distance = picked(all.distance, rows_, 0),
          .runner_up = picked(all.runner_up, rows_, 0),
          .margin = picked(all.margin, rows_, 0),
          .levels = all.levels};
}

}  // namespace segmenta
