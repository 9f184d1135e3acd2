// What was imported: customers, and columns by their types.

#include "import_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>
#include <numeric>

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

std::string missing_text(const ImportedTable& table) {
  const std::int64_t missing = std::accumulate(table.missing.begin(), table.missing.end(), std::int64_t{0});
  return missing == 0 ? "no value missing" : counted_text(missing, "value") + " missing";
}

}  // namespace

std::string import_text(const ImportedTable& table, const std::string& input, const std::string& output) {
  const std::string files = table.files == 1 ? "" : fmt::format(" in {} files", count_text(table.files));
  return fmt::format("{}: {}{}, {}\n{} written to {}: {}; {}", input, counted_text(size(table.ids), "customer"), files,
                     ids_text(table), counted_text(std::ssize(table.columns), "column"), output, kinds_text(table),
                     missing_text(table));
}

}  // namespace segmenta
