// Names that speak against a column as a feature, and near misses.

#include "columns/unfit_names.h"

#include <gtest/gtest.h>

namespace segmenta {
namespace {

void expect(Unfit unfit, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) EXPECT_EQ(unfit_by_name(name), unfit) << name;
}

TEST(UnfitNames, KnowIds) {
  expect(Unfit::id, {"customer_id", "HouseholdID", "id", "index", "session_uuid", "row_hash"});
}

TEST(UnfitNames, KnowOutcomes) {
  expect(Unfit::outcome, {"churned", "is_churn", "Churn", "converted", "target", "label", "y", "response", "is_fraud",
                          "HasResponded", "customer_churned", "exited"});
}

TEST(UnfitNames, KnowCodes) {
  expect(Unfit::code, {"region", "region_code", "CustomerType", "segment", "product_category", "zip_code", "gender"});
}

TEST(UnfitNames, KnowDates) { expect(Unfit::date, {"signup_date", "last_order", "timestamp"}); }

TEST(UnfitNames, LetBehaviourPass) {
  expect(Unfit::none, {"recency_days",
                       "frequency",
                       "monetary",
                       "tenure_days",
                       "return_rate",
                       "paid",
                       "identical_baskets",
                       "visits",
                       "response_time",
                       "target_price",
                       "n_categories",
                       "distinct_types",
                       "group_size",
                       "spend_to_date",
                       "days_since_last_order_date",
                       "conversion_rate",
                       "orders",
                       "f0",
                       "x",
                       "widget_sales",
                       "idle_minutes"});
}

}  // namespace
}  // namespace segmenta
