// Names of columns as words.

#include "columns/column_words.h"

#include <gmock/gmock.h>

namespace segmenta {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ColumnWords, AreParted) {
  EXPECT_THAT(column_words("Email-OptIn_2"), ElementsAre("email", "opt", "in", "2"));
  EXPECT_THAT(column_words("rfm.recency days"), ElementsAre("rfm", "recency", "days"));
  EXPECT_THAT(column_words("RFMScore"), ElementsAre("rfm", "score"));
  EXPECT_THAT(column_words("CUSTOMER_ID"), ElementsAre("customer", "id"));
  EXPECT_THAT(column_words("sales2023"), ElementsAre("sales", "2023"));
  EXPECT_THAT(column_words("_"), IsEmpty());
}

TEST(ColumnWords, MakeATermTogether) {
  EXPECT_TRUE(has_term(column_words("email_opt_in_2024"), "optin"));
  EXPECT_TRUE(has_term(column_words("OptIn"), "optin"));
  EXPECT_FALSE(has_term(column_words("opt_in"), "opt_in")) << "terms have no separators";
  EXPECT_FALSE(has_term(column_words("suspended"), "spend")) << "a word is not a part of another";
}

TEST(ColumnWords, AreATermWithWhatDoesNotChangeIt) {
  for (const char* name :
       {"orders", "n_orders", "NumberOfOrders", "Total Orders", "totalorders", "customer.orders_total"}) {
    EXPECT_TRUE(is_term(column_words(name), "orders")) << name;
  }
  for (const char* name : {"avg_orders", "orders_returned", "last_orders", "reorders", ""}) {
    EXPECT_FALSE(is_term(column_words(name), "orders")) << name;
  }
  EXPECT_TRUE(is_term(column_words("total"), "total")) << "a prefix alone is a name";
}

}  // namespace
}  // namespace segmenta
