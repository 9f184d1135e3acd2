// The plan of memory holds at least the rows.

#include <gmock/gmock.h>
#include <segmenta/engine_choice.h>
#include <segmenta/error.h>
#include <segmenta/memory_plan.h>

#include <string>
#include <vector>

#include "segments/typed_table.h"

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

TEST(TheMemoryPlan, CountsIdsByWhatTheyAre) {
  EXPECT_EQ(id_bytes(TypedTable(std::vector<std::int64_t>(3000, 7))), 3000 * 8);
  const std::vector<std::string> within(3000, "c-17"), apart(3000, std::string(40, 'x'));
  EXPECT_EQ(id_bytes(TypedTable(within)), 3000 * std::int64_t{sizeof(std::string)});
  EXPECT_EQ(id_bytes(TypedTable(apart)), 3000 * (std::int64_t{sizeof(std::string)} + 64));
}

TEST(TheMemoryPlan, IsRefusedWhereThereIsLess) {
  const auto left = available_memory();
  ASSERT_TRUE(left);
  EXPECT_GT(*left, 0);
  constexpr std::int64_t little = 1, far_too_much = std::int64_t{1} << 60;
  EXPECT_NO_THROW(refuse_too_little_memory({}, {"cpu", {}, {}}, little));
  EngineOptions knows_better;
  knows_better.memory_bytes = far_too_much;
  EXPECT_NO_THROW(refuse_too_little_memory(knows_better, {"cpu", {}, {}}, far_too_much));
  try {
    refuse_too_little_memory({}, {"cpu", {}, {}}, far_too_much);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::resources);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--memory 1152921504606846976"));
  }
}

}  // namespace
}  // namespace segmenta
