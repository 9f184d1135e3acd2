#pragma once
// Text that is not UTF-8 is taken as Windows-1252 (Latin-1 and its additions), as spreadsheets write it.

#include <optional>
#include <string>
#include <string_view>

namespace segmenta::features {

/// The text in UTF-8 where it is not so already.
std::optional<std::string> recoded_to_utf8(std::string_view text);

}  // namespace segmenta::features
