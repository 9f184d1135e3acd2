// Ids of whole numbers lose the zeros after their point, unless they are asked for as they are written.

#include "features/customer_id.h"

#include <algorithm>
#include <charconv>

namespace segmenta::features {
namespace {

constexpr std::size_t most_zeros = 9;

bool is_plain(std::string_view text) {
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    if (text == "0") return false;
  }
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

CustomerId customer_id(std::string_view cell, bool exact) {
  const std::size_t point = exact ? std::string_view::npos : cell.find('.');
  if (point == std::string_view::npos) return {cell};
  const std::string_view zeros = cell.substr(point + 1);
  const bool whole = !zeros.empty() && zeros.size() <= most_zeros &&
                     zeros.find_first_not_of('0') == std::string_view::npos && is_plain(cell.substr(0, point));
  if (!whole) return {cell};
  return {cell.substr(0, point), static_cast<std::uint8_t>(zeros.size())};
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
