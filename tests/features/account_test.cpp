// Which lines are left out or changed, and how that is told.
#include <gmock/gmock.h>

#include <algorithm>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

TEST(Account, AddsUpWhateverIsWrong) {
  const FeatureTable table = collect_shop(
      "1,2020-01-01,A,tea,1,2\n"
      ",2020-01-01,A,tea,1,2\n"
      "nan,2020-01-01,A,tea,1,2\n"
      "1,soon,A,tea,1,2\n"
      "1,2020-01-01,A,tea,two,2\n"
      "1,2020-01-01,A,tea,1,0\n"
      "1,2020-01-01,A,tea,1,-2\n"
      "1,2020-01-01,A,tea,0,2\n"
      "1,2020-01-01,B,tea,-1,2\n");
  EXPECT_EQ(table.lines_read, 9);
  EXPECT_EQ(table.lines_used, 2);
  EXPECT_EQ(account(table, "no customer id").lines, 2);
  EXPECT_EQ(account(table, "missing or unparsable date").lines, 1);
  EXPECT_EQ(account(table, "missing or unparsable number").lines, 1);
  EXPECT_EQ(account(table, "price or amount of zero or less").lines, 3);
  const AccountEntry netted = account(table, "return or cancellation, netted");
  EXPECT_EQ(netted.lines, 1);
  EXPECT_FALSE(netted.left_out);
  std::int64_t left_out = 0;
  for (const AccountEntry& entry : table.account) left_out += entry.left_out ? entry.lines : 0;
  EXPECT_EQ(table.lines_read, table.lines_used + left_out);
}

TEST(Account, NamesFileLineColumnAndValueOfTheFirstFew) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n1,01/02/2020,5\n1,,5\n1,x,5\n1,y,5\n");
  const AccountEntry entry = account(table, "missing or unparsable date");
  EXPECT_EQ(entry.lines, 4);
  EXPECT_THAT(entry.examples, ElementsAre(EndsWith("orders.csv line 3: day '01/02/2020' is not a date"),
                                          EndsWith("orders.csv line 4: day '' is not a date"),
                                          EndsWith("orders.csv line 5: day 'x' is not a date")));
}

TEST(Account, CountsLinesAsAnEditorDoes) {
  const FeatureTable table = collect_amounts("\n1,2020-01-01,5\n\"2\nb\",2020-01-01,5\n\r\n1,2020-01-01,oops\n");
  EXPECT_THAT(account(table, "missing or unparsable number").examples,
              ElementsAre(EndsWith("orders.csv line 7: amount 'oops' is not a number")));
}

TEST(Account, NumbersThatAreNoneAreLeftOut) {
  const FeatureTable table = collect_amounts(
      "1,2020-01-01,5\n1,2020-01-01,inf\n1,2020-01-01,NaN\n1,2020-01-01,\n1,2020-01-01,\"1,234.50\"\n"
      "1,2020-01-01,1e300\n");
  const AccountEntry entry = account(table, "missing or unparsable number");
  EXPECT_EQ(entry.lines, 5);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5));
}

TEST(Account, ThousandsSeparatorsAreExplained) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n1,2020-01-01,\"1,234.50\"\n");
  EXPECT_THAT(account(table, "missing or unparsable number").examples,
              ElementsAre(HasSubstr("'1,234.50' is not a number (--thousands , would read it)")));
}

TEST(Account, ExactDuplicatesGoOnlyWhenAsked) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(
      folder, "orders.csv",
      "id,day,amount,note\n1,2020-01-01,5,a\n1,2020-01-01,5,a\n1,2020-01-01,5,b\n1,2020-01-01,5,\"a\"\n,,,\n,,,\n"));
  EXPECT_THAT(values(collect(options), "monetary"), ElementsAre(20));
  options.drop_duplicates = true;
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(10)) << "every column counts";
  EXPECT_EQ(account(table, "exact duplicate").lines, 3);
  EXPECT_EQ(account(table, "no customer id").lines, 1);
  EXPECT_EQ(table.lines_used, 2);
}

