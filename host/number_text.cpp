#include "number_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace segmenta {
namespace {

std::string separated(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  for (std::size_t place = digits.size(); place > start + 3;) digits.insert(place -= 3, ",");
  return digits;
}

}  // namespace

std::string count_text(std::int64_t value) { return separated(std::to_string(value)); }

std::string number_text(double value) {
  if (std::abs(value) >= 1e15) return fmt::format("{:.3g}", value);
  if (std::abs(value) >= 999.5) return separated(fmt::format("{:.0f}", value));
  return value == 0 ? "0" : fmt::format("{:.3g}", value);
}

std::string share_text(double value, bool sign) {
  return sign ? fmt::format("{:+.1f} %", 100 * value) : fmt::format("{:.1f} %", 100 * value);
}

std::string decimals_text(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

std::string escaped(const std::string& text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

}  // namespace segmenta
