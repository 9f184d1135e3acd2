#pragma once
// Dates and times as files write them. Times are microseconds since 1970-01-01 on the calendar of the file: an
// offset from UTC is read over, since recency is a difference of the dates that people see.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace arrow {
class TimestampParser;
}

namespace segmenta::features {

class DateParser {
 public:
  /// strptime format, of whose %Y four digits are needed; empty: ISO 8601, a date alone or with a time, with or without
  /// fraction and offset.
  explicit DateParser(const std::string& format);

  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view text) const;

 private:
  bool iso_ = true;
  std::shared_ptr<arrow::TimestampParser> parser_;
};

/// Days since 1970-01-01 of a time in microseconds.
std::int32_t day_of(std::int64_t microseconds);
/// "2011-12-09"
std::string date_text(std::int32_t day);

}  // namespace segmenta::features
