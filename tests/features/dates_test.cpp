// Dates and times in the forms that files have.

#include "features/dates.h"

#include <gtest/gtest.h>

namespace segmenta::features {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t hour = 3600 * second;

std::string day(std::string_view text, const std::string& format = "") {
  const auto time = DateParser(format).parse(text);
  return time ? date_text(day_of(*time)) : "none";
}

TEST(Dates, ReadsIsoDatesAndTimes) {
  const DateParser iso("");
  EXPECT_EQ(iso.parse("1970-01-02"), 24 * hour);
  EXPECT_EQ(iso.parse("1970-01-01T01:00:00"), hour);
  EXPECT_EQ(iso.parse("1970-01-01 00:00:01.25"), second + second / 4);
  EXPECT_EQ(iso.parse("1970-01-01 00:00:01.123456789"), second + 123456);
  EXPECT_EQ(iso.parse("1970-01-01T00:00:01.123456789Z"), second + 123456);
  EXPECT_EQ(iso.parse("1970-01-01 01:30"), hour + hour / 2);
}

TEST(Dates, TakesTheCalendarDateAsWritten) {
  EXPECT_EQ(day("2011-01-01T00:30:00+02:00"), "2011-01-01");
  EXPECT_EQ(day("2011-01-01T23:30:00-0500"), "2011-01-01");
  EXPECT_EQ(day("2011-01-01T23:30:00.5Z"), "2011-01-01");
  EXPECT_EQ(day("2011-01-01 23:30-05"), "2011-01-01");
}

TEST(Dates, KnowsLeapYearsAndDaysBefore1970) {
  EXPECT_EQ(day("2012-02-29"), "2012-02-29");
  EXPECT_EQ(day("2011-02-29"), "none");
  EXPECT_EQ(day("1969-12-31 23:59:59"), "1969-12-31");
  EXPECT_EQ(day_of(-1), -1);
}

TEST(Dates, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2011", "2011-13-01", "01/02/2011", "2011-01-01x", "2011-01-01 25:00:00", "yesterday"}) {
    EXPECT_EQ(day(text), "none") << text;
  }
}

TEST(Dates, FollowsAFormat) {
  EXPECT_EQ(day("09/12/2011 12:50", "%d/%m/%Y %H:%M"), "2011-12-09");
  EXPECT_EQ(day("2011-12-09", "%d/%m/%Y"), "none");
  EXPECT_EQ(day("09/12/2011 12:50", "%d/%m/%Y"), "none") << "what is left over is not ignored";
}

TEST(Dates, TakesNoYearOfFewerThanFourDigits) {
  EXPECT_EQ(day("5.1.24 10:00", "%d.%m.%Y %H:%M"), "none");
  EXPECT_EQ(day("06/02/224", "%d/%m/%Y"), "none");
  EXPECT_EQ(day("6.1.2024 10:00", "%d.%m.%Y %H:%M"), "2024-01-06");
  EXPECT_EQ(day("06/02/24", "%d/%m/%y"), "2024-02-06");
  EXPECT_EQ(day("01/01/0001", "%d/%m/%Y"), "0001-01-01");
}

}  // namespace
}  // namespace segmenta::features
