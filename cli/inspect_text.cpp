// What a store holds as a table of its columns.

#include "inspect_text.h"

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/memory_plan.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>

#include "text.h"

namespace segmenta {
namespace {

// Whole numbers with separators, others with six digits, or four where six are too wide; nothing for no value.
std::string value_text(double value) {
  if (std::isnan(value)) return "";
  if (value == std::trunc(value) && std::abs(value) < 1e9) return count_text(static_cast<std::int64_t>(value));
  const std::string text = fmt::format("{:.6g}", value);
  return text.size() <= 10 ? text : fmt::format("{:.4g}", value);
}

constexpr std::size_t name_width = 26;

std::string columns_table(const std::vector<ColumnSummary>& summary) {
  std::size_t width = 6;
  for (const ColumnSummary& column : summary) {
    width = std::max(width, std::min(name_width, column.column.name.size()));
  }
  const auto row = [&](const std::string& name, const std::string& type, const std::string& missing,
                       const std::string& min, const std::string& mean, const std::string& max) {
    return fmt::format("{:<{}}  {:<8} {:>9} {:>10} {:>10} {:>11}\n", fitted(name, width), width, fitted(type, 8),
                       missing, min, mean, max);
  };
  std::string text = row("column", "type", "missing", "min", "mean", "max");
  for (const ColumnSummary& column : summary) {
    text += row(column.column.name, column.column.type_name, count_text(column.missing), value_text(column.min),
                value_text(column.mean), value_text(column.max));
  }
  return text;
}

// What commands take the columns for.
std::string meanings_text(const Store& store) {
  std::vector<std::string> parts;
  for (const TakenColumn& taken : taken_columns(store)) {
    if (!taken.column.empty()) parts.push_back(taken_text({&taken, 1}));
  }
  return parts.empty() ? "" : joined("taken:  ", parts, ",") + "\n";
}

}  // namespace

std::string inspect_text(const std::string& file, const Store& store, const std::vector<ColumnSummary>& summary) {
  const std::string id = store.id_name().empty() ? "no ids: rows are numbered from 0"
                                                 : fmt::format("id '{}' ({})", store.id_name(), store.layout().id_type);
  const MemoryPlan plan = memory_plan(store);
  return fmt::format(
      "{}: {} at {}\n{}, {}, {}\n\n{}\n{}"
      "memory: about {} for a fit of all numbers, {} to read them",
      file, store.layout().layout, store.layout().table, rows_text(store.rows()),
      counted_text(std::ssize(summary), "column"), id, columns_table(summary), meanings_text(store),
      bytes_text(plan.resident_bytes), bytes_text(plan.streamed_bytes));
}

std::vector<std::string> infinity_warnings(const std::vector<ColumnSummary>& summary) {
  std::vector<std::string> warnings;
  for (const ColumnSummary& column : summary) {
    if (column.infinite == 0) continue;
    warnings.push_back(fmt::format("column '{}' has {} infinite values; fit refuses them", column.column.name,
                                   count_text(column.infinite)));
  }
  return warnings;
}

}  // namespace segmenta
