// How a profile is printed at any width of the terminal.

#include "profile_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <limits>
#include <sstream>

namespace segmenta {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Segments of 1000, 2000, ... customers with means of 12.5, 25, ... days.
Profile profile_of(int k) {
  Profile profile;
  profile.features = {{"recency_days", ColumnType::real, "float64", "days", "", ""}};
  profile.value_feature = "monetary";
  profile.rows = 123'456;
  profile.all = {{50, 40, 100, 20, 60, 0, 0, 0, 123'456}};
  profile.flags = {false};
  for (int i = 0; i < k; ++i) {
    SegmentProfile segment{i, fmt::format("Name {}", i), 1000 * (i + 1), 0.25, 0.5, missing, {}, {}, {}, {}};
    segment.features = {{12.5 * (i + 1), missing, 25.0 * (i + 1), 5.0 * (i + 1), 20.0 * (i + 1), -0.75}};
    segment.features[0].values = segment.size;
    profile.segments.push_back(segment);
  }
  return profile;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(ProfileTable, HasFeaturesDownAndSegmentsAcross) {
  EXPECT_EQ(profile_table(profile_of(2)),
            "segment                   0        1      all\n"
            "customers             1,000    2,000  123,456\n"
            "share of customers   25.0 %   25.0 %  100.0 %\n"
            "share of spend       50.0 %   50.0 %  100.0 %\n"
            "\n"
            "days since last order (recency_days)\n"
            "  mean                 12.5     25.0     50.0\n"
            "  median                  -        -     40.0\n"
            "  middle half from      5.0     10.0     20.0\n"
            "                to     20.0     40.0     60.0\n"
            "  index                  25       50      100\n");
}

TEST(ProfileTable, SaysHowManyHaveAnyValueOfAText) {
  Profile profile = profile_of(2);
  profile.rows = 3000;
  CategoryProfile language{
      {"language", ColumnType::text, "string", "", "", ""}, {"de"}, {{400}, {500}}, {900}, {400, 1000}, 0};
  profile.categories = {language};
  EXPECT_THAT(profile_table(profile), HasSubstr("language\n"
                                                "  have a value          400    1,000    1,400\n"
                                                "  de                100.0 %   50.0 %   64.3 %\n"
                                                "  others              0.0 %   50.0 %   35.7 %\n"));
  profile.categories[0].values.clear();
  profile.categories[0].present = {0, 0};
  EXPECT_THAT(profile_table(profile), EndsWith("language\n"
                                               "  have a value            0        0        0\n"));
}

TEST(ProfileTable, WrapsWhereTheTerminalEnds) {
  const std::vector<std::string> lines = lines_of(profile_table(profile_of(20), 80));
  std::string segments;
  for (const std::string& line : lines) {
    EXPECT_LE(line.size(), 80U) << line;
    if (line.rfind("segment ", 0) == 0) segments += line.substr(line.find_first_not_of(' ', 8)) + " ";
  }
  for (int i = 0; i < 20; ++i) EXPECT_THAT(segments, testing::HasSubstr(std::to_string(i) + " "));
}

TEST(ProfileTable, ShowsGrowthWhereAnEarlierFileIsKnown) {
  Profile profile = profile_of(3);
  EXPECT_THAT(profile_table(profile), testing::Not(testing::HasSubstr("growth")));
  profile.segments[0].growth = 0.125;
  profile.segments[1].growth = -0.5;
  EXPECT_THAT(profile_table(profile), testing::HasSubstr("\ngrowth              +12.5 %  -50.0 %        -        -\n"));
}

TEST(ProfileTable, SaysNothingOfValueWhereNoneIsKnown) {
  Profile profile = profile_of(2);
  profile.value_feature.clear();
  EXPECT_THAT(profile_table(profile), testing::Not(testing::HasSubstr("share of monetary")));
}

TEST(DriversText, NamesTheDriversOfEachSegmentStrongestFirst) {
  Profile profile = profile_of(2);
  profile.segments[0].drivers = {0};
  EXPECT_EQ(drivers_text(profile),
            "what sets them apart (sd: standard deviations from the mean of all customers)\n"
            "  0  Name 0\n     days since last order -0.8 sd\n"
            "  1  Name 1\n     like the average customer");
}

}  // namespace
}  // namespace segmenta
