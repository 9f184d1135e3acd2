// What goes where on a device.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>

#include "kernels/plan.h"

namespace segmenta::cuda {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::int64_t gibi = std::int64_t{1} << 30;

TEST(DevicePlan, KeepsRowsThereWhereTheyFit) {
  const CudaPlan plan = make_plan(100'000'000, 16, false, 75 * gibi, 0);
  EXPECT_TRUE(plan.resident);
  EXPECT_GT(plan.bytes, std::int64_t{100'000'000} * (16 * 4 + 4));
  EXPECT_LE(plan.bytes, 75 * gibi);
}

TEST(DevicePlan, StreamsRowsThatDoNotFit) {
  const CudaPlan plan = make_plan(1'000'000'000, 64, false, 75 * gibi, 0);
  EXPECT_FALSE(plan.resident);
  EXPECT_GT(plan.batch_rows, 1'000'000);
  EXPECT_LE(plan.bytes, 75 * gibi);
  EXPECT_GE(plan.bytes, std::int64_t{1'000'000'000} * 8 + 2 * plan.batch_rows * 64 * 4);
}

TEST(DevicePlan, FitsExactlyIntoItsOwnFigure) {
  for (const std::int64_t rows : {1, 1000, 5'000'000}) {
    const CudaPlan roomy = make_plan(rows, 7, true, 40 * gibi, 0);
    EXPECT_TRUE(make_plan(rows, 7, true, roomy.bytes, 0).resident) << rows;
  }
}

TEST(DevicePlan, TakesNoMoreRowsThanAsked) {
  EXPECT_EQ(make_plan(1'000'000, 8, false, gibi, 777).batch_rows, 777);
  EXPECT_EQ(make_plan(500, 8, false, gibi, 777).batch_rows, 500);
}

TEST(DevicePlan, SaysWhatIsMissing) {
  EXPECT_THAT([] { make_plan(1'000'000'000, 8, false, gibi, 0); },
              ThrowsMessage<Error>(AllOf(HasSubstr("too little memory"), HasSubstr("1000000000 rows x 8 features"),
                                         HasSubstr("1024 MiB may be used"), HasSubstr("--device cpu"))));
}

using ::testing::ElementsAre;

TEST(DeviceShares, AreEqualWhereEachHasRoom) {
  const std::vector<std::int64_t> budgets{gibi, 2 * gibi, 3 * gibi};
  EXPECT_THAT(share_rows(3001, 8, false, budgets, 0), ElementsAre(1000, 1000, 1001));
  EXPECT_THAT(share_rows(2, 8, false, budgets, 0), ElementsAre(0, 1, 1));
  EXPECT_THAT(share_rows(9, 8, false, std::vector<std::int64_t>{gibi}, 0), ElementsAre(9));
}

// What does not fit a small device goes to others, and all is resident.
TEST(DeviceShares, SpareADeviceOfLittleMemory) {
  const std::vector<std::int64_t> budgets{40 * gibi, gibi, 80 * gibi};
  constexpr std::int64_t rows = 700'000'000;
  const auto shares = share_rows(rows, 16, false, budgets, 0);
  EXPECT_EQ(shares[0] + shares[1] + shares[2], rows);
  EXPECT_LT(shares[1], 20'000'000);
  EXPECT_EQ(shares[0], (rows - shares[1]) / 2);
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    EXPECT_TRUE(make_plan(shares[i], 16, false, budgets[i], 0).resident) << i;
  }
  EXPECT_FALSE(make_plan(shares[1] + 100'000, 16, false, budgets[1], 0).resident) << "it takes what it can";
}

TEST(DeviceShares, AreByMemoryWhereNotAllFits) {
  const std::vector<std::int64_t> budgets{8 * gibi, 24 * gibi};
  constexpr std::int64_t rows = 1'500'000'000;
  const auto shares = share_rows(rows, 16, false, budgets, 0);
  EXPECT_EQ(shares[0] + shares[1], rows);
  EXPECT_NEAR(static_cast<double>(shares[1]) / static_cast<double>(shares[0]), 3, 0.2);
}

}  // namespace
}  // namespace segmenta::cuda
