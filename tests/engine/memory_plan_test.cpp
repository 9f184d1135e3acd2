// The plan of memory holds at least the rows.

#include <gtest/gtest.h>
#include <segmenta/memory_plan.h>

namespace segmenta {
namespace {

TEST(TheMemoryPlan, GrowsWithRowsAndIsAboveTheRowsThemselves) {
  const MemoryPlan plan = memory_plan(200'000, 2);
  EXPECT_GT(plan.resident_bytes, 200'000 * 2 * 4 + plan.streamed_bytes);
  EXPECT_LT(plan.streamed_bytes, plan.resident_bytes);
  const MemoryPlan half = memory_plan(100'000, 2);
  EXPECT_EQ(plan.streamed_bytes, half.streamed_bytes);
  EXPECT_GT(plan.resident_bytes, half.resident_bytes);
}

}  // namespace
}  // namespace segmenta
