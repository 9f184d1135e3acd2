// Parses dates in ISO 8601 or by a format, with Arrow's parsers.

#include "features/dates.h"

#include <arrow/util/value_parsing.h>
#include <fmt/format.h>

#include <chrono>

namespace segmenta::features {
namespace {

constexpr std::size_t seconds_end = 19;  // of "2011-12-09T12:50:00"

std::string_view without_offset(std::string_view text) {
  if (text.size() <= 10) return text;
  if (text.back() == 'Z') return text.substr(0, text.size() - 1);
  const std::size_t sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign <= 10) return text;
  const std::size_t digits = text.size() - sign - 1;
  const bool offset = digits == 2 || digits == 4 || (digits == 5 && text[sign + 3] == ':');
  return offset ? text.substr(0, sign) : text;
}

// Microseconds are enough to put lines in order.
std::string_view to_microseconds(std::string_view text) {
  const bool finer = text.size() > seconds_end + 7 && text.size() <= seconds_end + 10 && text[seconds_end] == '.';
  return finer ? text.substr(0, seconds_end + 7) : text;
}

// Arrow takes "24" for %Y as the year 24: a year is written with four digits, as in Python.
bool is_year_written_out(std::string_view text, std::int64_t microseconds) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_of(microseconds)}}};
  const int year = static_cast<int>(date.year());
  return year >= 1000 || text.find(fmt::format("{:04}", year)) != std::string_view::npos;
}

}  // namespace

DateParser::DateParser(const std::string& format)
    : iso_(format.empty()),
      parser_(iso_ ? arrow::TimestampParser::MakeISO8601() : arrow::TimestampParser::MakeStrptime(format)) {}

std::optional<std::int64_t> DateParser::parse(std::string_view text) const {
  if (iso_) text = to_microseconds(without_offset(text));
  std::int64_t microseconds = 0;
  if (!(*parser_)(text.data(), text.size(), arrow::TimeUnit::MICRO, &microseconds)) return std::nullopt;
  if (!iso_ && !is_year_written_out(text, microseconds)) return std::nullopt;
  return microseconds;
}

std::int32_t day_of(std::int64_t microseconds) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::microseconds(microseconds));
  return static_cast<std::int32_t>(day.count());
}

std::string date_text(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace segmenta::features
