// explain as a user runs it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/files.h>
#include <segmenta/store.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Forty customers: those with a frequency of 5 or more are segment 0.
class ExplainCommand : public ::testing::Test {
 protected:
  ExplainCommand() {
    StoreColumn frequency{{"frequency", ColumnType::real, "float64", "orders", "", ""}, {}, {}};
    StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {}, {}};
    StoreColumn country{{"country", ColumnType::text, "string", "", "", ""}, {}, {}};
    std::vector<std::string> ids;
    Segments segments;
    for (int i = 0; i < 40; ++i) {
      ids.push_back("C" + std::to_string(100 - i));
      frequency.values.push_back(i % 10);
      spend.values.push_back(i * 37 % 11);
      country.text.emplace_back("France");
      segments.segment.push_back(i % 10 >= 5 ? 0 : 1);
      segments.distance.push_back(static_cast<float>(i));
      segments.runner_up.push_back(i % 10 >= 5 ? 1 : 0);
      segments.margin.push_back(static_cast<float>(40 - i));
    }
    write_store(here_.path("customers.h5"), ids, {frequency, spend, country});
    write_segments(here_.path("segments.h5"), "id", ids, segments, 2);
    segments = {segments.segment, {}, {}, {}, {}};
    write_segments(here_.path("bare.h5"), "id", ids, segments, 2);
  }

  json explained(const std::string& options = "") {
    const Outcome outcome = here_.segmenta("explain customers.h5 --segments segments.h5 --json " + options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.exit_code == 0 ? json::parse(outcome.out) : json();
  }

  Outcome refused(const std::string& arguments, int exit_code) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta("explain customers.h5 --segments segments.h5 " + arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_EQ(here_.files(), before);
    return outcome;
  }

  Workplace here_;
};

