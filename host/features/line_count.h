#pragma once
// Where rows of a CSV text are, counted in lines as an editor shows them. A row is no line where quoted values hold
// line breaks, or where lines are empty.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace segmenta::features {

/// Line breaks (\n, \r\n, \r) in a text; `previous` is the character before it, and becomes its last one.
std::int64_t count_line_breaks(std::string_view text, char& previous);

struct RowLines {
  std::vector<std::int64_t> first_lines;   ///< of each row, counted from 0 at the start of the text
  std::optional<std::int64_t> open_quote;  ///< line of a quote that is never closed
};

/// Follows quotes as the parser does: only a quote at the start of a value opens one.
RowLines find_rows(std::string_view text, char delimiter);

}  // namespace segmenta::features