TEST(Account, DuplicatesAreFoundAcrossFiles) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(folder, "a.csv", "id,day,amount\n1,2020-01-01,5\n"));
  options.orders.push_back(write_file(folder, "b.csv", "amount,day,id\n5,2020-01-01,1\n"));
  options.drop_duplicates = true;
  EXPECT_EQ(account(collect(options), "exact duplicate").lines, 1);
}

constexpr const char* lines_with_money =
    "1,2020-01-01,60\n,2020-01-01,30\n1,soon,8\n1,2020-01-01,two\n,2020-01-01,-5\n2,2020-01-01,-3\n1,2020-01-02,-10\n";

TEST(Account, CountsTheMoneyOfTheLinesToo) {
  const FeatureTable table = collect_amounts(lines_with_money);
  EXPECT_EQ(table.revenue_read, 98) << "before returns";
  EXPECT_EQ(table.revenue_used, 60);
  const AccountEntry nobody = account(table, "no customer id");
  EXPECT_EQ(nobody.revenue, 30);
  EXPECT_EQ(nobody.returned, 5);
  EXPECT_EQ(nobody.revenue_share, 30.0 / 98);
  EXPECT_EQ(nobody.lines_share, 2.0 / 7);
  EXPECT_EQ(account(table, "missing or unparsable date").revenue, 8);
  EXPECT_EQ(account(table, "missing or unparsable number").revenue, 0);
  EXPECT_EQ(account(table, "return or cancellation of a customer without an order").returned, 3);
  EXPECT_EQ(account(table, "return or cancellation, netted").returned, 10);
  EXPECT_EQ(table.dropped_lines_share, 5.0 / 7);
  EXPECT_EQ(table.dropped_revenue_share, 38.0 / 98);
}

TEST(Account, WhatTheOptionsAskForIsNotDropped) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(
      write_file(folder, "orders.csv",
                 "id,day,amount\n1,2020-01-01,5\n1,2020-01-01,5\n1,2020-02-01,5\n,2020-02-01,5\n1,2020-01-01,-1\n"));
  options.drop_duplicates = options.ignore_returns = true;
  options.as_of = "2020-01-31";
  const FeatureTable table = collect(options);
  EXPECT_EQ(account(table, "after the as-of date").lines, 2) << "with a customer or without";
  EXPECT_EQ(table.lines_used, 1);
  EXPECT_EQ(table.revenue_used, 5);
  EXPECT_EQ(table.dropped_lines_share, 0);
  EXPECT_EQ(table.dropped_revenue_share, 0);
}

TEST(Account, MoreThanMayBeDroppedIsRefusedWithTheMainReasons) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", std::string("id,day,amount\n") + lines_with_money));
  options.max_dropped = 0.5;
  EXPECT_THAT(refusal_of(options),
              AllOf(HasSubstr("71.4 % of the order lines and 38.8 % of revenue would be left out, more than the 50.0 % "
                              "allowed (no customer id: 28.6 % of lines, 30.6 % of revenue, first "),
                    HasSubstr("orders.csv line 3; missing or unparsable date: 14.3 % of lines, 8.2 % of revenue")));
  options.max_dropped = 5.0 / 7;
  EXPECT_EQ(collect(options).lines_used, 2);
}

TEST(Account, ASmallShareOfLinesMayBeALargeOneOfRevenue) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(
      folder, "orders.csv", "id,day,amount\n1,2020-01-01,1\n1,2020-01-01,1\n1,2020-01-01,1\n,2020-01-01,7\n"));
  options.max_dropped = 0.3;
  EXPECT_THAT(refusal_of(options), HasSubstr("25.0 % of the order lines and 70.0 % of revenue"));
  options.max_dropped = 0.7;
  EXPECT_EQ(collect(options).lines_used, 3);
}

