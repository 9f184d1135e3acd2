#include "columns/column_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 11> average_words = {"average", "avg",   "mean",    "median", "per",  "rate",
                                                            "ratio",   "share", "percent", "pct",    "index"};

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_of_words(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
}

// Between "t" and "I" in OptIn, and around digits.
bool changes(char before, char now) { return (is_lower(before) && is_upper(now)) || is_digit(before) != is_digit(now); }

}  // namespace

std::vector<std::string> column_words(std::string_view name) {
  std::vector<std::string> words;
  bool open = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_of_words(name[i])) {
      open = false;
      continue;
    }
    if (!open || changes(name[i - 1], name[i])) words.emplace_back();
    open = true;
    words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return words;
}

bool has_term(std::string_view name, std::string_view term) {
  const std::vector<std::string> words = column_words(name);
  const std::vector<std::string> wanted = column_words(term);
  return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

bool is_average(std::string_view name) {
  const std::vector<std::string> words = column_words(name);
  return std::find_first_of(words.begin(), words.end(), average_words.begin(), average_words.end()) != words.end();
}

}  // namespace segmenta
