// Which columns an evaluation uses: those named, else those that mean value, margin and consent.

#include "describe/evaluate_columns.h"

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

#include "blocks.h"
#include "letter_case.h"

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 10> no_texts = {"no",   "n",    "false", "f",  "0",
                                                       "none", "null", "nan",   "na", "n/a"};

constexpr std::string_view tenure_name = "tenure_days";

// What is the value is not the margin too.
std::string find_margin(const Table& table, const std::string& value) {
  std::vector<Column> others;
  for (const Column& column : table.columns()) {
    if (column.name != value) others.push_back(column);
  }
  return find_column(others, Meaning::margin);
}

bool says_yes(const std::string& text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  if (std::all_of(text.begin(), text.end(), is_space)) return false;
  return std::find(no_texts.begin(), no_texts.end(), lower_case(text)) == no_texts.end();
}

}  // namespace

EvaluateColumns find_evaluate_columns(const Table& table, const EvaluateOptions& options) {
  EvaluateColumns columns;
  columns.value = take_column(table, Meaning::value, options.value);
  columns.margin =
      options.margin.empty() ? find_margin(table, columns.value) : take_column(table, Meaning::margin, options.margin);
  columns.consent = take_column(table, Meaning::consent, options.consent);
  columns.consent_named = !options.consent.empty();
  for (const Column& column : table.columns()) {
    if (lower_case(column.name) == tenure_name && column.type != ColumnType::text) columns.tenure = column.name;
  }
  return columns;
}

Consent consent_of(const Description& description, const EvaluateColumns& columns, std::span<const double> values) {
  Consent consent{std::vector<std::int64_t>(description.k()), {}};
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] == 1) ++consent.reachable[static_cast<std::size_t>(description.labels()[row])];
    if (values[row] == 0 || values[row] == 1 || std::isnan(values[row])) continue;
    const std::string why = fmt::format("row {} holds {}, neither 0 nor 1", row, values[row]);
    if (!columns.consent_named) return {{}, fmt::format("{}: {}", columns.consent, why)};
    throw Error(
        ErrorKind::input,
        fmt::format("Column '{}' of {} does not say who may be contacted", columns.consent, description.table().name()),
        why, "Name a column of 0 and 1, or of text");
  }
  return consent;
}

Consent read_consent(const Description& description, const EvaluateColumns& columns, const Context& context,
                     std::span<double> stakes) {
  const Table& table = description.table();
  const std::size_t column = table.column_index(columns.consent);
  Consent consent{std::vector<std::int64_t>(description.k()), {}};
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    const std::vector<std::string> texts = table.read_text(column, first, std::min(block_rows, table.rows() - first));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto row = static_cast<std::size_t>(first) + i;
      const auto segment = static_cast<std::size_t>(description.labels()[row]);
      if (says_yes(texts[i])) {
        ++consent.reachable[segment];
      } else {
        stakes[row] = 0;
      }
    }
  }
  return consent;
}

}  // namespace segmenta
