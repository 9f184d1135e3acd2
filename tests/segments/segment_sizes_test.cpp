// Customers counted by segment, by coarser segment, and by two segmentations.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/segments.h>

namespace segmenta {
namespace {

using ::testing::ElementsAre;

TEST(LevelSizes, AddUpTheSegmentsWithin) { EXPECT_THAT(level_sizes({2, {0, 1, 0}}, {5, 7, 11}), ElementsAre(16, 7)); }

TEST(CrossTable, CountsCustomersByBothSegments) {
  EXPECT_THAT(cross_table({0, 1, 0, 0}, 2, {2, 0, 2, 1}, 3), ElementsAre(ElementsAre(0, 1, 2), ElementsAre(1, 0, 0)));
}

TEST(CrossTable, RefusesLabelsThatDoNotFit) {
  EXPECT_THROW(cross_table({0, 2}, 2, {0, 0}, 1), Error);
  EXPECT_THROW(cross_table({0, 1}, 2, {0, 1}, 1), Error);
  EXPECT_THROW(cross_table({0, 1}, 2, {0}, 1), Error);
}

}  // namespace
}  // namespace segmenta
