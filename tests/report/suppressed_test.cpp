// Which segments are hidden so that no difference gives them away.

#include <gmock/gmock.h>
#include <segmenta/report.h>

namespace segmenta {
namespace {

using ::testing::ElementsAre;

std::vector<bool> of(const std::vector<std::int64_t>& sizes) { return suppressed(sizes, 10); }

TEST(Suppressed, NothingWhereEverySegmentIsLargeEnough) {
  EXPECT_THAT(of({10, 500, 11}), ElementsAre(false, false, false));
}

TEST(Suppressed, ASmallSegmentTakesTheNextSmallestAlong) {
  // Else the total less the others would give it away.
  EXPECT_THAT(of({100, 9, 50, 30}), ElementsAre(false, true, false, true));
}

TEST(Suppressed, SmallSegmentsThatHideEachOtherAreEnough) {
  EXPECT_THAT(of({100, 6, 50, 4}), ElementsAre(false, true, false, true));
  EXPECT_THAT(of({100, 5, 50, 4}), ElementsAre(false, true, true, true));
}

TEST(Suppressed, AnEmptySegmentGivesNobodyAway) { EXPECT_THAT(of({0, 10}), ElementsAre(false, false)); }

TEST(Suppressed, EverythingWhereAllTogetherAreTooFew) { EXPECT_THAT(of({4, 5}), ElementsAre(true, true)); }

}  // namespace
}  // namespace segmenta
