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
#include "columns/column_words.h"

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 3> margin_terms = {"margin", "profit", "contribution"};
constexpr std::array<std::string_view, 9> consent_terms = {
    "consent", "opt_in", "optin", "contactable", "reachable", "newsletter", "subscribed", "email", "phone"};
constexpr std::array<std::string_view, 13> no_consent_words = {"no",      "not",    "without", "opt_out", "optout",
                                                               "opens",   "opened", "clicks",  "clicked", "sent",
                                                               "bounces", "date",   "domain"};
constexpr std::array<std::string_view, 10> no_texts = {"no",   "n",    "false", "f",  "0",
                                                       "none", "null", "nan",   "na", "n/a"};

bool is_number(const Column& column) { return column.type != ColumnType::text; }

template <class Terms>
bool has_any(const std::string& name, const Terms& terms) {
  return std::any_of(terms.begin(), terms.end(), [&](std::string_view term) { return has_term(name, term); });
}

std::string find_value(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) {
    if (is_number(column)) names.push_back(column.name);
  }
  return value_feature(names);
}

std::string find_margin(const Table& table, const std::string& value) {
  for (const Column& column : table.columns()) {
    if (is_number(column) && column.name != value && has_any(column.name, margin_terms) && !is_average(column.name)) {
      return column.name;
    }
  }
  return {};
}

// The first term that a column has: "consent" before "email", in whatever order the columns are.
std::string find_consent(const Table& table) {
  for (const std::string_view term : consent_terms) {
    for (const Column& column : table.columns()) {
      if (has_term(column.name, term) && !has_any(column.name, no_consent_words) && !is_average(column.name)) {
        return column.name;
      }
    }
  }
  return {};
}

void refuse_text(const Table& table, const std::string& column) {
  if (column.empty() || is_number(table.columns()[table.column_index(column)])) return;
  throw Error(ErrorKind::input, fmt::format("Column '{}' of {} is text", column, table.name()), "",
              "Name a column of numbers");
}

bool says_yes(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  if (std::all_of(text.begin(), text.end(), is_space)) return false;
  return std::find(no_texts.begin(), no_texts.end(), text) == no_texts.end();
}

}  // namespace

EvaluateColumns find_evaluate_columns(const Table& table, const EvaluateOptions& options) {
  EvaluateColumns columns{options.value, options.margin, options.consent, !options.consent.empty()};
  if (columns.value.empty()) columns.value = find_value(table);
  if (columns.margin.empty()) columns.margin = find_margin(table, columns.value);
  if (columns.consent.empty()) columns.consent = find_consent(table);
  refuse_text(table, columns.value);
  refuse_text(table, columns.margin);
  if (columns.consent_named) static_cast<void>(table.column_index(columns.consent));
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

Consent read_consent(const Description& description, const EvaluateColumns& columns, const Context& context) {
  const Table& table = description.table();
  const std::size_t column = table.column_index(columns.consent);
  Consent consent{std::vector<std::int64_t>(description.k()), {}};
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    const std::vector<std::string> texts = table.read_text(column, first, std::min(block_rows, table.rows() - first));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto segment = static_cast<std::size_t>(description.labels()[static_cast<std::size_t>(first) + i]);
      if (says_yes(texts[i])) ++consent.reachable[segment];
    }
  }
  return consent;
}

}  // namespace segmenta
