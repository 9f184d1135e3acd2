// Which lines are left out or changed, and how that is told.
#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

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
      "1,2020-01-01,A,tea,-1,2\n");
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
              ElementsAre(HasSubstr("'1,234.50' is not a number (write it without thousands separators")));
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

TEST(Returns, ReduceRevenueAndAreNoOrders) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n1,2020-01-09,-7\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(-2));
  EXPECT_THAT(values(table, "frequency"), ElementsAre(1));
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(8));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(7.0 / 5));
}

TEST(Returns, CanBeIgnored) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n1,2020-01-09,-2\n"));
  options.ignore_returns = true;
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(0));
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
