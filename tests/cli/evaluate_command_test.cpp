// evaluate as a user runs it.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/online_retail.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Lt;

class EvaluateCommand : public OnlineRetail {};

// Figures of pandas: x.nlargest(ceil(0.2 n)).sum() / x.sum() of monetary.
TEST_F(EvaluateCommand, FindsTheConcentrationThatPandasFinds) {
  const json result = json::parse(made("evaluate customers.h5 --segments rfm.h5 --json"));
  EXPECT_EQ(result["meanings"]["value"], "monetary");
  EXPECT_EQ(result["criteria"][1]["definition"], "total of spend");
  EXPECT_NEAR(result["top_share"], 0.7358556977251478, 1e-12);
  EXPECT_NEAR(result["concentration"][1], 0.29887504217396277, 1e-12);
  EXPECT_NEAR(result["concentration"][50], 0.9189612801258088, 1e-12);
  const json champions = result["segments"][0];
  EXPECT_EQ(champions["name"], "Champions");
  EXPECT_EQ(champions["size"], 935);
  EXPECT_NEAR(champions["value"], 5596506.15, 1e-6);
  EXPECT_NEAR(champions["top_share"], 0.6625136023481364, 1e-12);
  EXPECT_NEAR(result["segments"][9]["top_share"], 0.46161154334515475, 1e-12);
  EXPECT_TRUE(champions["margin"].is_null());
  EXPECT_TRUE(result["meanings"]["margin"].is_null());
}

TEST_F(EvaluateCommand, ReadsWithoutTrainingWithin80Columns) {
  const std::string text = made(
      "evaluate customers.h5 --segments rfm.h5 --earlier rfm.h5 --margin return_rate "
      "--consent Country");
  EXPECT_THAT(longest_line(text), Lt(81U)) << text;
  EXPECT_THAT(text, HasSubstr("\n       0        935  21.6 %  67.3 %   5,986   66.3 %   +0.0 %"));
  EXPECT_THAT(text, HasSubstr("at stake: share of spend returned so far, a year, of those that Country allows\n"));
  EXPECT_THAT(text, HasSubstr("hold (73.6 % of all customers)"));
  EXPECT_THAT(text, HasSubstr("  value         total of spend"));
  EXPECT_THAT(text, HasSubstr("  Lost\n"));
}

TEST_F(EvaluateCommand, SaysWhatWasNotMeasuredAndWhy) {
  const std::string text = made("evaluate customers.h5 --segments rfm.h5");
  EXPECT_THAT(text, HasSubstr("not measured:  growth (no earlier segments)\n"
                              "               profitability (no margin column)\n"
                              "               reachability (no consent column)"));
}

TEST_F(EvaluateCommand, RanksByMoneyAndTellsTies) {
  const json result = json::parse(made("evaluate customers.h5 --segments rfm.h5 --json"));
  EXPECT_EQ(result["at_stake"], "spend so far, a year");
  EXPECT_EQ(result["level"], 0.95);
  int before = 0;
  for (const json& segment : result["segments"]) {
    const json& stake = segment["at_stake"];
    EXPECT_LE(stake["low"], stake["value"]);
    EXPECT_LE(stake["value"], stake["high"]);
    for (const json& other : result["segments"]) before += other["at_stake"]["low"] > stake["high"] ? 1 : 0;
    EXPECT_GE(segment["rank"].get<int>(), 1 + std::exchange(before, 0));
  }
  EXPECT_EQ(result["segments"][0]["rank"], 1) << "Champions hold two thirds of all revenue";
  EXPECT_TRUE(result["segments"][0]["ties"].empty());
  EXPECT_THAT(refused("evaluate customers.h5 --segments rfm.h5 --value Country", 3), HasSubstr("is text"));
}

TEST_F(EvaluateCommand, CallsColumnsWhatPeopleCallThem) {
  here_.write("labels.json", R"({"monetary": "turnover", "return_rate": "profit", "Country": "the newsletter flag"})");
  const std::string evaluated =
      "evaluate customers.h5 --segments rfm.h5 --labels labels.json --margin return_rate --consent Country";
  const std::string text = made(evaluated);
  EXPECT_THAT(text, HasSubstr("value: share of turnover; each: turnover a customer"));
  EXPECT_THAT(text, HasSubstr("at stake: profit so far, a year, of those that the newsletter flag allows to\n"));
  EXPECT_THAT(text, HasSubstr("  profitability total of profit / total of turnover"));
  EXPECT_EQ(json::parse(made(evaluated + " --json"))["meanings"]["value"], "monetary") << "the column itself";
}

}  // namespace
}  // namespace segmenta::testing
