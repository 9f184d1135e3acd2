// Finding the column of a meaning among others, and saying which was taken.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include <algorithm>

#include "columns/column_words.h"
#include "columns/meanings.h"

namespace segmenta {
namespace {

bool holds(const Term& term, const std::vector<std::string>& words) {
  switch (term.is) {
    case TermIs::exact:
      return together(words) == term.letters;
    case TermIs::whole:
      return is_term(words, term.letters);
    case TermIs::words:
      return has_term(words, term.letters) || is_term(words, term.letters);
    case TermIs::part:
      return together(words).find(term.letters) != std::string::npos;
  }
  return false;
}

// Ids are known by their exact names, such as "index".
bool says_otherwise(const MeaningNames& names, const std::vector<std::string>& words) {
  if (names.meaning == Meaning::id) return false;
  return is_derived(words) || std::any_of(names.but_not.begin(), names.but_not.end(),
                                          [&](std::string_view word) { return has_term(words, word); });
}

}  // namespace

std::string_view name_of(Meaning meaning) { return names_of(meaning).name; }

std::optional<int> rank_of(std::string_view name, Meaning meaning) {
  const MeaningNames& names = names_of(meaning);
  const std::vector<std::string> words = column_words(name);
  if (says_otherwise(names, words)) return std::nullopt;
  std::optional<int> best;
  for (const Term& term : names.terms) {
    if ((!best || term.rank < *best) && holds(term, words)) best = term.rank;
  }
  return best;
}

std::string find_column(std::span<const Column> columns, Meaning meaning) {
  std::string found;
  std::optional<int> best;
  for (const Column& column : columns) {
    if (names_of(meaning).is_number && column.type == ColumnType::text) continue;
    if (meaning == Meaning::date && column.units == "days") continue;  // days from a date to another, whatever its name
    const std::optional<int> rank = rank_of(column.name, meaning);
    if (!rank || (best && *rank >= *best)) continue;
    best = rank;
    found = column.name;
  }
  return found;
}

std::string take_column(const Table& table, Meaning meaning, const std::string& named) {
  if (named.empty()) return find_column(table.columns(), meaning);
  const Column& column = table.columns()[table.column_index(named)];
  if (names_of(meaning).is_number && column.type == ColumnType::text) {
    throw Error(ErrorKind::input, fmt::format("Column '{}' of {} is text", named, table.name()),
                fmt::format("{} is a number", name_of(meaning)), "Name a column of numbers");
  }
  return named;
}

std::vector<TakenColumn> taken_columns(const Table& table) {
  std::vector<TakenColumn> taken;
  for (const Meaning meaning : all_meanings) {
    taken.push_back({meaning, meaning == Meaning::id ? table.id_name() : find_column(table.columns(), meaning)});
  }
  return taken;
}

std::string taken_text(std::span<const TakenColumn> taken) {
  std::string text;
  for (const auto& [meaning, column] : taken) {
    if (!column.empty()) text += fmt::format("{}{} is '{}'", text.empty() ? "" : ", ", name_of(meaning), column);
  }
  return text;
}

}  // namespace segmenta
