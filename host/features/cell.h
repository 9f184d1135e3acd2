#pragma once
// What a text cell holds.

#include <string_view>

namespace segmenta::features {

/// Without blanks at either end.
std::string_view trimmed(std::string_view cell);

/// Empty, or one of the ways in which pandas, R and databases write a missing value: NA, NaN, NULL, None, ...
bool is_missing(std::string_view cell);

}  // namespace segmenta::features
