// The features of a small shop by their definitions.

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::IsNan;

// Two orders of customer 7 (one of two lines), a return, and a customer of one order.
FeatureTable small_shop() {
  return collect_shop(
      "7,2020-01-01,A,tea,2,1.50\n"
      "7,2020-01-01,A,pot,1,20\n"
      "7,2020-01-11,B,tea,4,1.50\n"
      "7,2020-01-12,B,tea,-1,1.50\n"
      "9,2020-01-05 23:59:59,D,cup,10,0.10\n"
      "9,2020-01-21,,cup,0,0\n");
}

TEST(CustomerFeatures, AreThoseOfTheDefinitions) {
  const FeatureTable table = small_shop();
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(table.ids), (std::vector<std::int64_t>{7, 9}));
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(10, 16));
  EXPECT_THAT(values(table, "frequency"), ElementsAre(2, 1));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(27.5, 1));
  EXPECT_THAT(values(table, "average_order_value"), ElementsAre(13.75, 1));
  EXPECT_THAT(values(table, "tenure_days"), ElementsAre(20, 16));
  EXPECT_THAT(values(table, "mean_days_between_orders"), ElementsAre(10, IsNan()));
  EXPECT_THAT(values(table, "distinct_products"), ElementsAre(2, 1));
  EXPECT_THAT(values(table, "items_per_order"), ElementsAre(3.5, 10));
  EXPECT_THAT(values(table, "return_rate"), ElementsAre(1.5 / 29, 0));
  EXPECT_THAT(texts(table, "first_order"), ElementsAre("2020-01-01", "2020-01-05"));
  EXPECT_THAT(texts(table, "last_order"), ElementsAre("2020-01-11", "2020-01-05"));
}

TEST(CustomerFeatures, StandInAFixedOrder) {
  EXPECT_THAT(names(small_shop()), ElementsAre("recency_days", "frequency", "monetary", "average_order_value",
                                               "tenure_days", "mean_days_between_orders", "distinct_products",
                                               "items_per_order", "return_rate", "first_order", "last_order"));
}

TEST(CustomerFeatures, EachStatesItsUnitsDefinitionAndSource) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n"));
  options.currency = "GBP";
  for (const StoreColumn& column : collect(options).columns) {
    EXPECT_NE(column.column.units, "") << column.column.name;
    EXPECT_NE(column.column.definition, "") << column.column.name;
    EXPECT_THAT(column.column.source, testing::StartsWith("orders.csv: ")) << column.column.name;
  }
  EXPECT_EQ(column(collect(options), "monetary").column.units, "GBP");
  EXPECT_EQ(column(collect(options), "average_order_value").column.definition, "monetary / frequency");
}

TEST(CustomerFeatures, DefinitionsSayWhichOrdersAndReturnsCount) {
  const FeatureTable shop = small_shop();
  for (const char* name : {"recency_days", "frequency", "tenure_days", "first_order", "last_order"}) {
    EXPECT_THAT(column(shop, name).column.definition, testing::HasSubstr("returned as a whole")) << name;
  }
  EXPECT_EQ(column(shop, "return_rate").column.definition,
            "amount returned, as far as that much of the same product was bought before / amount bought before "
            "returns: from 0 to 1");
  const FeatureTable amounts = collect_amounts("1,2020-01-01,5\n");
  EXPECT_EQ(column(amounts, "recency_days").column.definition, "as-of date minus the date of the last order")
      << "a line that is an order of its own has no id that a return could name";
  EXPECT_THAT(column(amounts, "return_rate").column.definition, testing::Not(testing::HasSubstr("product")));
}

