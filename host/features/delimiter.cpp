// Takes the first rows apart by each candidate, as the parser would, and compares the numbers of values.

#include "features/delimiter.h"

#include <array>
#include <cstddef>

namespace segmenta::features {
namespace {

constexpr std::array<char, 4> candidates = {',', ';', '\t', '|'};
constexpr int rows_compared = 100;

bool is_break(char c) { return c == '\n' || c == '\r'; }

// The place after a quoted value that starts at `at`.
std::size_t after_quotes(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] != '"') continue;
    if (at + 1 == text.size() || text[at + 1] != '"') return at + 1;
    ++at;
  }
  return at;
}

struct Row {
  std::size_t values = 1;
  std::size_t end = 0;  // of its text, before the line break
};

Row row_at(std::string_view text, std::size_t at, char delimiter) {
  Row row;
  bool value_starts = true;
  while (at < text.size() && !is_break(text[at])) {
    if (value_starts && text[at] == '"') {
      at = after_quotes(text, at);
      value_starts = false;
    } else {
      value_starts = text[at++] == delimiter;
      if (value_starts) ++row.values;
    }
  }
  row.end = at;
  return row;
}

// Values of every row, where all have as many; else 1.
std::size_t values_of_all(std::string_view text, bool whole, char delimiter) {
  std::size_t values = 0;
  std::size_t at = 0;
  for (int rows = 0; rows < rows_compared && at < text.size();) {
    if (is_break(text[at])) {
      ++at;
      continue;
    }
    const Row row = row_at(text, at, delimiter);
    if (row.end == text.size() && !whole) break;
    if (rows++ > 0 && row.values != values) return 1;
    values = row.values;
    at = row.end;
  }
  return values;
}

}  // namespace

std::size_t values_in(std::string_view line, char delimiter) { return row_at(line, 0, delimiter).values; }

char found_delimiter(std::string_view text, bool whole, std::optional<char> preferred) {
  if (preferred && values_of_all(text, whole, *preferred) > 1) return *preferred;
  char found = ',';
  std::size_t most = 1;
  for (const char candidate : candidates) {
    const std::size_t values = values_of_all(text, whole, candidate);
    if (values > most) {
      most = values;
      found = candidate;
    }
  }
  return found;
}

std::string_view delimiter_text(char delimiter) {
  switch (delimiter) {
    case ',':
      return "a comma";
    case ';':
      return "a semicolon";
    case '\t':
      return "a tab";
    case '|':
      return "a bar (|)";
    default:
      return "another character";
  }
}

}  // namespace segmenta::features