TEST_F(ExplainCommand, GivesTheRuleOfEachSegmentInWords) {
  const Outcome outcome = here_.segmenta("explain customers.h5 --segments segments.h5 --features frequency,spend");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("customers.h5: 40 customers in 2 segments\n\n  0  More orders, above-average spend\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("     20 customers, 50.0 %\n     rule        orders >= 5\n"
                        "                 100.0 % of this segment, 0.0 % of others; right in 100.0 % of cases\n"
                        "     typical     C95, C94, C93, C92, C91\n"
                        "     borderline  C61, C62, C63, C64, C65\n"));
  EXPECT_THAT(outcome.out, HasSubstr("     rule        orders < 5\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("hidden groups")));
}

TEST_F(ExplainCommand, HasEverythingInJson) {
  const json result = explained();
  EXPECT_EQ(result["rows"], 40);
  EXPECT_EQ(result["feature_names"], json({"frequency", "spend"}));
  const json segment = result["segments"][0];
  EXPECT_EQ(segment["size"], 20);
  EXPECT_EQ(segment["share"], 0.5);
  EXPECT_EQ(segment["rule"]["text"], "orders >= 5");
  EXPECT_EQ(segment["rule"]["conditions"], json::parse(R"([{"feature": "frequency", "at_least": 5.0}])"));
  EXPECT_EQ(segment["rule"]["precision"], 1.0);
  EXPECT_EQ(segment["rules"].size(), 1);
  EXPECT_EQ(segment["recall"], 1.0);
  EXPECT_EQ(segment["typical"], json({"C95", "C94", "C93", "C92", "C91"}));
  EXPECT_TRUE(result["hidden_groups"].is_null());
}

TEST_F(ExplainCommand, MatchesTheFiguresOfCustomersById) {
  const CustomerSegments file = read_segments(here_.path("segments.h5"));
  auto ids = std::get<std::vector<std::string>>(file.ids);
  Segments reversed = file.segments;
  std::reverse(ids.begin(), ids.end());
  std::reverse(reversed.segment.begin(), reversed.segment.end());
  std::reverse(reversed.distance.begin(), reversed.distance.end());
  std::reverse(reversed.margin.begin(), reversed.margin.end());
  std::reverse(reversed.runner_up.begin(), reversed.runner_up.end());
  const json before = explained();
  write_segments(here_.path("segments.h5"), "id", ids, reversed, 2);
  EXPECT_EQ(explained(), before);
}

TEST_F(ExplainCommand, KeepsTheNamesThatAPersonGave) {
  explained("--write-names names.json");
  std::ifstream stream(here_.path("names.json"));
  json names = json::parse(stream);
  const std::string automatic = names["segments"][0]["automatic"];
  EXPECT_EQ(names["segments"][0]["name"], automatic);
  names["segments"][0]["name"] = "Stars";
  here_.write("names.json", names.dump());
  EXPECT_EQ(explained("--names names.json")["segments"][0]["name"], "Stars");
  EXPECT_EQ(explained("--write-names names.json")["segments"][0]["name"], "Stars") << "also where only written to";
  EXPECT_EQ(explained("--names names.json --write-names names.json --features spend")["segments"][0]["name"], "Stars");
  std::ifstream again(here_.path("names.json"));
  const json kept = json::parse(again);
  EXPECT_EQ(kept["segments"][0]["name"], "Stars");
  EXPECT_NE(kept["segments"][0]["automatic"], automatic) << "by another feature";
  const Outcome profile = here_.segmenta("profile customers.h5 --segments segments.h5 --names names.json --json");
  EXPECT_EQ(json::parse(profile.out)["segments"][0]["name"], "Stars");
  here_.write("other.json", R"({"segments": [{"segment": 0, "name": "Others"}]})");
  EXPECT_THAT(refused("--names other.json --write-names names.json", 3).err, HasSubstr("would lose the name 'Stars'"));
  EXPECT_EQ(explained("--names other.json --write-names third.json")["segments"][0]["name"], "Others");
}

TEST_F(ExplainCommand, MayStartANamesFileThatItReadsFromThenOn) {
  explained("--names new.json --write-names new.json");
  EXPECT_TRUE(here_.exists("new.json"));
  refused("--names absent.json", 3);
}

TEST_F(ExplainCommand, LooksForHiddenGroupsByTheModel) {
  const std::string fit = "fit customers.h5 --k 2 --features frequency,spend -o model.h5 --segments fitted.h5 --quiet";
  ASSERT_EQ(here_.segmenta(fit).exit_code, 0);
  const Outcome outcome = here_.segmenta("explain customers.h5 --segments fitted.h5 --model model.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["hidden_groups"], json::array());
  EXPECT_EQ(json::parse(outcome.out)["feature_names"], json({"frequency", "spend"}));
  const Outcome text = here_.segmenta("explain customers.h5 --segments fitted.h5 --model model.h5");
  EXPECT_THAT(text.out, HasSubstr("no hidden groups"));
}

TEST_F(ExplainCommand, SaysSoWhereSegmentsHaveNoDistances) {
  const Outcome outcome = here_.segmenta("explain customers.h5 --segments bare.h5 --json");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("(bare.h5 has no distances)"));
  EXPECT_EQ(json::parse(outcome.out)["segments"][0]["typical"], json::array());
}

TEST_F(ExplainCommand, RefusesWhatDoesNotFit) {
  refused("--features money", 3);
  refused("--model segments.h5", 3);
  refused("--level 3", 3);
  refused("--level 0", 2);
  refused("--write-names customers.h5", 2);
  refused("--write-names no/such/folder/names.json", 2);
  here_.write("bad.json", R"({"segments": [{"segment": 9, "name": "X"}]})");
  EXPECT_THAT(refused("--names bad.json", 3).err, HasSubstr("Entry 0 of bad.json"));
  EXPECT_EQ(here_.segmenta("profile customers.h5 --segments segments.h5 --names bad.json").exit_code, 3);
}

}  // namespace
}  // namespace segmenta::testing
