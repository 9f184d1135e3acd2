#pragma once
// Which character separates the values of a CSV file, found from its first rows.

#include <cstddef>
#include <optional>
#include <string_view>

namespace segmenta::features {

/// Of , ; tab and |, and of `preferred` before them, the one that takes the header and the first rows apart into
/// equally many values, and into most; a comma where none does. `whole`: the text is all of the file, so that its last
/// row counts.
char found_delimiter(std::string_view text, bool whole, std::optional<char> preferred = {});

/// Values in a line without its line break.
std::size_t values_in(std::string_view line, char delimiter);

/// "a tab"
std::string_view delimiter_text(char delimiter);

}  // namespace segmenta::features
