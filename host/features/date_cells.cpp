// Reads dates by the format first, and writes them in one form.

#include "features/date_cells.h"

#include <fmt/format.h>

#include "features/cell.h"

namespace segmenta::features {
namespace {

constexpr std::int64_t microseconds_of_second = 1'000'000;
constexpr std::int64_t microseconds_of_day = microseconds_of_second * 60 * 60 * 24;

std::int64_t time_of_day(std::int64_t microseconds) {
  return microseconds - std::int64_t{day_of(microseconds)} * microseconds_of_day;
}

std::string time_text(std::int64_t microseconds) {
  const std::int64_t seconds = microseconds / microseconds_of_second;
  const std::int64_t fraction = microseconds % microseconds_of_second;
  const std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fraction == 0 ? text : fmt::format("{}.{:06}", text, fraction);
}

}  // namespace

std::optional<std::int64_t> DateReader::parse(std::string_view cell) const {
  if (format_) {
    if (const auto time = format_->parse(cell)) return time;
  }
  return iso_.parse(cell);
}

bool is_midnight(std::int64_t microseconds) { return time_of_day(microseconds) == 0; }

std::string date_cell(std::string_view cell, const DateReader& dates, bool times) {
  const auto time = dates.parse(trimmed(cell));
  if (!time) return {};
  const std::string date = date_text(day_of(*time));
  return times ? date + " " + time_text(time_of_day(*time)) : date;
}

}  // namespace segmenta::features
