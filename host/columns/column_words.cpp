// Splitting a column's name into words, and comparing these with the terms of the table of meanings.

#include "columns/column_words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "letter_case.h"

namespace segmenta {
namespace {

// Whose it is, and that it is counted or added up. None that changes the figure, as "avg" or "last" would.
constexpr std::array<std::string_view, 20> prefixes = {
    "customer", "cust",     "client", "user", "member", "shopper", "c",     "rfm", "total", "sum",
    "all",      "lifetime", "number", "num",  "nr",     "n",       "count", "of",  "net",   "gross"};
constexpr std::array<std::string_view, 10> endings = {"day",    "days", "week", "weeks", "month",
                                                      "months", "gbp",  "eur",  "usd",   "total"};

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_of_words(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
}

// Whether a word begins at a place within letters: between "t" and "I" in OptIn, "M" and "S" in RFMScore, and around
// digits.
bool begins_word(std::string_view name, std::size_t i) {
  const char before = name[i - 1], now = name[i];
  const bool capital = is_upper(now) && (is_lower(before) || (i + 1 < name.size() && is_lower(name[i + 1])));
  return capital || is_digit(before) != is_digit(now);
}

template <class List>
bool is_one_of(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The words without prefixes and units; never none.
std::span<const std::string> core(std::span<const std::string> words) {
  while (words.size() > 1 && is_one_of(prefixes, words.front())) words = words.subspan(1);
  while (words.size() > 1 && is_one_of(endings, words.back())) words = words.first(words.size() - 1);
  return words;
}

}  // namespace

std::vector<std::string> column_words(std::string_view name) {
  std::vector<std::string> words;
  bool open = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_of_words(name[i])) {
      open = false;
      continue;
    }
    if (!open || begins_word(name, i)) words.emplace_back();
    open = true;
    words.back() += lower_case(name[i]);
  }
  return words;
}

std::string together(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

bool has_term(std::span<const std::string> words, std::string_view term) {
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string text;
    for (std::size_t last = first; last < words.size() && text.size() < term.size(); ++last) {
      text += words[last];
      if (text == term) return true;
    }
  }
  return false;
}

bool is_term(std::span<const std::string> words, std::string_view term) {
  if (words.empty()) return false;
  const std::string text = together(core(words));
  if (text == term || together(words) == term) return true;
  return text.ends_with(term) && is_one_of(prefixes, std::string_view(text).substr(0, text.size() - term.size()));
}

}  // namespace segmenta
