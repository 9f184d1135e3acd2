// evaluate as a user runs it.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

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
  EXPECT_NEAR(result["top_share"], 0.7358556977251478, 1e-12);
  EXPECT_NEAR(result["concentration"][1], 0.29887504217396277, 1e-12);
  EXPECT_NEAR(result["concentration"][50], 0.9189612801258088, 1e-12);
  const json champions = result["segments"][0];
  EXPECT_EQ(champions["name"], "Champions");
  EXPECT_EQ(champions["size"], 935);
  EXPECT_NEAR(champions["value"], 5596506.15, 1e-6);
  EXPECT_NEAR(champions["top_share"], 0.6625136023481364, 1e-12);
  EXPECT_NEAR(result["segments"][9]["top_share"], 0.44088826163037576, 1e-12);
  EXPECT_TRUE(champions["margin"].is_null());
  EXPECT_TRUE(result["meanings"]["margin"].is_null());
}

TEST_F(EvaluateCommand, ReadsWithoutTrainingWithin80Columns) {
  const std::string text = made(
      "evaluate customers.h5 --segments rfm.h5 --earlier rfm.h5 --margin return_rate "
      "--consent Country --weights value=2,size=1");
  EXPECT_THAT(longest_line(text), Lt(81U)) << text;
  EXPECT_THAT(text, HasSubstr("\n   1       0        935  21.6 %  67.3 %   5,986   66.3 %   +0.0 %"));
  EXPECT_THAT(text, HasSubstr("hold (73.6 % of all customers)"));
  EXPECT_THAT(text, HasSubstr("  value         0.67  total of monetary"));
  EXPECT_THAT(text, HasSubstr(" 10  Lost"));
}

TEST_F(EvaluateCommand, SaysWhatWasNotMeasuredAndWhy) {
  const std::string text = made("evaluate customers.h5 --segments rfm.h5");
  EXPECT_THAT(text, HasSubstr("not measured:  growth (no earlier segments)\n"
                              "               profitability (no margin column)\n"
                              "               reachability (no consent column)"));
}

TEST_F(EvaluateCommand, RefusesWeightsThatItCannotRead) {
  const std::string evaluate = "evaluate customers.h5 --segments rfm.h5 --weights ";
  EXPECT_THAT(refused(evaluate + "size", 2), HasSubstr("'size' (it has no weight)"));
  EXPECT_THAT(refused(evaluate + "size=big", 2), HasSubstr("'size=big' (its weight is not a number)"));
  EXPECT_THAT(refused(evaluate + "size=1,size=2", 2), HasSubstr("given twice"));
  EXPECT_THAT(refused(evaluate + "beauty=1", 2), HasSubstr("They are: size, value"));
  EXPECT_THAT(refused("evaluate customers.h5 --segments rfm.h5 --value Country", 3), HasSubstr("is text"));
}

}  // namespace
}  // namespace segmenta::testing
