// Which dates lie far from all others.

#include "features/far_dates.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

namespace segmenta::features {
namespace {

// Thirty lines, three days apart, and one more on each of these days.
struct Found {
  std::optional<FarDates> early, late;
};
Found with(std::initializer_list<int> further) {
  DaysOfLines days;
  for (int i = 0; i < 30; ++i) days.add(19000 + 3 * i);
  for (const int day : further) days.add(day);
  return {days.early(), days.late()};
}

TEST(FarDates, AreBehindAGapOfOverAYear) {
  const auto late = with({2932896}).late;  // 9999-12-31
  ASSERT_TRUE(late);
  EXPECT_EQ(late->far, 2932896);
  EXPECT_EQ(late->next, 19087);
  EXPECT_EQ(late->lines, 1);
  const auto early = with({-25567}).early;  // 1900-01-01
  ASSERT_TRUE(early);
  EXPECT_EQ(early->far, -25567);
  EXPECT_EQ(early->next, 19000);
}

TEST(FarDates, AreNoneWithoutOne) {
  EXPECT_FALSE(with({19400}).late);
  EXPECT_FALSE(with({18700}).early);
  EXPECT_FALSE(with({}).late);
}

TEST(FarDates, AreFew) {
  EXPECT_FALSE(with({30000, 30001, 30002}).late) << "three of 33 lines are no exception";
  DaysOfLines few;
  for (const int day : {1, 2, 3, 20000}) few.add(day);
  EXPECT_FALSE(few.late());
}

}  // namespace
}  // namespace segmenta::features
