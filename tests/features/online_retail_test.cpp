// A real year of a shop, against figures that pandas computed (expected_online_retail.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "features/online_retail_options.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using Json = nlohmann::json;

FeatureOptions online_retail() {
  FeatureOptions options = online_retail_options();
  options.product = "StockCode";
  options.keep = {"Country"};
  return options;
}

double weighted_sum(const std::vector<double>& values) {
  double sum = 0;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!std::isnan(values[row])) sum += values[row] * static_cast<double>(row % 97 + 1);
  }
  return sum;
}

void expect_near(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

void expect_account(const FeatureTable& table, Json expected) {
  EXPECT_EQ(table.customers_without_order, expected["customers without an order"].get<std::int64_t>());
  expected.erase("customers without an order");
  std::map<std::string, std::int64_t> lines;
  for (const AccountEntry& entry : table.account) lines[entry.reason] = entry.lines;
  EXPECT_EQ(Json(lines), expected);
}

void expect_row(const FeatureTable& table, const Json& expected) {
  const auto& ids = std::get<std::vector<std::int64_t>>(table.ids);
  const auto found = std::find(ids.begin(), ids.end(), expected["id"].get<std::int64_t>());
  ASSERT_NE(found, ids.end()) << expected["id"];
  const auto row = static_cast<std::size_t>(found - ids.begin());
  for (const StoreColumn& column : table.columns) {
    const Json& value = expected[column.column.name];
    const std::string what = column.column.name + " of " + std::to_string(*found);
    if (value.is_string()) {
      EXPECT_EQ(column.text.at(row), value) << what;
    } else if (value.is_null()) {
      EXPECT_TRUE(std::isnan(column.values.at(row))) << what;
    } else {
      expect_near(column.values.at(row), value, what);
    }
  }
}

void expect_table(const FeatureTable& table, const Json& expected) {
  EXPECT_EQ(table.lines_read, expected["lines_read"]);
  EXPECT_EQ(table.lines_used, expected["lines_used"]);
  EXPECT_EQ(table.as_of, expected["as_of"]);
  EXPECT_EQ(size(table.ids), expected["customers"]);
  expect_account(table, expected["account"]);
  expect_near(table.revenue_read, expected["revenue"]["read"], "revenue read");
  expect_near(table.revenue_used, expected["revenue"]["used"], "revenue used");
  if (expected["revenue"].contains("no customer id")) {
    expect_near(account(table, "no customer id").revenue, expected["revenue"]["no customer id"], "without a customer");
  }
  const AccountEntry excess = account(table, "return of more than was bought before, netted");
  EXPECT_EQ(excess.customers, expected["excess"]["customers"].get<std::int64_t>());
  expect_near(excess.returned, expected["excess"]["returned"], "returned beyond what was bought");
  EXPECT_EQ(table.orders_reversed, 0) << "cancellations have ids of their own";
  for (const auto& [name, sum] : expected["weighted_sums"].items()) {
    expect_near(weighted_sum(values(table, name)), sum, name);
  }
  std::map<std::string, int> countries;
  for (const std::string& country : texts(table, "Country")) ++countries[country];
  EXPECT_EQ(Json(countries), expected["countries"]);
  for (const Json& row : expected["rows"]) expect_row(table, row);
}

Json expected_tables() {
  std::ifstream stream(SEGMENTA_TEST_DATA "/../features/online_retail_expected.json");
  return Json::parse(stream);
}

TEST(OnlineRetail, GivesTheFiguresOfPandas) { expect_table(collect(online_retail()), expected_tables()["all"]); }

TEST(OnlineRetail, GivesTheFiguresOfPandasWithoutDuplicates) {
  FeatureOptions options = online_retail();
  options.drop_duplicates = true;
  expect_table(collect(options), expected_tables()["without_duplicates"]);
}

}  // namespace
}  // namespace segmenta
