// segmenta rfm --codes: which scores make which segment.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) longest = std::max(longest, line.size());
  return longest;
}

class RfmCodes : public ::testing::Test {
 protected:
  Workplace here_;
};

TEST_F(RfmCodes, NeedNoStore) {
  const Outcome outcome = here_.segmenta("rfm --codes");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Champions           555 554 553"));
  EXPECT_THAT(outcome.out, HasSubstr("\nCannot Lose         155 154 153 145 144 135\n"));
  EXPECT_THAT(outcome.out, HasSubstr("5 is best"));
  EXPECT_LE(longest_line(outcome.out), 80U);
}

TEST_F(RfmCodes, OfAllSegmentsAreEachCodeOnceAndMakeAMap) {
  const json codes = json::parse(here_.segmenta("rfm --codes --json").out);
  EXPECT_EQ(codes["k"], 11);
  std::vector<std::string> all;
  for (const json& segment : codes["segments"]) {
    for (const json& code : segment["codes"]) all.push_back(code);
  }
  std::ranges::sort(all);
  EXPECT_EQ(all.size(), 125U);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  here_.write("map.json", codes["segments"].dump());
  EXPECT_EQ(json::parse(here_.segmenta("rfm --codes --map map.json --json").out), codes);
}

TEST_F(RfmCodes, AreThoseOfTheMap) {
  here_.write("map.json", R"([{"name": "Best", "codes": ["5**"]},
                             {"name": "Übrige", "codes": ["4**", "3**", "2**", "1**"]},
                             {"name": "Nobody", "codes": []}])");
  const Outcome outcome = here_.segmenta("rfm --codes --map map.json");
  EXPECT_THAT(outcome.out, HasSubstr("segment  codes\nBest     555 554 553 552 551 545"));
  EXPECT_THAT(outcome.out, HasSubstr("\nÜbrige   455 454"));
  EXPECT_THAT(outcome.out, HasSubstr("\nNobody   none\n"));
  here_.write("map.json", "[]");
  EXPECT_EQ(here_.segmenta("rfm --codes --map map.json").exit_code, 3);
}

TEST_F(RfmCodes, TakeNothingThatIsAboutCustomers) {
  write_small_store(here_.path("customers.h5"), 100);
  for (const char* more : {"customers.h5", "-o rfm.h5", "--cuts customers.h5", "--value monetary"}) {
    EXPECT_EQ(here_.segmenta(std::string("rfm --codes ") + more).exit_code, 2) << more;
  }
  for (const char* missing : {"rfm", "rfm customers.h5", "rfm -o rfm.h5"}) {
    const Outcome outcome = here_.segmenta(missing);
    EXPECT_EQ(outcome.exit_code, 2) << missing;
    EXPECT_THAT(outcome.err, HasSubstr("is required")) << missing;
  }
}

}  // namespace
}  // namespace segmenta::testing
