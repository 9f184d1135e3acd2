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

// Reads the columns of an evaluation block by block.
class Totals {
 public:
  Totals(const Table& table, const EvaluateColumns& columns, std::span<const std::int32_t> labels,
         std::span<const std::int64_t> first)
      : table_(table), columns_(columns), labels_(labels), next_(first.begin(), first.end()) {
    result_.segments.resize(first.size());
    if (!columns.value.empty()) result_.values.resize(labels.size());
  }

  EvaluateTotals take(const Context& context) {
    for (std::int64_t first = 0; first < table_.rows(); first += block_rows) {
      context.check_cancelled();
      add_block(first, std::min(block_rows, table_.rows() - first));
      context.progress("evaluate", first, table_.rows());
    }
    note_missing(columns_.value, missing_values_, context);
    note_missing(columns_.margin, missing_margins_, context);
    return std::move(result_);
  }

 private:
  void add_block(std::int64_t first, std::int64_t count) {
    std::vector<SegmentTotals> block(result_.segments.size());
    const auto labels = labels_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    if (!columns_.value.empty()) add_values(first, labels, block);
    if (!columns_.margin.empty()) add_margins(first, labels, block);
    if (!columns_.consent.empty() && result_.consent_unfit.empty()) add_consent(first, labels, block);
    for (std::size_t s = 0; s < block.size(); ++s) {
      result_.segments[s].value += block[s].value;
      result_.segments[s].margin += block[s].margin;
      result_.segments[s].reachable += block[s].reachable;
    }
  }

  void add_values(std::int64_t first, std::span<const std::int32_t> labels, std::vector<SegmentTotals>& block) {
    read_amounts(columns_.value, first, labels.size(), missing_values_);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto segment = static_cast<std::size_t>(labels[i]);
      block[segment].value += read_[i];
      result_.values[static_cast<std::size_t>(next_[segment]++)] = read_[i];
    }
  }

  void add_margins(std::int64_t first, std::span<const std::int32_t> labels, std::vector<SegmentTotals>& block) {
    read_amounts(columns_.margin, first, labels.size(), missing_margins_);
    for (std::size_t i = 0; i < labels.size(); ++i) block[static_cast<std::size_t>(labels[i])].margin += read_[i];
  }

  void add_consent(std::int64_t first, std::span<const std::int32_t> labels, std::vector<SegmentTotals>& block) {
    const std::size_t column = table_.column_index(columns_.consent);
    if (is_number(table_.columns()[column])) {
      read_numbers(column, first, labels.size());
      for (std::size_t i = 0; i < labels.size(); ++i) {
        if (read_[i] == 1) {
          ++block[static_cast<std::size_t>(labels[i])].reachable;
        } else if (read_[i] != 0 && !std::isnan(read_[i])) {
          return refuse_consent(read_[i], first, i);
        }
      }
      return;
    }
    const auto texts = table_.read_text(column, first, static_cast<std::int64_t>(labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (says_yes(texts[i])) ++block[static_cast<std::size_t>(labels[i])].reachable;
    }
  }

  void refuse_consent(double value, std::int64_t first, std::size_t i) {
    const std::string why =
        fmt::format("row {} holds {}, neither 0 nor 1", first + static_cast<std::int64_t>(i), value);
    if (columns_.consent_named) {
      throw Error(ErrorKind::input,
                  fmt::format("Column '{}' of {} does not say who may be contacted", columns_.consent, table_.name()),
                  why, "Name a column of 0 and 1, or of text");
    }
    result_.consent_unfit = why;
  }

  void read_numbers(std::size_t column, std::int64_t first, std::size_t count) {
    read_.resize(count);
    table_.read({&column, 1}, first, static_cast<std::int64_t>(count), read_.data());
  }

  // Missing amounts become 0 and are counted.
  void read_amounts(const std::string& column, std::int64_t first, std::size_t count, std::int64_t& missing) {
    read_numbers(table_.column_index(column), first, count);
    for (std::size_t i = 0; i < count; ++i) {
      if (std::isinf(read_[i])) {
        throw Error(ErrorKind::input, fmt::format("Column '{}' of {} holds an infinite value", column, table_.name()),
                    fmt::format("the first is in row {}", first + static_cast<std::int64_t>(i)), "Correct it");
      }
      if (!std::isnan(read_[i])) continue;
      read_[i] = 0;
      ++missing;
    }
  }

  void note_missing(const std::string& column, std::int64_t missing, const Context& context) const {
    if (missing == 0) return;
    context.note(fmt::format("{} of {} customers have no '{}': it counts as 0", missing, table_.rows(), column));
  }

  const Table& table_;
  const EvaluateColumns& columns_;
  std::span<const std::int32_t> labels_;
  std::vector<std::int64_t> next_;  ///< [k]: where a segment's next value goes
  std::vector<double> read_;        ///< of the column and block at hand
  std::int64_t missing_values_ = 0, missing_margins_ = 0;
  EvaluateTotals result_;
};

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

EvaluateTotals total_columns(const Table& table, const EvaluateColumns& columns, std::span<const std::int32_t> labels,
                             std::span<const std::int64_t> first, const Context& context) {
  return Totals(table, columns, labels, first).take(context);
}

}  // namespace segmenta
