// Growth of segments, matched by name, else by number.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/growth.h>

#include <utility>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::IsNan;

CustomerSegments segments_file(std::vector<std::int32_t> segment, int k, std::vector<std::string> names) {
  CustomerSegments file;
  file.segments.segment = std::move(segment);
  file.k = k;
  file.names = std::move(names);
  return file;
}

TEST(EarlierSizes, AreMatchedByNameElseByNumber) {
  const CustomerSegments earlier = segments_file({0, 0, 1}, 2, {"Loyal", "Lost"});
  EXPECT_THAT(earlier_sizes(earlier, segments_file({0}, 3, {"Lost", "New", "Loyal"})), ElementsAre(1, 0, 2));
  EXPECT_THAT(earlier_sizes(earlier, segments_file({0}, 2, {})), ElementsAre(2, 1));
  EXPECT_THROW(earlier_sizes(earlier, segments_file({0}, 3, {})), Error);
}

TEST(Growth, IsTheChangeOfSize) {
  const std::vector<std::int64_t> sizes{3, 1}, earlier{2, 0}, three{1, 2, 3};
  EXPECT_THAT(growth(sizes, earlier), ElementsAre(0.5, IsNan())) << "there was nobody";
  EXPECT_THAT(growth(sizes, {}), ElementsAre(IsNan(), IsNan()));
  EXPECT_THROW(growth(sizes, three), Error);
}

}  // namespace
}  // namespace segmenta
