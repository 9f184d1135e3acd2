// The one place where numbers become text for people: thousands, decimals, shares, bytes.

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace segmenta {
namespace {

// Of digits that may have a sign before them and decimals after.
std::string separated(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  for (std::size_t place = std::min(digits.find('.'), digits.size()); place > start + 3;)
    digits.insert(place -= 3, ",");
  return digits;
}

}  // namespace

std::string count_text(std::int64_t value) { return separated(std::to_string(value)); }

std::string rows_text(std::int64_t rows) { return counted_text(rows, "row"); }

std::string counted_text(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::string number_text(double value) {
  if (std::abs(value) >= 1e15) return fmt::format("{:.3g}", value);
  if (std::abs(value) >= 999.5) return separated(fmt::format("{:.0f}", value));
  return value == 0 ? "0" : fmt::format("{:.3g}", value);
}

std::string decimals_text(double value, int decimals) {
  if (std::isnan(value)) return "-";
  if (!(std::abs(value) < 1e15)) return fmt::format("{:.3g}", value);
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  return separated(is_zero && text[0] == '-' ? text.substr(1) : text);
}

std::string share_text(double value, bool sign) {
  if (std::isnan(value)) return "-";
  return sign ? fmt::format("{:+.1f} %", 100 * value) : fmt::format("{:.1f} %", 100 * value);
}

std::string bytes_text(std::int64_t bytes) {
  constexpr std::array units{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

}  // namespace segmenta
