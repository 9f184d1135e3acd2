#pragma once
// Lines before the header of a CSV file that are no row: "sep=;" of Excel, and comments that begin with #.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace segmenta::features {

struct Preamble {
  std::size_t bytes = 0;            ///< after a byte order mark
  std::optional<char> delimiter{};  ///< that a line "sep=" names
};

/// Of the beginning of a file, without its byte order mark; `whole` says that it is all of it. A line that begins with
/// # is the header where it has as many values as the line that follows.
Preamble preamble_of(std::string_view text, bool whole);

/// Bytes of the first so many lines, with their line breaks; nothing where the text has fewer.
std::optional<std::size_t> bytes_of_lines(std::string_view text, std::int64_t lines);

}  // namespace segmenta::features
