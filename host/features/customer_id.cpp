// Ids of whole numbers lose the zeros after their point, unless they are asked for as they are written; where the rules
// say so, zeros before them and the case of letters as well.

#include "features/customer_id.h"

#include "features/options.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace segmenta::features {
namespace {

constexpr std::size_t most_zeros = std::numeric_limits<std::uint16_t>::max();

bool is_plain(std::string_view text) {
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    if (text == "0") return false;
  }
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// "17" of "0017", "0" of "000"; codes with letters stay as they are.
std::string_view without_leading_zeros(std::string_view text) {
  if (!all_digits(text)) return text;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return text;
}

std::size_t zeros_after_point(std::string_view cell, bool leading_zeros) {
  const std::size_t point = cell.find('.');
  if (point == std::string_view::npos) return 0;
  const std::string_view zeros = cell.substr(point + 1);
  const std::string_view whole = cell.substr(0, point);
  const bool is_zeros =
      !zeros.empty() && zeros.size() <= most_zeros && zeros.find_first_not_of('0') == std::string_view::npos;
  return is_zeros && (is_plain(whole) || (leading_zeros && all_digits(whole))) ? zeros.size() : 0;
}

}  // namespace

CustomerId customer_id(std::string_view cell, const IdRules& rules, std::string& folded) {
  if (rules.as_written) return {cell, cell};
  const std::size_t zeros = zeros_after_point(cell, rules.ignore_leading_zeros);
  CustomerId id{cell, cell, static_cast<std::uint16_t>(zeros)};
  if (zeros > 0) id.value.remove_suffix(zeros + 1);
  if (rules.ignore_leading_zeros) id.value = without_leading_zeros(id.value);
  id.written = id.value;
  if (rules.ignore_case) {
    folded = id.value;
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    id.value = folded;
  }
  return id;
}

IdRules id_rules(const FeatureOptions& options) {
  IdRules rules = options.ids;
  const bool given = rules.as_written || rules.ignore_case || rules.ignore_leading_zeros;
  if (!given) rules.as_written = forced_type(options, options.customer) == "string";
  return rules;
}

bool is_rounded_by_spreadsheet(std::string_view id) {
  if (id.size() < 5 || !is_digit(id[0])) return false;
  const std::size_t exponent = id.find_first_of("Ee");
  if (exponent == std::string_view::npos || exponent + 3 >= id.size() || id[exponent + 1] != '+') return false;
  const std::string_view digits = id.substr(1, exponent - 1);
  return (digits.empty() || (digits[0] == '.' && all_digits(digits.substr(1)))) && all_digits(id.substr(exponent + 2));
}

template <class Integer>
std::optional<Integer> plain_integer(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  Integer value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

template std::optional<std::int64_t> plain_integer(std::string_view text);
template std::optional<std::uint64_t> plain_integer(std::string_view text);

}  // namespace segmenta::features
