#include <segmenta/profile.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 7> value_terms = {"monetary", "revenue", "spend", "sales",
                                                         "value",    "amount",  "profit"};
constexpr std::array<std::string_view, 11> average_words = {"average", "avg",   "mean",    "median", "per",  "rate",
                                                            "ratio",   "share", "percent", "pct",    "index"};

char lower(char letter) { return static_cast<char>(std::tolower(static_cast<unsigned char>(letter))); }

bool is_letter(char character) { return std::isalpha(static_cast<unsigned char>(character)) != 0; }

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) { return lower(letter); });
  return text;
}

bool has_value_term(const std::string& name) {
  return std::any_of(value_terms.begin(), value_terms.end(),
                     [&](std::string_view term) { return name.find(term) != std::string::npos; });
}

// Whole words only: "rate" is not in "corporate_sales".
bool has_average_word(const std::string& name) {
  for (auto begin = name.begin(); begin != name.end();) {
    begin = std::find_if(begin, name.end(), is_letter);
    const auto end = std::find_if_not(begin, name.end(), is_letter);
    if (std::find(average_words.begin(), average_words.end(), std::string_view(begin, end)) != average_words.end()) {
      return true;
    }
    begin = end;
  }
  return false;
}

bool measures_value(const std::string& column) {
  const std::string name = lower(column);
  return has_value_term(name) && !has_average_word(name);
}

}  // namespace

std::string value_feature(const std::vector<std::string>& columns) {
  const auto found = std::find_if(columns.begin(), columns.end(), measures_value);
  return found == columns.end() ? std::string() : *found;
}

}  // namespace segmenta
