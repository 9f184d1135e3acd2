// What was imported: customers, and what each column was read as.

#include "import_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "text.h"

namespace segmenta {
namespace {

std::string ids_text(const ImportedTable& table) {
  constexpr std::array types{"int64", "uint64", "string"};
  return fmt::format("id '{}' ({})", table.id, types.at(table.ids.index()));
}

const char* kind_of(const Column& column) {
  if (column.units == "date") return "of dates";
  if (column.type == ColumnType::text) return "of text";
  return column.type == ColumnType::boolean ? "of booleans" : "of numbers";
}

std::string kinds_text(const ImportedTable& table) {
  std::string text;
  for (const char* kind : {"of numbers", "of booleans", "of dates", "of text"}) {
    const auto count = std::count_if(table.columns.begin(), table.columns.end(), [&](const StoreColumn& column) {
      return std::string_view(kind_of(column.column)) == kind;
    });
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, kind);
  }
  return text;
}

std::string read_as(const Column& column) {
  if (column.units == "date") return "dates";
  if (column.type == ColumnType::text) return "text";
  if (column.type == ColumnType::boolean) return "yes or no";
  const std::string numbers = column.type == ColumnType::integer ? "whole numbers" : "numbers";
  return column.units.empty() ? numbers : numbers + ", " + column.units;
}

std::string columns_text(const ImportedTable& table) {
  constexpr std::size_t most = 30, widest = 40;
  const std::size_t shown = std::min(most, table.columns.size());
  std::size_t width = 6;
  for (std::size_t i = 0; i < shown; ++i) width = std::max(width, text_width(table.columns[i].column.name));
  width = std::min(width, widest);
  std::string text = fmt::format("{}  {:<20} {:>15}\n", padded("column", width), "read as", "missing");
  for (std::size_t i = 0; i < shown; ++i) {
    const Column& column = table.columns[i].column;
    text += fmt::format("{}  {} {:>15}\n", padded(fitted(column.name, width), width), padded(read_as(column), 20),
                        count_text(table.missing[i]));
  }
  const auto rest = std::ssize(table.columns) - static_cast<std::ptrdiff_t>(shown);
  return rest == 0 ? text : text + fmt::format("and {} more, which segmenta inspect lists\n", count_text(rest));
}

std::string missing_text(const ImportedTable& table) {
  const std::int64_t missing = std::accumulate(table.missing.begin(), table.missing.end(), std::int64_t{0});
  return missing == 0 ? "no value missing" : counted_text(missing, "value") + " missing";
}

}  // namespace

std::string import_text(const ImportedTable& table, const std::string& input, const std::string& output) {
  const std::string files = table.files == 1 ? "" : fmt::format(" in {} files", count_text(table.files));
  return fmt::format("{}: {}{}, {}\n{}{} written to {}: {}; {}", input, counted_text(size(table.ids), "customer"),
                     files, ids_text(table), columns_text(table), counted_text(std::ssize(table.columns), "column"),
                     output, kinds_text(table), missing_text(table));
}

}  // namespace segmenta
