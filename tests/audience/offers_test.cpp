// What segments buy more than others, and what of it a customer is offered.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/offers.h>

#include <cmath>
#include <fstream>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class WhatIsBought : public testing::Test {
 protected:
  Purchases bought(const std::string& lines) {
    std::ofstream(folder / "orders.csv") << "who,day,amount,product\n" << lines;
    FeatureOptions options;
    options.orders = {folder / "orders.csv"};
    options.customer = "who";
    options.date = "day";
    options.amount = "amount";
    options.product = "product";
    return collect_purchases(options, {});
  }
  TemporaryFolder folder;
};

TEST_F(WhatIsBought, IsEachProductOfACustomerOnce) {
  const Purchases made = bought(
      "2,2026-01-01,5,tea\n2,2026-01-02,5,tea\n2,2026-01-02,5,cup\n1,2026-01-01,5,tea\n3,2026-01-01,-5,tea\n"
      "1,2026-01-03,5,\n");
  EXPECT_EQ(made.ids, Ids(std::vector<std::int64_t>{1, 2}));
  EXPECT_THAT(made.products, ElementsAre("cup", "tea"));
  EXPECT_THAT(made.begin, ElementsAre(0, 1, 3));
  EXPECT_THAT(made.product, ElementsAre(1, 0, 1));
  EXPECT_EQ(made.lines, 4);
}

TEST_F(WhatIsBought, MustHaveAProduct) {
  EXPECT_THAT(refusal([&] { bought("1,2026-01-01,5,\n"); }), AllOf(StartsWith("3: "), HasSubstr("a product")));
}

// 100 customers in each of two segments: 60 of the first and 20 of the second buy tea, 50 of each cups, 9 of the first
// spoons.
TEST_F(WhatIsBought, MoreThanByOthersIsOffered) {
  std::string lines;
  CustomerSegments customers;
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 200; ++i) {
    const int segment = i / 100, place = i % 100;
    ids.push_back(i);
    customers.segments.segment.push_back(segment);
    lines += fmt::format("{},2026-01-01,1,bag\n", i);
    if (place < (segment == 0 ? 60 : 20)) lines += fmt::format("{},2026-01-01,1,tea\n", i);
    if (place % 2 == 0) lines += fmt::format("{},2026-01-01,1,cup\n", i);
    if (segment == 0 && place < 9) lines += fmt::format("{},2026-01-01,1,spoon\n", i);
  }
  customers.ids = ids;
  customers.k = 2;
  const Purchases purchases = bought(lines);
  const Offers offers = find_offers(purchases, customers, {});
  ASSERT_EQ(offers.segments[0].products.size(), 1);
  EXPECT_THAT(offers.segments[1].products, IsEmpty());
  const OfferedProduct& tea = offers.segments[0].products[0];
  EXPECT_EQ(purchases.products[tea.product], "tea");
  EXPECT_EQ(tea.buyers, 60);
  EXPECT_DOUBLE_EQ(tea.share, 0.6);
  EXPECT_DOUBLE_EQ(tea.lift, 3);
  // z = 0.4 / sqrt(0.4 x 0.6 x 2 / 100)
  EXPECT_NEAR(tea.p, 0.5 * std::erfc(0.4 / std::sqrt(0.4 * 0.6 * 0.02) / std::sqrt(2.0)), 1e-20);
  EXPECT_NEAR(tea.p_adjusted, tea.p * 6, 1e-20);  // bag, cup and tea in each
  EXPECT_EQ(offers.compared, 6);
  EXPECT_THAT(offers_to(offers, purchases, 70, 0, 5), ElementsAre("tea"));
  EXPECT_THAT(offers_to(offers, purchases, 5, 0, 5), IsEmpty());
  EXPECT_THAT(offers_to(offers, purchases, 70, 0, 0), IsEmpty());
}

}  // namespace
}  // namespace segmenta
