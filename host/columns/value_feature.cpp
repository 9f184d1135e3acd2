#include <segmenta/columns.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "columns/column_words.h"

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 7> value_terms = {"monetary", "revenue", "spend", "sales",
                                                         "value",    "amount",  "profit"};

char lower(char letter) { return static_cast<char>(std::tolower(static_cast<unsigned char>(letter))); }

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) { return lower(letter); });
  return text;
}

bool has_value_term(const std::string& name) {
  return std::any_of(value_terms.begin(), value_terms.end(),
                     [&](std::string_view term) { return name.find(term) != std::string::npos; });
}

bool measures_value(const std::string& column) { return has_value_term(lower(column)) && !is_average(column); }

}  // namespace

std::string value_feature(const std::vector<std::string>& columns) {
  const auto found = std::find_if(columns.begin(), columns.end(), measures_value);
  return found == columns.end() ? std::string() : *found;
}

}  // namespace segmenta
