// rules as a user runs it.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/online_retail.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;

class RulesCommand : public OnlineRetail {
 protected:
  RulesCommand() {
    here_.write("rules.json", R"({"segments": [
      {"name": "VIP", "when": [{"feature": "monetary", "at_least": 1000}, {"feature": "recency_days", "below": 90}]},
      {"name": "Nearby", "when": [{"feature": "Country", "is": ["France", "Belgium"]}]},
      {"name": "Lapsing", "when": [{"any": [{"feature": "recency_days", "above": 180},
                                            {"feature": "frequency", "is": 1, "missing": false}]},
                                   {"feature": "recency_days", "above": 90}]}],
      "default": "Everyone else"})");
  }
};

// The counts of pandas, by the same conditions.
TEST_F(RulesCommand, CountsWhatPandasCounts) {
  const json result = json::parse(made("rules customers.h5 --rules rules.json -o rules.h5 --json"));
  EXPECT_EQ(result["rows"], 4338);
  ASSERT_EQ(result["segments"].size(), 4);
  const std::vector<int> sizes{1414, 59, 1062, 1803}, matched{1414, 110, 1087};
  for (std::size_t s = 0; s < 4; ++s) EXPECT_EQ(result["segments"][s]["size"], sizes[s]) << s;
  for (std::size_t s = 0; s < 3; ++s) EXPECT_EQ(result["segments"][s]["matched"], matched[s]) << s;
  EXPECT_TRUE(result["segments"][3]["matched"].is_null());
  EXPECT_EQ(result["segments"][3]["name"], "Everyone else");
  EXPECT_EQ(result["overlaps"], json({{1414, 51, 0}, {51, 110, 25}, {0, 25, 1087}}));
  EXPECT_EQ(result["never_win"], json::array());
}

TEST_F(RulesCommand, WritesSegmentsThatTheOthersRead) {
  made("rules customers.h5 --rules rules.json -o rules.h5");
  const json profiled = json::parse(made("profile customers.h5 --segments rules.h5 --features monetary --json"));
  EXPECT_EQ(profiled["segments"][1]["name"], "Nearby");
  EXPECT_EQ(profiled["segments"][1]["size"], 59);
  EXPECT_EQ(json::parse(made("evaluate customers.h5 --segments rules.h5 --json"))["segments"][2]["name"], "Lapsing");
  const json crossed = json::parse(made("rfm customers.h5 -o other.h5 --against rules.h5 --json"))["cross_table"];
  int vips = 0;
  for (const json& row : crossed) vips += row[0].get<int>();
  EXPECT_EQ(vips, 1414);
}

TEST_F(RulesCommand, ShowsSizesOverlapsAndWhoNeverWins) {
  here_.write("rules.json", R"({"segments": [
    {"name": "Recent", "when": [{"feature": "recency_days", "at_most": 30}]},
    {"name": "Very recent", "when": [{"feature": "recency_days", "at_most": 7}]},
    {"name": "Österreich", "when": [{"feature": "Country", "is": "Österreich"}]}], "default": "Others"})");
  const Outcome outcome = here_.segmenta("rules customers.h5 --rules rules.json -o rules.h5");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(longest_line(outcome.err), Lt(81U));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("    segment      customers    share    matched\n  0 Recent "),
                    HasSubstr("'Very recent' gets nobody: rules before it take all "),
                    HasSubstr("'Österreich' gets nobody: it holds for no customer"), Not(HasSubstr("'Recent' gets"))));
}

TEST_F(RulesCommand, RefusesRulesThatItCannotFollow) {
  here_.write("typo.json",
              R"({"segments": [{"name": "A", "when": [{"feature": "recency", "below": 9}]}], "default": "B"})");
  EXPECT_THAT(refused("rules customers.h5 --rules typo.json -o rules.h5", 3),
              AllOf(HasSubstr("typo.json: segments[0].when[0] names the feature 'recency'"),
                    HasSubstr("Did you mean 'recency_days'?")));
  EXPECT_FALSE(here_.exists("rules.h5"));
  refused("rules customers.h5 --rules nothing.json -o rules.h5", 2);
  EXPECT_THAT(refused("rules customers.h5 --rules rules.json -o rules.json", 2), HasSubstr("overwrite an input"));
}

}  // namespace
}  // namespace segmenta::testing
