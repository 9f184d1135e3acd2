// Blanks around a value, and the texts that stand for a missing one.

#include "features/cell.h"

#include <algorithm>
#include <array>

namespace segmenta::features {
namespace {

constexpr std::array<std::string_view, 14> missing_values = {"NA",  "N/A",  "n/a",  "#N/A", "NaN",  "nan", "-nan",
                                                             "NaT", "NULL", "null", "Null", "None", "\\N", "<NA>"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && is_blank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_blank(cell.back())) cell.remove_suffix(1);
  return cell;
}

bool is_missing(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 4 || (cell.front() >= '0' && cell.front() <= '9')) return false;
  return std::find(missing_values.begin(), missing_values.end(), cell) != missing_values.end();
}

}  // namespace segmenta::features
