#include <gtest/gtest.h>
#include <segmenta/columns.h>

namespace segmenta {
namespace {

TEST(ValueFeature, IsTheFirstThatMeasuresValue) {
  EXPECT_EQ(value_feature({"recency_days", "monetary", "total_sales"}), "monetary");
  EXPECT_EQ(value_feature({"total_sales", "monetary"}), "total_sales");
}

TEST(ValueFeature, IsFoundWhateverTheCase) { EXPECT_EQ(value_feature({"Age", "NetRevenue"}), "NetRevenue"); }

TEST(ValueFeature, IsNoAverageSinceThoseDoNotAddUp) {
  EXPECT_EQ(value_feature({"average_order_value", "avg_spend", "amount per order", "monetary"}), "monetary");
  EXPECT_EQ(value_feature({"average_order_value"}), "");
  EXPECT_EQ(value_feature({"AvgSpend", "TotalSpend"}), "TotalSpend") << "words may begin with a capital";
}

TEST(ValueFeature, MayHoldThePartOfAWordThatNamesARate) {
  EXPECT_EQ(value_feature({"corporate_sales"}), "corporate_sales");
}

TEST(ValueFeature, IsEmptyWhereNoneMeasuresValue) {
  EXPECT_EQ(value_feature({"recency_days", "frequency"}), "");
  EXPECT_EQ(value_feature({}), "");
}

}  // namespace
}  // namespace segmenta
