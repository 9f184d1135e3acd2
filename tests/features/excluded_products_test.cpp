// Lines of postage, fees and corrections are left out by their product.
#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* lines =
    "id,day,order,product,quantity,price\n"
    "1,2020-01-01,A,tea,1,5\n"
    "1,2020-01-01,A, POST ,1,3\n"
    "1,2020-01-02,B,POST,1,3\n"
    "1,2020-01-03,C,BANK CHARGES,-1,9\n"
    ",2020-01-03,D,POST,1,2\n"
    "1,2020-01-04,E,,1,4\n";

FeatureOptions options_in(const TemporaryFolder& folder) {
  return shop_options(write_file(folder, "orders.csv", lines));
}

TEST(ExcludedProducts, HaveNoLines) {
  const TemporaryFolder folder;
  FeatureOptions options = options_in(folder);
  options.exclude_products = {"POST", "BANK CHARGES"};
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(9));
  EXPECT_THAT(values(table, "frequency"), ElementsAre(2)) << "an order of postage alone is none";
  EXPECT_THAT(values(table, "distinct_products"), ElementsAre(1));
  EXPECT_THAT(column(table, "monetary").column.definition, EndsWith("; without the products POST, BANK CHARGES"));
}

TEST(ExcludedProducts, HaveALineOfTheAccount) {
  const TemporaryFolder folder;
  FeatureOptions options = options_in(folder);
  options.exclude_products = {"POST", "BANK CHARGES"};
  const FeatureTable table = collect(options);
  const AccountEntry entry = account(table, "product that is to be left out");
  EXPECT_EQ(entry.lines, 4) << "with a customer or without";
  EXPECT_EQ(entry.revenue, 8);
  EXPECT_EQ(entry.returned, 9);
  EXPECT_TRUE(entry.left_out);
  EXPECT_FALSE(entry.dropped) << "the options ask for it";
  EXPECT_THAT(entry.examples.front(), EndsWith("orders.csv line 3: product ' POST '"));
  EXPECT_EQ(table.lines_used, 2);
}

TEST(ExcludedProducts, MayBeInAnotherCurrency) {
  const TemporaryFolder folder;
  FeatureOptions options = shop_options(write_file(folder, "orders.csv",
                                                   "id,day,order,product,quantity,price\n"
                                                   "1,2020-01-01,A,tea,1,$5\n1,2020-01-01,A,POST,1,€3\n"));
  EXPECT_THAT(refusal_of(options), HasSubstr("EUR"));
  options.exclude_products = {"POST"};
  EXPECT_EQ(collect(options).currency, "$");
}

TEST(ExcludedProducts, AreComparedAsIds) {
  const TemporaryFolder folder;
  FeatureOptions options = options_in(folder);
  options.exclude_products = {" post"};
  EXPECT_EQ(account(collect(options), "product that is to be left out").lines, 0);
  options.ids.ignore_case = true;
  EXPECT_EQ(account(collect(options), "product that is to be left out").lines, 3);
}

TEST(ExcludedProducts, ThatNoLineHasAreNotedWithNamesThatAreNear) {
  const TemporaryFolder folder;
  FeatureOptions options = options_in(folder);
  options.exclude_products = {"POST", "BANK CHARGE", "MANUAL"};
  EXPECT_THAT(notes_of(options),
              ElementsAre("no order line has the product 'BANK CHARGE' that is to be left out. Did you mean 'BANK "
                          "CHARGES'?",
                          "no order line has the product 'MANUAL' that is to be left out"));
}

TEST(ExcludedProducts, NeedTheColumnThatTellsThem) {
  const TemporaryFolder folder;
  FeatureOptions options = options_in(folder);
  options.product = "";
  options.exclude_products = {"POST"};
  EXPECT_THAT(refusal_of(options), HasSubstr("Name it with --product"));
}

}  // namespace
}  // namespace segmenta
