#pragma once
// Letters in lower case, for comparisons that case does not matter to. ASCII alone: other letters stay as they are,
// whatever the locale.

#include <algorithm>
#include <string>

namespace segmenta {

inline char lower_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) { return lower_case(letter); });
  return text;
}

}  // namespace segmenta