TEST(Returns, ReduceRevenueAndAreNoOrders) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n1,2020-01-09,-7\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(-2));
  EXPECT_THAT(values(table, "frequency"), ElementsAre(1));
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(8));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(1)) << "2 of the 7 were never bought here";
  const AccountEntry beyond = account(table, "return of more than was bought before, netted");
  EXPECT_EQ(beyond.lines, 1);
  EXPECT_EQ(beyond.customers, 1);
  EXPECT_EQ(beyond.returned, 2);
  EXPECT_FALSE(beyond.left_out);
}

// Customer 1 returns before the first order, customer 2 what was bought before.
TEST(Returns, BeforeTheFirstOrderAreOfNothingBoughtHere) {
  const FeatureTable table = collect_amounts(
      "1,2020-02-01,10\n1,2020-01-09,-4\n2,2020-01-01,10\n2,2020-01-09,-4\n2,2020-01-09,-3\n1,2020-03-01,-1\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5, 3));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(0.1, 0.7));
  const AccountEntry beyond = account(table, "return of more than was bought before, netted");
  EXPECT_EQ(beyond.lines, 1);
  EXPECT_EQ(beyond.returned, 4);
  EXPECT_EQ(account(table, "return or cancellation, netted").lines, 3);
  EXPECT_EQ(table.lines_used, 6);
}

TEST(Returns, OfAProductCountUpToWhatWasBoughtOfIt) {
  const FeatureTable table = collect_shop(
      "1,2020-01-01,A,tea,4,1\n"
      "1,2020-01-02,B,pot,1,16\n"
      "1,2020-01-03,R1,tea,-3,1\n"
      "1,2020-01-04,R2,tea,-3,1\n"
      "1,2020-01-04,R3,cup,-1,2\n"
      "1,2020-01-01,R4,pot,-1,1\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(11));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(4.0 / 20));
  const AccountEntry beyond = account(table, "return of more than was bought before, netted");
  EXPECT_EQ(beyond.lines, 3) << "tea, of which 1 is left, cup, and pot, bought only later";
  EXPECT_EQ(beyond.returned, 2 + 2 + 1);
  EXPECT_EQ(beyond.customers, 1);
}

TEST(Returns, OfAProductDoNotDependOnTheOrderOfTheLines) {
  std::vector<std::string> lines = {"1,2020-01-01,A,tea,4,1\n", "1,2020-01-03,R1,tea,-3,1\n",
                                    "1,2020-01-04,R2,tea,-1,1\n", "1,2020-01-05,R3,tea,-2,1\n"};
  do {
    std::string all;
    for (const std::string& line : lines) all += line;
    const FeatureTable table = collect_shop(all);
    EXPECT_THAT(values(table, "return_rate"), ElementsAre(1)) << all;
    EXPECT_EQ(account(table, "return of more than was bought before, netted").lines, 1) << "the last one; " << all;
  } while (std::ranges::next_permutation(lines).found);
}

TEST(Returns, OfAWholeOrderUnderItsIdMakeItNoOrder) {
  const FeatureTable table = collect_shop(
      "1,2020-01-01,A,tea,4,1\n"
      "1,2020-01-05,B,tea,1,2\n"
      "1,2020-01-05,B,pot,1,20\n"
      "1,2020-01-09,C,tea,3,1\n"
      "1,2020-01-09,C,pot,1,5\n"
      "1,2020-01-11,C,tea,-3,1\n"
      "1,2020-01-11,C,pot,-1,5\n"
      "1,2020-01-11,B,tea,-1,2\n");
  EXPECT_THAT(values(table, "frequency"), ElementsAre(2)) << "of B the pot is left";
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(6));
  EXPECT_THAT(texts(table, "last_order"), ElementsAre("2020-01-05"));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(24));
  EXPECT_THAT(values(table, "average_order_value"), ElementsAre(12));
  EXPECT_THAT(values(table, "items_per_order"), ElementsAre(3));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(10.0 / 34));
  EXPECT_EQ(table.orders_reversed, 1);
  const AccountEntry reversed = account(table, "line of an order returned as a whole, no order");
  EXPECT_EQ(reversed.lines, 2);
  EXPECT_EQ(reversed.customers, 1);
  EXPECT_EQ(reversed.revenue, 8);
  EXPECT_FALSE(reversed.left_out);
  EXPECT_EQ(table.lines_used, 8);
}

