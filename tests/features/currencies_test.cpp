// One currency for all amounts.

#include "features/currencies.h"

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using features::currency_code;
using features::is_currency;
using features::is_same_currency;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Currencies, AreKnownBySignAndCode) {
  EXPECT_EQ(currency_code("€"), "EUR");
  EXPECT_EQ(currency_code("eur"), "EUR");
  EXPECT_EQ(currency_code("points"), "points");
  EXPECT_TRUE(is_currency("$"));
  EXPECT_TRUE(is_currency("ZWG"));
  EXPECT_FALSE(is_currency("Euro"));
  EXPECT_FALSE(is_currency(""));
}

TEST(Currencies, ASharedSignIsAnyOfThem) {
  EXPECT_TRUE(is_same_currency("$", "CAD"));
  EXPECT_TRUE(is_same_currency("NOK", "kr"));
  EXPECT_FALSE(is_same_currency("$", "EUR"));
  EXPECT_FALSE(is_same_currency("USD", "CAD"));
}

TEST(Currencies, TheSignGivesTheUnits) {
  const FeatureTable table = collect_amounts("1,2020-01-01,$5\n1,2020-01-02,2.50 USD\n1,2020-01-03,1\n");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(8.5));
  EXPECT_EQ(table.currency, "USD");
  EXPECT_EQ(column(table, "monetary").column.units, "USD");
}

TEST(Currencies, TwoAreRefusedWithTheFirstOfEach) {
  const TemporaryFolder folder;
  const FeatureOptions options = amount_options(
      write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,€5\n1,2020-01-01,€5\n2,2020-01-01,£7\n"));
  EXPECT_THAT(refusal_of(options),
              AllOf(HasSubstr("Order lines are in EUR and in GBP (first "), HasSubstr("orders.csv line 2 and "),
                    HasSubstr("orders.csv line 4)"), HasSubstr("--currency EUR")));
}

TEST(Currencies, ANamedOneLeavesOthersOutByCurrency) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(folder, "orders.csv",
                                                     "id,day,amount,money\n1,2020-01-01,5,eur\n2,2020-01-01,7,GBP\n"
                                                     "2,2020-01-01,3,GBP\n3,2020-01-01,900,JPY\n4,2020-01-01,2,\n"));
  options.currency_column = "money";
  options.currency = "EUR";
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(5, 2));
  EXPECT_EQ(table.revenue_read, 7) << "of other currencies nothing can be added";
  EXPECT_EQ(table.dropped_lines_share, 0.6);
  ASSERT_EQ(table.account.size(), 2U);
  EXPECT_EQ(table.account[0].reason, "in another currency");
  EXPECT_EQ(table.account[0].currency, "GBP");
  EXPECT_EQ(table.account[0].lines, 2);
  EXPECT_EQ(table.account[0].revenue, 10);
  EXPECT_EQ(table.account[1].currency, "JPY");
  EXPECT_EQ(table.lines_used, 2);
}

TEST(Currencies, ASharedSignIsNoNameOfOne) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5 CAD\n1,2020-01-01,5 USD\n"));
  options.currency = "$";
  EXPECT_THAT(refusal_of(options), HasSubstr("in CAD and in USD"));
}

TEST(Currencies, ANameThatIsNoneOnlyNamesTheUnits) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,€5\n"));
  options.currency = "Euro";
  const FeatureTable table = collect(options);
  EXPECT_EQ(table.lines_used, 1);
  EXPECT_EQ(column(table, "monetary").column.units, "Euro");
}

}  // namespace
}  // namespace segmenta
