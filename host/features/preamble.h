#pragma once
// Lines before the header of a CSV file that are no row: "sep=;" of Excel, and comments that begin with #.

#include <cstddef>
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

}  // namespace segmenta::features
