// The observation window, and orders by day.

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class Window : public testing::Test {
 protected:
  Window() {
    options_ = amount_options(write_file(folder_, "orders.csv",
                                         "id,day,amount\n1,2020-01-01,1\n1,2020-01-10,2\n1,2020-01-10 23:59,4\n"
                                         "1,2020-01-20,8\n2,2020-01-20,16\n,2020-01-01,100\n1,2020-01-31,32\n"));
  }

  TemporaryFolder folder_;
  FeatureOptions options_;
};

TEST_F(Window, CountsLinesFromItsFirstToItsLastDay) {
  options_.since = "2020-01-10";
  options_.until = "2020-01-20";
  const FeatureTable table = collect(options_);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(14, 16));
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(0, 0)) << "from the last day of the window";
  EXPECT_THAT(values(table, "tenure_days"), ElementsAre(10, 0)) << "within the window";
  EXPECT_EQ(table.as_of, "2020-01-20");
  EXPECT_EQ(table.since, "2020-01-10");
  EXPECT_EQ(table.until, "2020-01-20");
}

TEST_F(Window, LinesOutsideAreNotDropped) {
  options_.since = "2020-01-10";
  options_.max_dropped = 0;
  const FeatureTable table = collect(options_);
  EXPECT_EQ(account(table, "outside the window").lines, 2) << "with a customer or without";
  EXPECT_EQ(account(table, "outside the window").revenue, 101);
  EXPECT_EQ(account(table, "no customer id").lines, 0);
  EXPECT_FALSE(account(table, "outside the window").dropped);
  EXPECT_EQ(table.as_of, "2020-01-31");
  EXPECT_EQ(table.until, "");
}

TEST_F(Window, MayEndBeforeTheAsOfDay) {
  options_.until = "2020-01-10";
  options_.as_of = "2020-01-15";
  const FeatureTable table = collect(options_);
  EXPECT_THAT(values(table, "recency_days"), ElementsAre(5));
  EXPECT_EQ(account(table, "outside the window").lines, 0);
  EXPECT_EQ(account(table, "after the as-of date").lines, 3);
}

TEST_F(Window, OfSomeDaysEndsWithTheLatestLine) {
  options_.window_days = 12;
  const FeatureTable table = collect(options_);
  EXPECT_EQ(table.since, "2020-01-20") << "twelve days with the first and the last";
  EXPECT_EQ(table.until, "2020-01-31");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(40, 16));
  options_.window_days = 11;
  EXPECT_THAT(values(collect(options_), "monetary"), ElementsAre(32));
}

TEST_F(Window, OfSomeDaysEndsWithTheAsOfDayWhereOneIsNamed) {
  options_.window_days = 10;
  options_.as_of = "2020-01-20";
  const FeatureTable table = collect(options_);
  EXPECT_EQ(table.since, "2020-01-11");
  EXPECT_THAT(values(table, "monetary"), ElementsAre(8, 16));
  options_.until = "2020-01-10";
  EXPECT_EQ(collect(options_).since, "2020-01-01");
}

TEST_F(Window, IsNamedByEveryDefinition) {
  options_.since = "2020-01-10";
  options_.until = "2020-01-20";
  for (const StoreColumn& column : collect(options_).columns) {
    EXPECT_THAT(column.column.definition, EndsWith("; order lines from 2020-01-10 to 2020-01-20"));
  }
  options_.until.reset();
  EXPECT_THAT(column(collect(options_), "monetary").column.definition, EndsWith("; order lines from 2020-01-10"));
}

TEST_F(Window, RefusesDaysThatContradictEachOther) {
  const auto refused = [&](auto change) {
    FeatureOptions options = options_;
    change(options);
    return refusal_of(options);
  };
  EXPECT_THAT(refused([](FeatureOptions& o) { o.since = "January"; }), HasSubstr("'January' is not the first day"));
  EXPECT_THAT(refused([](FeatureOptions& o) { o.until = "2020-02-30"; }), HasSubstr("is not the last day"));
  EXPECT_THAT(refused([](FeatureOptions& o) { o.since = "2020-02-01", o.until = "2020-01-01"; }),
              HasSubstr("ends before it begins"));
  EXPECT_THAT(refused([](FeatureOptions& o) { o.until = "2020-02-01", o.as_of = "2020-01-01"; }),
              HasSubstr("ends after the as-of date"));
  EXPECT_THAT(refused([](FeatureOptions& o) { o.since = "2020-02-01", o.window_days = 5; }),
              HasSubstr("are both given"));
}

TEST(OrderByDay, LinesOfACustomerAndDayAreOneOrder) {
  const TemporaryFolder folder;
  FeatureOptions options = amount_options(write_file(
      folder, "orders.csv",
      "id,day,amount\n1,2020-01-01 09:00,5\n1,2020-01-01 18:00,5\n1,2020-01-04,5\n2,2020-01-01,5\n1,2020-01-05,0\n"));
  options.order_by_day = true;
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "frequency"), ElementsAre(2, 1));
  EXPECT_THAT(values(table, "items_per_order"), ElementsAre(1.5, 1));
  EXPECT_THAT(values(table, "mean_days_between_orders"), ElementsAre(3, testing::IsNan()));
  EXPECT_THAT(column(table, "frequency").column.definition, HasSubstr("number of days"));
}

TEST(OrderByDay, IsForLinesWithoutAnOrderId) {
  const TemporaryFolder folder;
  FeatureOptions options =
      shop_options(write_file(folder, "orders.csv",
                              "id,day,order,product,quantity,price\n1,2020-01-01,A,tea,1,1\n"
                              "1,2020-01-01,B,tea,1,1\n1,2020-01-01,,tea,1,1\n1,2020-01-01,,tea,1,1\n"));
  EXPECT_THAT(values(collect(options), "frequency"), ElementsAre(4));
  options.order_by_day = true;
  EXPECT_THAT(values(collect(options), "frequency"), ElementsAre(3));
}

}  // namespace
}  // namespace segmenta
