// profile as a user runs it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/files.h>
#include <segmenta/store.h>

#include <nlohmann/json.hpp>

#include "cli/online_retail.h"
#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// Four customers of two segments, which were of one and of three.
class ProfileCommand : public ::testing::Test {
 protected:
  ProfileCommand() {
    StoreColumn visits{{"visits", ColumnType::real, "float64", "", "", ""}, {1, 2, 9, 4}, {}};
    StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {10, 20, 60, 10}, {}};
    write_store(here_.path("customers.h5"), ids_, {visits, spend});
    write_segments(here_.path("segments.h5"), "id", ids_, {{0, 0, 0, 1}, {}, {}, {}, {}}, 2);
    write_segments(here_.path("earlier.h5"), "id", ids_, {{0, 1, 1, 1}, {}, {}, {}, {}}, 2);
    write_segments(here_.path("three.h5"), "id", ids_, {{0, 1, 2, 1}, {}, {}, {}, {}}, 3);
  }

  const std::vector<std::int64_t> ids_{5, 6, 7, 8};
  Workplace here_;
};

TEST_F(ProfileCommand, HasQuartilesDifferencesAndDrivers) {
  const Outcome outcome = here_.segmenta("profile customers.h5 --segments segments.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json segment = json::parse(outcome.out)["segments"][0];
  EXPECT_EQ(segment["features"]["visits"]["lower_quartile"], 1.5);
  EXPECT_EQ(segment["features"]["visits"]["upper_quartile"], 5.5);
  EXPECT_EQ(segment["features"]["visits"]["difference"], 0.0);
  EXPECT_EQ(segment["drivers"], json({"spend"}));
  EXPECT_TRUE(segment["growth"].is_null());
}

TEST_F(ProfileCommand, KeepsEveryCharacterInJsonAndSteersNoTerminal) {
  const std::string value =
      "a\x7f"
      "b\xc2\x9b"
      "c\x1b";
  StoreColumn text{{"note", ColumnType::text, "string", "", "", ""}, {}, {value, value, "x", value}};
  StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {10, 20, 60, 10}, {}};
  write_store(here_.path("customers.h5"), ids_, {text, spend});
  const std::string command = "profile customers.h5 --segments segments.h5 --features note,spend";
  const Outcome outcome = here_.segmenta(command + " --json");
  ASSERT_TRUE(json::accept(outcome.out)) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("a\x7f"
                                     "b\xc2\x9b"
                                     "c"));
  EXPECT_THAT(here_.segmenta(command).out, HasSubstr(R"(a\x7fb\x9bc\x1b)"));
}

TEST_F(ProfileCommand, CallsTheValueWhatPeopleCallItWhereItIsNoFeature) {
  here_.write("labels.json", R"({"spend": "turnover"})");
  EXPECT_THAT(here_.segmenta("profile customers.h5 --segments segments.h5 --features visits --labels labels.json").out,
              HasSubstr("\nshare of turnover "));
}

TEST_F(ProfileCommand, ShowsGrowthSinceAnEarlierFile) {
  const std::string command = "profile customers.h5 --segments segments.h5 --earlier earlier.h5";
  const json segments = json::parse(here_.segmenta(command + " --json").out)["segments"];
  EXPECT_EQ(segments[0]["growth"], 2.0);
  EXPECT_DOUBLE_EQ(segments[1]["growth"], 1.0 / 3 - 1);
  const Outcome text = here_.segmenta(command);
  EXPECT_THAT(text.out, HasSubstr("growth              +200.0 %   -66.7 %"));
  EXPECT_THAT(here_.segmenta("profile customers.h5 --segments segments.h5").out, Not(HasSubstr("growth")));
}

TEST_F(ProfileCommand, RefusesAnEarlierFileOfAnotherNumberOfSegments) {
  const Outcome outcome = here_.segmenta("profile customers.h5 --segments segments.h5 --earlier three.h5");
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("there were 3, there are 2 now"));
  EXPECT_EQ(here_.segmenta("profile customers.h5 --segments segments.h5 --earlier no.h5").exit_code, 3);
}

TEST_F(ProfileCommand, SaysWhatSetsTheSegmentsApart) {
  const Outcome outcome = here_.segmenta("profile customers.h5 --segments segments.h5");
  EXPECT_THAT(outcome.out,
              HasSubstr("\n  0  Above-average spend\n     spend +0.2 sd\n  1  Low spend\n     spend -0.7 sd\n"));
  EXPECT_LE(longest_line(outcome.out), 80U);
}

}  // namespace
}  // namespace segmenta::testing
