// Blanks around a value, and the texts that stand for a missing one.

#include "features/cell.h"

#include <algorithm>
#include <array>

namespace segmenta::features {
namespace {

constexpr std::array<std::string_view, 14> missing_values = {"NA",  "N/A",  "n/a",  "#N/A", "NaN",  "nan", "-nan",
                                                             "NaT", "NULL", "null", "Null", "None", "\\N", "<NA>"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Spaces of Unicode, in UTF-8: no-break, of typography, of ideographs, zero-width, and the byte order mark.
constexpr std::array<std::string_view, 21> wide_spaces = {
    "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
    "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\x8b",
    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe2\x81\xa0", "\xe3\x80\x80", "\xef\xbb\xbf"};

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::size_t wide_space_before(std::string_view cell) {
  const auto starts = [&](std::string_view space) { return cell.starts_with(space); };
  const auto* found = std::find_if(wide_spaces.begin(), wide_spaces.end(), starts);
  return found == wide_spaces.end() ? 0 : found->size();
}

std::size_t wide_space_after(std::string_view cell) {
  const auto ends = [&](std::string_view space) { return cell.ends_with(space); };
  const auto* found = std::find_if(wide_spaces.begin(), wide_spaces.end(), ends);
  return found == wide_spaces.end() ? 0 : found->size();
}

std::size_t space_before(std::string_view cell) {
  if (cell.empty()) return 0;
  if (is_ascii(cell.front())) return is_blank(cell.front()) ? 1 : 0;
  return wide_space_before(cell);
}

std::size_t space_after(std::string_view cell) {
  if (cell.empty()) return 0;
  if (is_ascii(cell.back())) return is_blank(cell.back()) ? 1 : 0;
  return wide_space_after(cell);
}

}  // namespace

std::string_view trimmed(std::string_view cell) {
  for (std::size_t space = space_before(cell); space > 0; space = space_before(cell)) cell.remove_prefix(space);
  for (std::size_t space = space_after(cell); space > 0; space = space_after(cell)) cell.remove_suffix(space);
  return cell;
}

bool is_missing(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 4 || (cell.front() >= '0' && cell.front() <= '9')) return false;
  return std::find(missing_values.begin(), missing_values.end(), cell) != missing_values.end();
}

}  // namespace segmenta::features
