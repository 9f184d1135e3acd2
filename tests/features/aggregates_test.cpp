// Sums, means, extremes, counts and shares of further columns of the order lines.

#include <gmock/gmock.h>

#include <random>

#include "features/order_files.h"

namespace segmenta {
namespace {

using How = LineAggregate::How;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;
using testing::Not;

constexpr const char* header = "id,day,amount,profit,coupon,category\n";

class AggregatesTest : public testing::Test {
 protected:
  FeatureTable made(const std::string& lines, const std::vector<LineAggregate>& aggregates, int threads = 2) {
    options_ = amount_options(write_file(folder_, "orders.csv", header + lines));
    options_.top_categories = top_;
    options_.aggregates = aggregates;
    return collect(options_, threads);
  }

  TemporaryFolder folder_;
  FeatureOptions options_;
  int top_ = 10;
};

constexpr const char* lines =
    "1,2020-01-01,10,2.5,X,Food\n1,2020-01-02,30,-1,,Toys\n1,2020-01-03,-10,-2.5,,Food\n1,2020-01-03,40,,Y,\n"
    "2,2020-01-01,5,0.1,,Food\n2,2020-01-01,5,0.2,NA,other\n3,2020-01-01,7,,,Food\n";

TEST_F(AggregatesTest, SumIsNetOfReturns) {
  EXPECT_THAT(values(made(lines, {{How::sum, "profit"}}), "profit_sum"),
              ElementsAre(-1, testing::DoubleEq(0.3), IsNan()));
}

TEST_F(AggregatesTest, TheOthersAreOfOrderLines) {
  const FeatureTable table = made(lines, {{How::mean, "profit"},
                                          {How::min, "profit"},
                                          {How::max, "profit"},
                                          {How::count, "profit"},
                                          {How::count, "coupon"}});
  EXPECT_THAT(values(table, "profit_mean"), ElementsAre(0.75, testing::DoubleEq(0.15), IsNan()));
  EXPECT_THAT(values(table, "profit_min"), ElementsAre(-1, 0.1, IsNan()));
  EXPECT_THAT(values(table, "profit_max"), ElementsAre(2.5, 0.2, IsNan()));
  EXPECT_THAT(values(table, "profit_count"), ElementsAre(2, 2, 0));
  EXPECT_THAT(values(table, "coupon_count"), ElementsAre(2, 0, 0));
  EXPECT_EQ(column(table, "coupon_count").column.type, ColumnType::integer);
}

TEST_F(AggregatesTest, SharesAreOfSpendAndAddUpToOne) {
  const FeatureTable table = made(lines, {{How::share, "category"}});
  EXPECT_THAT(values(table, "category_share_Toys"), ElementsAre(30.0 / 80, 0, 0));
  EXPECT_THAT(values(table, "category_share_Food"), ElementsAre(10.0 / 80, 0.5, 1));
  EXPECT_THAT(values(table, "category_share_other"), ElementsAre(0.5, 0.5, 0)) << "missing, or named so";
  EXPECT_EQ(names(table)[10], "category_share_Toys") << "by descending spend";
}

TEST_F(AggregatesTest, OnlyTheTopCategoriesHaveAColumn) {
  top_ = 1;
  const FeatureTable table = made(lines, {{How::share, "category"}});
  EXPECT_THAT(values(table, "category_share_other"), ElementsAre(50.0 / 80, 1, 1));
  EXPECT_THAT(names(table), Not(Contains("category_share_Food")));
  top_ = 2;
  EXPECT_THAT(names(made("1,2020-01-01,1,,,a\n1,2020-01-01,1,,,b\n", {{How::share, "category"}})),
              Not(Contains("category_share_other")))
      << "nothing is left for it";
}

TEST_F(AggregatesTest, ACancelledLineWrittenAsASaleIsTakenOff) {
  FeatureOptions options =
      shop_options(write_file(folder_, "orders.csv",
                              "id,day,order,product,quantity,price,profit\n1,2020-01-01,1,tea,5,1,4\n"
                              "1,2020-01-02,C1,tea,2,1,1.5\n1,2020-01-03,C2,tea,-1,1,-0.5\n"));
  options.aggregates = {{How::sum, "profit"}};
  EXPECT_THAT(values(collect(options), "profit_sum"), ElementsAre(2));
  options.ignore_returns = true;
  EXPECT_THAT(values(collect(options), "profit_sum"), ElementsAre(4));
  EXPECT_THAT(column(collect(options), "profit_sum").column.definition, Not(HasSubstr("and returns")));
}

TEST_F(AggregatesTest, AValueThatIsNoNumberIsCountedAndPassedOver) {
  const FeatureTable table = made("1,2020-01-01,10,cheap,,\n1,2020-01-01,10,3,,\n", {{How::sum, "profit"}});
  EXPECT_THAT(values(table, "profit_sum"), ElementsAre(3));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(20));
  const AccountEntry entry = account(table, "unparsable value in a summed column, passed over");
  EXPECT_EQ(entry.lines, 1);
  EXPECT_FALSE(entry.left_out);
  options_.max_unreadable = 0.05;
  write_file(folder_, "orders.csv", std::string(header) + "1,2020-01-01,10,\"1,5\",,\n1,2020-01-01,10,\"2,5\",,\n");
  EXPECT_THAT(refusal_of(options_), HasSubstr("column 'profit'"));
}

TEST_F(AggregatesTest, AreTheSameInAnyOrderOnAnyNumberOfThreads) {
  std::mt19937 random(3);
  std::vector<std::string> shuffled;
  for (int i = 0; i < 60000; ++i) {
    shuffled.push_back(std::to_string(random() % 50) + ",2020-01-01,0." + std::to_string(random() % 97 + 1) + ",0.0" +
                       std::to_string(random() % 91) + ",,c" + std::to_string(random() % 7) + "\n");
  }
  const std::vector<LineAggregate> all = {{How::sum, "profit"}, {How::mean, "profit"}, {How::share, "category"}};
  const auto made_in_order = [&](int threads) {
    std::string text;
    for (const std::string& line : shuffled) text += line;
    return made(text, all, threads);
  };
  top_ = 3;
  const FeatureTable one = made_in_order(1);
  std::ranges::shuffle(shuffled, random);
  const FeatureTable other = made_in_order(3);
  ASSERT_EQ(names(one), names(other));
  for (const char* name : {"profit_sum", "profit_mean", "category_share_other"}) {
    EXPECT_EQ(values(one, name), values(other, name)) << name;
  }
  EXPECT_EQ(one.columns[12].values, other.columns[12].values);
}

TEST_F(AggregatesTest, RefusesTwoColumnsOfOneName) {
  EXPECT_THAT(refusal_of([&] {
                made(lines, {});
                options_.aggregates = {{How::sum, "profit"}, {How::sum, "profit"}};
                return options_;
              }()),
              HasSubstr("Two columns of the result would be named 'profit_sum'"));
  made(lines, {});
  write_file(folder_, "orders.csv", std::string(header) + "1,2020-01-01,1,,,a/b\n1,2020-01-01,1,,,a_b\n");
  options_.aggregates = {{How::share, "category"}};
  EXPECT_THAT(refusal_of(options_), HasSubstr("'category_share_a_b'"));
  options_.aggregates = {{How::mean, "margin"}};
  EXPECT_THAT(refusal_of(options_), HasSubstr("no column 'margin'"));
}

}  // namespace
}  // namespace segmenta