TEST(Returns, OfAllOrdersLeaveACustomerWithoutARow) {
  const FeatureTable table = collect_shop(
      "1,2020-01-01,A,tea,4,1\n1,2020-01-02,A,tea,-4,1\n2,2020-01-01,A,tea,4,1\n2,2020-01-02,B,tea,-4,1\n");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(table.ids), std::vector<std::int64_t>{2})
      << "customer 2 returns under another id, which may be of another order";
  EXPECT_EQ(table.customers_without_order, 1);
  const AccountEntry reversed = account(table, "line of an order returned as a whole, no other order");
  EXPECT_EQ(reversed.lines, 1);
  EXPECT_TRUE(reversed.left_out);
  EXPECT_EQ(account(table, "return or cancellation of a customer without an order").lines, 1);
  EXPECT_EQ(table.lines_used, 2);
  EXPECT_EQ(table.revenue_used, 4);
  EXPECT_EQ(table.revenue_read, 8);
}

TEST(Returns, OfADayReverseNoOrderThatIsMadeOfTheDay) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n1,2020-01-01,-5\n"));
  options.order_by_day = true;
  EXPECT_THAT(values(collect(options), "frequency"), ElementsAre(1));
}

TEST(Returns, CanBeIgnored) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n1,2020-01-09,-2\n"));
  options.ignore_returns = true;
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(0));
  for (const StoreColumn& column : table.columns) {
    EXPECT_THAT(column.column.definition, testing::Not(testing::ContainsRegex("net of|before returns|returned")))
        << column.column.name;
  }
  EXPECT_TRUE(account(table, "return or cancellation, ignored").left_out);
  EXPECT_EQ(table.lines_used, 1);
}

TEST(Returns, OfCustomersWithoutAnOrderAreCountedAndGiveNoRow) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n2,2020-01-09,-2\n2,2020-01-09,-2\n3,2020-01-09,0\n");
  EXPECT_EQ(size(table.ids), 1);
  EXPECT_EQ(table.customers_without_order, 2);
  EXPECT_EQ(account(table, "return or cancellation of a customer without an order").lines, 2);
  EXPECT_EQ(account(table, "return or cancellation, netted").lines, 0);
  EXPECT_EQ(table.lines_used, 1);
}

TEST(Cancellations, BeginWithTheirPrefixWhateverTheSign) {
  const FeatureTable table =
      collect_shop("1,2020-01-01,1,tea,5,1\n1,2020-01-02,C1,tea,2,1\n1,2020-01-02,C2,tea,-1,1\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(2));
  EXPECT_THAT(values(table, "frequency"), ElementsAre(1));
}

TEST(Cancellations, ByDefaultOnlyWhereADigitFollows) {
  const FeatureTable table = collect_shop("1,2020-01-01,CA-2017-1,tea,5,1\n1,2020-01-02,C,tea,2,1\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(7));
}

TEST(Cancellations, CanHaveAnotherPrefixOrNone) {
  const TemporaryFolder folder;
  FeatureOptions options = shop_options(write_file(folder, "orders.csv",
                                                   "id,day,order,product,quantity,price\n1,2020-01-01,C1,tea,5,1\n"
                                                   "1,2020-01-01,void-a,tea,2,1\n"));
  options.cancelled_prefix = "void-";
  EXPECT_THAT(values(collect(options), "monetary"), ElementsAre(3));
  options.cancelled_prefix = "";
  EXPECT_THAT(values(collect(options), "monetary"), ElementsAre(7));
}

}  // namespace
}  // namespace segmenta
