#pragma once
// Dates in cells of joined and imported tables: by a format that was given, or in ISO 8601.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "features/dates.h"

namespace segmenta::features {

/// Thread-safety: parse() may be called at the same time.
class DateReader {
 public:
  /// `format`: of strptime, or empty.
  explicit DateReader(const std::string& format) : iso_("") {
    if (!format.empty()) format_.emplace(format);
  }
  /// Microseconds since 1970, on the calendar of the file.
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const;
  /// Whether it may read a number as a date (20240131), which only a format tells.
  [[nodiscard]] bool has_format() const { return format_.has_value(); }

 private:
  DateParser iso_;
  std::optional<DateParser> format_;
};

bool is_midnight(std::int64_t microseconds);

/// "2011-12-09", with times "2011-12-09 12:50:00" and a fraction where there is one; empty for what is no date.
std::string date_cell(std::string_view cell, const DateReader& dates, bool times);

}  // namespace segmenta::features