TEST(CustomerFeatures, ALineWithoutOrderIsAnOrderOfItsOwn) {
  const FeatureTable amounts = collect_amounts("1,2020-01-01,5\n1,2020-01-01,5\n1,2020-01-04,5\n");
  EXPECT_THAT(values(amounts, "frequency"), ElementsAre(3));
  EXPECT_THAT(values(amounts, "items_per_order"), ElementsAre(1));
  EXPECT_THAT(values(amounts, "mean_days_between_orders"), ElementsAre(1.5));
  EXPECT_THAT(values(collect_shop("1,2020-01-01,,tea,1,1\n1,2020-01-01,,tea,1,1\n"), "frequency"), ElementsAre(2));
}

TEST(CustomerFeatures, AnOrderIdBelongsToItsCustomer) {
  const FeatureTable table = collect_shop("1,2020-01-01,A,tea,1,1\n2,2020-01-01,A,tea,1,1\n1,2020-01-02,A,tea,1,1\n");
  EXPECT_THAT(values(table, "frequency"), ElementsAre(1, 1));
  EXPECT_THAT(values(table, "distinct_products"), ElementsAre(1, 1));
}

TEST(CustomerFeatures, LinesMayComeInAnyOrder) {
  const FeatureTable table = collect_amounts("2,2020-03-01,1\n1,2020-01-09,5\n2,2020-02-01,1\n1,2020-01-01,5\n");
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(52, 0));
  EXPECT_THAT(values(table, "tenure_days"), ElementsAre(60, 29));
}

TEST(CustomerFeatures, MoneyIsSummedAsDecimals) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "1,2020-01-01,0.1\n";
  EXPECT_THAT(values(collect_amounts(lines), "monetary"), ElementsAre(100));
}

TEST(CustomerFeatures, AsOfIsTheLatestDateOfAnyLineEvenOfOneLeftOut) {
  const FeatureTable table = collect_amounts("1,2020-01-01,5\n,2020-03-01,5\n");
  EXPECT_EQ(table.as_of, "2020-03-01");
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(60));
}

TEST(CustomerFeatures, AsOfLeavesLaterLinesOut) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(
      write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01 23:59,5\n1,2020-01-03,7\n2,2020-01-03,7\n"));
  options.as_of = "2020-01-01";
  EXPECT_THAT(values(collect(options), "recency_days"), ElementsAre(0)) << "the day itself counts";
  options.as_of = "2020-01-02";
  const FeatureTable table = collect(options);
  EXPECT_EQ(table.as_of, "2020-01-02");
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(1));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5));
  EXPECT_EQ(account(table, "after the as-of date").lines, 2);
  EXPECT_EQ(table.customers_without_order, 1);
}

TEST(CustomerFeatures, KeepsTheValueOfTheLatestOrderLine) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(folder, "orders.csv",
                                                     "id,day,amount,country,age,zip\n"
                                                     "1,2020-01-05,5,France,41,01234\n"
                                                     "1,2020-01-01,5,Spain,40,11234\n"
                                                     "1,2020-01-09,-5,Italy,43,11234\n"
                                                     "2,2020-01-01 10:00,5,Spain,,11234\n"
                                                     "2,2020-01-01 10:00,5,Malta,30.5,21234\n"));
  options.keep = {"country", "age", "zip"};
  const FeatureTable table = collect(options);
  EXPECT_THAT(texts(table, "country"), ElementsAre("France", "Malta")) << "the last of equals counts";
  EXPECT_THAT(values(table, "age"), ElementsAre(41, 30.5));
  EXPECT_EQ(column(table, "age").column.type, ColumnType::real);
  EXPECT_EQ(column(table, "age").column.units, "");
  EXPECT_THAT(texts(table, "zip"), ElementsAre("01234", "21234")) << "a leading zero is not a number";
}

TEST(CustomerFeatures, KeepsNumbersInTheFormatOfTheAmounts) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id;day;amount;limit\n1;2020-01-01;5,50;1.000,00 €\n"));
  options.decimal = ',';
  options.thousands = '.';
  options.keep = {"limit"};
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "limit"), ElementsAre(1000));
  EXPECT_EQ(column(table, "limit").column.units, "EUR");
}

}  // namespace
}  // namespace segmenta
