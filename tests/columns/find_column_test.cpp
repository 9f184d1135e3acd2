// Which column means what.

#include <gmock/gmock.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string found(const std::vector<std::string>& names, Meaning meaning) {
  std::vector<Column> columns;
  for (const std::string& name : names) columns.push_back({name, ColumnType::real, "float64", {}, {}, {}});
  return find_column(columns, meaning);
}

std::string value(const std::vector<std::string>& names) { return found(names, Meaning::value); }

TEST(Value, IsTheFirstMeasureOfMoney) {
  EXPECT_EQ(value({"recency_days", "monetary", "total_sales"}), "monetary");
  EXPECT_EQ(value({"total_sales", "monetary"}), "total_sales");
  EXPECT_EQ(value({"spending", "monetary"}), "monetary") << "of a more usual name";
}

TEST(Value, IsFoundWhateverTheCase) {
  EXPECT_EQ(value({"Age", "NetRevenue"}), "NetRevenue");
  EXPECT_EQ(value({"Age", "TOTALSALES"}), "TOTALSALES");
  EXPECT_EQ(value({"Age", "purchaseamount"}), "purchaseamount");
}

TEST(Value, IsNotAnAverage) {
  EXPECT_EQ(value({"average_order_value", "avg_spend", "amount per order", "monetary"}), "monetary");
  EXPECT_EQ(value({"average_order_value"}), "");
  EXPECT_EQ(value({"AvgSpend", "TotalSpend"}), "TotalSpend") << "words may begin with a capital";
  EXPECT_EQ(value({"avgrevenue"}), "") << "nor need they be apart";
}

TEST(Value, IsNotAnAverageByPartOfAWord) { EXPECT_EQ(value({"corporate_sales"}), "corporate_sales"); }

TEST(Value, IsNotACountScoreOrPartOfAnotherWord) {
  EXPECT_EQ(value({"n_sales", "sales_count", "monetary_score", "value_segment", "suspended", "sales"}), "sales");
}

TEST(Value, IsNotThereAmongOtherColumns) {
  EXPECT_EQ(value({"recency_days", "frequency"}), "");
  EXPECT_EQ(value({}), "");
}

TEST(Recency, IsOneNameInManySpellings) {
  for (const char* name : {"Recency", "recency_days", "RecencyDays", "rfm.recency", "RECENCY", "customer_recency",
                           "cRecency", "days_since_last_order", "DaysSinceLastPurchase", "days since order"}) {
    EXPECT_EQ(found({"age", name}, Meaning::recency), name);
  }
  EXPECT_EQ(found({"days_since_last_order", "recency"}, Meaning::recency), "recency");
  EXPECT_EQ(found({"recency_score", "avg_recency", "days_since_first_order"}, Meaning::recency), "");
}

TEST(Frequency, IsTheNumberOfOrders) {
  for (const char* name : {"Frequency", "frequency_year", "rfm_frequency", "n_orders", "NumberOfOrders", "order_count",
                           "total_orders", "orders", "num_purchases", "Transactions"}) {
    EXPECT_EQ(found({"age", name}, Meaning::frequency), name);
  }
  EXPECT_EQ(found({"n_orders", "frequency"}, Meaning::frequency), "frequency");
  EXPECT_EQ(found({"orders_returned", "avg_orders", "frequency_score"}, Meaning::frequency), "");
}

TEST(Margin, IsAnAmount) {
  EXPECT_EQ(found({"margin_pct", "return_rate", "GrossMargin"}, Meaning::margin), "GrossMargin");
}

TEST(Consent, IsTheMostTellingColumnInWhateverOrder) {
  EXPECT_EQ(found({"email", "OptIn", "consent_date"}, Meaning::consent), "OptIn");
  EXPECT_EQ(found({"email_clicks", "no_consent", "email_opt_out"}, Meaning::consent), "");
  EXPECT_EQ(found({"email", "phone_service", "PhoneService", "E-Mail"}, Meaning::consent), "")
      << "that there is an address is no leave to use it";
  EXPECT_EQ(found({"email", "is_subscribed"}, Meaning::consent), "is_subscribed");
}

TEST(Id, IsOneOfTheUsualNamesAndNothingMore) {
  EXPECT_EQ(rank_of("ID", Meaning::id), 0);
  EXPECT_EQ(rank_of("Customer ID", Meaning::id), rank_of("customer_id", Meaning::id));
  EXPECT_LT(*rank_of("customerid", Meaning::id), *rank_of("index", Meaning::id));
  for (const char* name : {"order_id", "id_type", "n_id", "customers", "ids"}) {
    EXPECT_FALSE(rank_of(name, Meaning::id)) << name;
  }
}

TEST(MarketDateAndContact, AreKnownToo) {
  EXPECT_EQ(found({"market_share", "Region", "CountryCode"}, Meaning::market), "CountryCode");
  EXPECT_EQ(found({"last_order", "InvoiceDate"}, Meaning::date), "InvoiceDate");
  EXPECT_EQ(found({"email_opt_in", "Phone", "E-Mail"}, Meaning::contact), "E-Mail");
}

TEST(Date, IsNotANumberOfDays) {
  const std::vector<Column> columns = {{"visits_date_last", ColumnType::real, "float64", "days", {}, {}},
                                       {"last_order", ColumnType::text, "string", "date", {}, {}}};
  EXPECT_EQ(find_column(columns, Meaning::date), "last_order");
}

TEST(FindColumn, PassesOverTextWhereANumberIsMeant) {
  TypedTable table = customers(1);
  table.add_text("revenue_class_text", {"high"});
  table.add_text("sales", {"high"});
  table.add("spend", {1});
  table.add_text("country", {"FR"});
  EXPECT_EQ(find_column(table.columns(), Meaning::value), "spend");
  EXPECT_EQ(find_column(table.columns(), Meaning::market), "country");
}

TEST(TakeColumn, PrefersWhatAPersonNames) {
  TypedTable table = customers(1);
  table.add("spend", {1});
  table.add("age", {1});
  table.add_text("country", {"FR"});
  EXPECT_EQ(take_column(table, Meaning::value, ""), "spend");
  EXPECT_EQ(take_column(table, Meaning::value, "age"), "age");
  EXPECT_EQ(take_column(table, Meaning::recency, ""), "");
  EXPECT_THAT([&] { take_column(table, Meaning::value, "Spend"); },
              ThrowsMessage<Error>(HasSubstr("Did you mean 'spend'?")));
  EXPECT_THAT([&] { take_column(table, Meaning::value, "country"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("is text"), HasSubstr("value is a number"))));
}

TEST(TakenText, SaysWhatWasTakenForWhat) {
  const TakenColumn taken[] = {{Meaning::value, "monetary"}, {Meaning::margin, ""}, {Meaning::recency, "recency_days"}};
  EXPECT_EQ(taken_text(taken), "value is 'monetary', recency is 'recency_days'");
}

TEST(Meanings, EachHasANameOfItsOwn) {
  EXPECT_EQ(name_of(Meaning::value), "value");
  EXPECT_EQ(name_of(Meaning::contact), "contact");
}

}  // namespace
}  // namespace segmenta
