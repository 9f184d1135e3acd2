// The program itself: what it says, writes and exits with.
#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* lines = "id,day,amount\n1,2020-01-01,5\n2,2020-01-03,2.5\n,2020-01-03,1\n2,soon,1\n";
constexpr const char* columns = "--customer id --date day --amount amount";

class FeaturesCommand : public ::testing::Test {
 protected:
  FeaturesCommand() { place_.write("orders.csv", lines); }

  [[nodiscard]] Outcome features(const std::string& more) const {
    return place_.segmenta(std::string("features --orders orders.csv ") + columns + " " + more);
  }

  Workplace place_;
};

TEST_F(FeaturesCommand, WritesAStoreAndTellsTheAccount) {
  const Outcome outcome = features("-o customers.h5");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("no customer id"));
  EXPECT_THAT(outcome.err, HasSubstr("orders.csv line 5: day 'soon' is not a date"));
  EXPECT_EQ(open_store(place_.path("customers.h5"))->rows(), 2);
}

TEST_F(FeaturesCommand, TellsTheSameAsJson) {
  place_.write("crm.csv", "id,visits\n2,9\n7,1\n");
  const Outcome outcome = features("--join crm.csv:id -o customers.h5 --json --quiet");
  EXPECT_EQ(outcome.err, "");
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["lines_read"], 4);
  EXPECT_EQ(json["lines_used"], 2);
  EXPECT_EQ(json["customers"], 2);
  EXPECT_EQ(json["as_of"], "2020-01-03");
  EXPECT_EQ(json["account"][1]["reason"], "missing or unparsable date");
  EXPECT_EQ(json["joins"][0]["customers_matched"], 1);
  EXPECT_EQ(json["joins"][0]["keys_unmatched"], 1);
  EXPECT_EQ(json["columns"].back(), "crm_visits");
}

