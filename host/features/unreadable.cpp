// Values that could not be read are tried in all other formats.

#include "features/unreadable.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>

#include <algorithm>

#include "features/dates.h"

namespace segmenta::features {
namespace {

constexpr double nearly_all = 0.9;
constexpr std::size_t most_dates = 200;
constexpr std::int64_t fewest = 2;  // one bad value alone says nothing of the others

constexpr std::int32_t day_of_year_1000 = -354285;

constexpr const char* date_formats[] = {"%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y",  "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d",
                                        "%Y.%m.%d", "%Y%m%d",   "%d/%m/%y",  "%m/%d/%y", "%d.%m.%y", "%d %b %Y",
                                        "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%y-%m-%d", "%d-%m-%y", "%m-%d-%y"};
constexpr const char* time_formats[] = {"", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1.000", but not "0.250".
bool looks_like_thousands(std::string_view text, char decimal) {
  const std::size_t point = text.rfind(decimal);
  if (point == std::string_view::npos || text.size() - point != 4 || point == 0 || point > 4) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(point) + 1, text.end(), is_digit) && text[0] != '0' &&
         is_digit(text[point - 1]);
}

// A year of two digits is none of four.
bool reads_all(const std::string& format, const std::vector<std::string>& texts) {
  const DateParser parser(format);
  return std::ranges::all_of(texts, [&](const std::string& text) {
    const auto time = parser.parse(text);
    return time && day_of(*time) > day_of_year_1000;
  });
}

std::string quoted(const std::string& format) {
  return format.find(' ') == std::string::npos ? format : "\"" + format + "\"";
}

}  // namespace

void Reading::add_number(std::string_view text) {
  ++values_;
  if (with_decimals_ > 0 || text.find(format_.decimal) == std::string_view::npos) return;
  ++(looks_like_thousands(text, format_.decimal) ? as_thousands_ : with_decimals_);
}

void Reading::count_unread(std::string_view text, std::int64_t row) {
  ++values_;
  if (++unread_ > 1) return;
  first_unread_ = text;
  first_row_ = row;
}

void Reading::add_unread_number(std::string_view text, std::int64_t row) {
  count_unread(text, row);
  for (std::size_t i = 0; i < number_formats.size(); ++i) {
    readable_[i] += read_number(text, number_formats[i], price_decimals) ? 1 : 0;
  }
}

void Reading::add_unread_date(std::string_view text, std::int64_t row) {
  count_unread(text, row);
  if (unread_dates_.size() < most_dates) unread_dates_.emplace_back(text);
}

void Reading::operator+=(const Reading& other) {
  if (unread_ == 0) first_unread_ = other.first_unread_;
  format_ = other.format_;
  values_ += other.values_;
  unread_ += other.unread_;
  with_decimals_ += other.with_decimals_;
  as_thousands_ += other.as_thousands_;
  for (std::size_t i = 0; i < readable_.size(); ++i) readable_[i] += other.readable_[i];
  const std::size_t room = most_dates - std::min(most_dates, unread_dates_.size());
  const auto last =
      other.unread_dates_.begin() + static_cast<std::ptrdiff_t>(std::min(room, other.unread_dates_.size()));
  unread_dates_.insert(unread_dates_.end(), other.unread_dates_.begin(), last);
}

// The format that reads the most of them; of equals one whose decimals are those that were read, then the plainest.
const NumberFormat* Reading::likely_format() const {
  const NumberFormat* likely = nullptr;
  std::int64_t most = 0;
  for (const bool same_decimal : {true, false}) {
    if (!same_decimal && with_decimals_ > 0) break;
    for (std::size_t i = 0; i < number_formats.size(); ++i) {
      if ((number_formats[i].decimal == format_.decimal) != same_decimal || readable_[i] <= most) continue;
      likely = &number_formats[i];
      most = readable_[i];
    }
  }
  return static_cast<double>(most) >= nearly_all * static_cast<double>(unread_) ? likely : nullptr;
}

std::string Reading::likely_number_options(const std::string& joined_file) const {
  const NumberFormat* format = likely_format();
  return format == nullptr ? std::string() : options_of(*format, joined_file);
}

std::string Reading::likely_date_options() const {
  std::string options;
  for (const char* date : date_formats) {
    for (const char* time : time_formats) {
      const std::string format = std::string(date) + time;
      if (unread_dates_.empty() || !reads_all(format, unread_dates_)) continue;
      options += (options.empty() ? "--date-format " : " or ") + quoted(format);
    }
  }
  return options;
}

bool Reading::is_ambiguous() const {
  if (unread_ < fewest || as_thousands_ == 0 || with_decimals_ > 0) return false;
  const NumberFormat* likely = likely_format();
  return likely != nullptr && likely->decimal != format_.decimal;
}

void refuse_unreadable(const FeatureOptions& options, const Reading& reading, const std::string& file,
                       const std::string& column, const std::string& what, const std::string& first) {
  const double share =
      reading.values() == 0 ? 0 : static_cast<double>(reading.unread()) / static_cast<double>(reading.values());
  const bool too_many = reading.unread() >= fewest && share > options.max_unreadable;
  if (!too_many && !reading.is_ambiguous()) return;
  const std::string likely = what == "date" ? reading.likely_date_options() : reading.likely_number_options();
  const std::string why = too_many
                              ? fmt::format("more than the {} allowed; {}", share_text(options.max_unreadable), first)
                              : fmt::format("others may be thousands that were taken for decimals; {}", first);
  throw Error(ErrorKind::input,
              fmt::format("{} of {} values in column '{}' of {} cannot be read as a {}", count_text(reading.unread()),
                          count_text(reading.values()), column, file, what),
              why,
              likely.empty() ? "Check the column and the delimiter, or allow more with --max-unreadable"
                             : "Read them with " + likely);
}

}  // namespace segmenta::features
