#pragma once
// What a text cell holds.

#include <string_view>

namespace segmenta::features {

/// Without spaces of any kind at either end: of ASCII, and of Unicode where the cell is UTF-8.
std::string_view trimmed(std::string_view cell);

/// Empty, or one of the ways in which pandas, R and databases write a missing value: NA, NaN, NULL, None, ...
bool is_missing(std::string_view cell);

}  // namespace segmenta::features