TEST_F(FeaturesCommand, AddsUpSourcesOfManyRowsACustomer) {
  place_.write("visits.csv", "uid|pages|date\n1|3|2020-01-01\n2|1|2020-01-02\n1|4|2020-01-02\n");
  Outcome outcome = features("--join 'visits.csv:uid:count,sum(pages),last(date)' -o customers.h5");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto store = open_store(place_.path("customers.h5"));
  const std::size_t sum = store->column_index("visits_pages_sum"), last = store->column_index("visits_date_last");
  std::vector<double> values(4);
  store->read(std::vector{sum, last}, 0, 2, values.data());
  EXPECT_EQ(values, (std::vector<double>{7, 1, 1, 1}));
  outcome = features("--join visits.csv:uid -o customers.h5");
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("--join visits.csv:uid:count,last(pages)"));
  EXPECT_EQ(features("--join 'visits.csv:uid:total(pages)' -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, TakesADelimiterForEachSource) {
  place_.write("crm.csv", "id^a,b\n1^7,8\n");
  EXPECT_EQ(features("--join crm.csv:id -o customers.h5").exit_code, 3);
  EXPECT_EQ(features("--join crm.csv:id --delimiter crm.csv:^ -o customers.h5").exit_code, 0);
  EXPECT_EQ(features("--join crm.csv:id --delimiter , --delimiter crm.csv:^ -o customers.h5").exit_code, 0);
  EXPECT_EQ(features("--join crm.csv:id --delimiter other.csv:^ -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--delimiter xy -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, TakesANumberFormatForEachSource) {
  place_.write("crm.csv", "id;limit\n1;1.000,50\n2;2,50\n");
  const Outcome outcome = features("--join crm.csv:id -o customers.h5");
  EXPECT_THAT(outcome.err, HasSubstr("crm_limit is text: its values are numbers with --decimal crm.csv:, --thousands "
                                     "crm.csv:.\n"));
  EXPECT_EQ(features("--join crm.csv:id --decimal crm.csv:, --thousands crm.csv:. -o customers.h5").exit_code, 0);
  const auto store = open_store(place_.path("customers.h5"));
  EXPECT_EQ(store->columns().at(store->column_index("crm_limit")).type, ColumnType::real);
  EXPECT_EQ(features("--join crm.csv:id --decimal other.csv:, -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--join crm.csv:id --decimal 'crm.csv:;' -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, SkipsLinesBeforeTheHeaderOfEachSource) {
  place_.write("orders.csv", std::string("Orders\nof January\n") + lines);
  place_.write("crm.csv", "CRM\nid,score\n1,7\n");
  const Outcome refused = features("-o customers.h5");
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("--skip-lines 2"));
  EXPECT_EQ(features("--skip-lines 2 -o customers.h5").exit_code, 0);
  EXPECT_EQ(features("--skip-lines 2 --join crm.csv:id --skip-lines crm.csv:1 -o customers.h5").exit_code, 0);
  EXPECT_EQ(features("--skip-lines 2 --join crm.csv:id --skip-lines crm.csv:0 -o customers.h5").exit_code, 3);
  EXPECT_EQ(features("--skip-lines two -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, ComparesIdsAsStated) {
  place_.write("crm.csv", "id,score\n001,7\n002,8\n");
  Outcome outcome = features("--join crm.csv:id -o customers.h5");
  EXPECT_THAT(outcome.err, HasSubstr("0 of 2 ids of crm.csv are customers; without leading zeros 2 would be: --ids "
                                     "number"));
  outcome = features("--join crm.csv:id --ids number,fold -o customers.h5 --json --quiet");
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["joins"][0]["customers_matched"], 2);
  EXPECT_EQ(features("--ids as-is,fold -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--ids trimmed -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, ReadsAFolderAndDoesNotWriteIntoIt) {
  std::filesystem::create_directory(place_.path("parts"));
  place_.write("parts/a.csv", lines);
  const std::string command = std::string("features --orders parts ") + columns + " -o ";
  EXPECT_EQ(place_.segmenta(command + "customers.h5").exit_code, 0);
  EXPECT_EQ(place_.segmenta(command + "parts/customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, TellsWhatShareOfRevenueWasLeftOut) {
  const Outcome outcome = features("-o customers.h5 --json");
  EXPECT_THAT(outcome.err, HasSubstr("10.5 % of revenue\n    first: orders.csv line 4"));
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["revenue_read"], 9.5);
  EXPECT_EQ(json["revenue_used"], 7.5);
  EXPECT_EQ(json["dropped"]["lines_share"], 0.5);
  EXPECT_EQ(json["account"][0]["revenue"], 1);
}

TEST_F(FeaturesCommand, TheStoreHoldsItsDayAndItsAccount) {
  ASSERT_EQ(features("--currency GBP -o customers.h5").exit_code, 0);
  const auto store = open_store(place_.path("customers.h5"));
  EXPECT_EQ(store->attribute("as_of"), "2020-01-03");
  const auto account = nlohmann::json::parse(store->attribute("account"));
  EXPECT_EQ(account["lines_read"], 4);
  EXPECT_EQ(account["currency"], "GBP");
  EXPECT_EQ(account["account"][0]["reason"], "no customer id");
  EXPECT_FALSE(account["account"][0].contains("examples"));
}

TEST_F(FeaturesCommand, TellsReturnsOfWhatWasNotBoughtAndOrdersReturnedAsAWhole) {
  place_.write("orders.csv",
               "id,day,amount,order\n1,2020-01-01,5,A\n1,2020-01-02,3,B\n1,2020-01-03,-3,B\n1,2020-01-03,-9,C\n");
  const Outcome outcome = features("--order order -o customers.h5 --json");
  EXPECT_THAT(outcome.err, HasSubstr("1  1 customer, 4.00 returned\n"));
  EXPECT_THAT(outcome.err, HasSubstr("orders returned as a whole, and so counted as none"));
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["orders_reversed"], 1);
  const auto store = open_store(place_.path("customers.h5"));
  const auto account = nlohmann::json::parse(store->attribute("account"))["account"];
  ASSERT_EQ(account.size(), 3U);
  EXPECT_TRUE(account[0]["customers"].is_null());
  EXPECT_EQ(account[1]["customers"], 1);
  EXPECT_EQ(account[1]["returned"], 4);
}

TEST_F(FeaturesCommand, LeavesOutTheLinesOfProducts) {
  place_.write("orders.csv", "id,day,amount,sku\n1,2020-01-01,5,tea\n1,2020-01-02,3,POST\n1,2020-01-03,2,D\n");
  const Outcome outcome =
      features("--product sku --exclude-product POST,DOT --exclude-product D -o customers.h5 --json");
  EXPECT_THAT(outcome.err, HasSubstr("no order line has the product 'DOT'"));
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["revenue_used"], 5);
  EXPECT_EQ(json["account"][0]["lines"], 2);
  EXPECT_EQ(features("--exclude-product POST -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, FailsWhereTooMuchIsDropped) {
  const Outcome outcome = features("--max-dropped 1% -o customers.h5");
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("no customer id: 25.0 % of lines, 10.5 % of revenue"));
  EXPECT_FALSE(place_.exists("customers.h5"));
  EXPECT_EQ(features("--max-dropped 50% -o customers.h5").exit_code, 0);
  EXPECT_EQ(features("--max-dropped 5 -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--max-dropped 101% -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, WarnsLastWhereMostLinesAreLostAndRefusesWhereNearlyAllAre) {
  std::string lines = "id,day,amount\n1,2020-01-01,1\n2,2020-01-01,1\n";
  for (int i = 0; i < 3; ++i) lines += ",2020-01-02,1\n";
  place_.write("orders.csv", lines);
  const Outcome most = features("-o customers.h5");
  EXPECT_EQ(most.exit_code, 0) << most.err;
  EXPECT_THAT(most.err, HasSubstr("written to customers.h5\nWARNING: most is lost. 60.0 % of the order lines"));
  EXPECT_THAT(most.err, HasSubstr("'no customer id' (60.0 %"));
  for (int i = 0; i < 40; ++i) lines += ",2020-01-02,1\n";
  place_.write("orders.csv", lines);
  const Outcome nearly_all = features("-o other.h5");
  EXPECT_EQ(nearly_all.exit_code, 3);
  EXPECT_THAT(nearly_all.err, HasSubstr("95.6 % of the order lines and 95.6 % of revenue would be left out"));
  EXPECT_THAT(nearly_all.err, HasSubstr("--max-dropped: 100%"));
  EXPECT_FALSE(place_.exists("other.h5"));
  EXPECT_THAT(features("--max-dropped 100% -o other.h5").err, HasSubstr("WARNING"));
  EXPECT_THAT(features("--since 2020-01-01 --until 2020-01-01 -o other.h5").err, ::testing::Not(HasSubstr("WARNING")))
      << "what the options leave out is not lost";
}

TEST_F(FeaturesCommand, ReadsNumbersAsTheOptionsSay) {
  place_.write("orders.csv", "id;day;amount\n1;2020-01-01;1.234,50 €\n1;2020-01-02;99,90 €\n");
  const Outcome refused = features("--delimiter ';' -o customers.h5");
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("Read them with --decimal , --thousands ."));
  EXPECT_FALSE(place_.exists("customers.h5"));
  const Outcome outcome = features("--delimiter ';' --decimal , --thousands . -o customers.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["revenue_used"], 1334.4);
  EXPECT_EQ(json["currency"], "EUR");
  EXPECT_EQ(open_store(place_.path("customers.h5"))->columns()[2].units, "EUR");
  EXPECT_EQ(features("--decimal , --thousands , -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--decimal ';' -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, TheWindowIsInJsonAndStore) {
  const Outcome outcome = features("--window 2d -o customers.h5 --json");
  EXPECT_THAT(outcome.err, HasSubstr("as of 2020-01-03, order lines from 2020-01-02 to 2020-01-03; "));
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["since"], "2020-01-02");
  EXPECT_EQ(json["until"], "2020-01-03");
  EXPECT_EQ(json["customers"], 1);
  const auto store = open_store(place_.path("customers.h5"));
  EXPECT_EQ(store->attribute("since"), "2020-01-02");
  EXPECT_THAT(store->columns()[0].definition, HasSubstr("from 2020-01-02"));
  EXPECT_EQ(nlohmann::json::parse(features("--window 1w -o c.h5 --json").out)["since"], "2019-12-28");
  EXPECT_EQ(nlohmann::json::parse(features("--until 2020-01-02 -o c.h5 --json").out)["as_of"], "2020-01-02");
  for (const char* window : {"0d", "365", "1y", "d", "-3d"}) {
    EXPECT_EQ(features(std::string("--window=") + window + " -o c.h5").exit_code, 2) << window;
  }
}

TEST_F(FeaturesCommand, SaysThatLinesAreOrdersWhereNoIdIsNamed) {
  EXPECT_THAT(features("-o customers.h5").err, HasSubstr("--order-by day makes one order of a customer's day"));
  EXPECT_THAT(features("--order-by day -o customers.h5").err, ::testing::Not(HasSubstr("order of its own")));
  EXPECT_EQ(features("--order-by week -o customers.h5").exit_code, 2);
}

TEST_F(FeaturesCommand, SumsUpFurtherColumns) {
  place_.write("orders.csv", "id,day,amount,profit,kind\n1,2020-01-01,5,2,a\n1,2020-01-02,5,1,b\n1,2020-01-02,5,,c\n");
  const Outcome outcome =
      features("--sum profit --mean profit,amount --count profit --share kind --top 2 -o customers.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto columns = nlohmann::json::parse(outcome.out)["columns"].get<std::vector<std::string>>();
  for (const char* name : {"profit_sum", "profit_mean", "amount_mean", "profit_count", "kind_share_a", "kind_share_b",
                           "kind_share_other"}) {
    EXPECT_THAT(columns, ::testing::Contains(name));
  }
  EXPECT_EQ(features("--share kind --top 0 -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--sum margin -o customers.h5").exit_code, 3);
}

TEST_F(FeaturesCommand, ExitsWith2ForOptionsAnd3ForData) {
  EXPECT_EQ(features("--price amount -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("-o orders.csv").exit_code, 2);
  EXPECT_EQ(features("-o none/customers.h5").exit_code, 2);
  EXPECT_EQ(features("--join crm.csv -o customers.h5").exit_code, 2);
  EXPECT_EQ(features("--keep country -o customers.h5").exit_code, 3);
  EXPECT_EQ(features("--join crm.csv:id -o customers.h5").exit_code, 3);
  EXPECT_FALSE(place_.exists("customers.h5"));
}

}  // namespace
}  // namespace segmenta::testing
