// A planted group is found, and clean blobs have none.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/explain.h>
#include <segmenta/fit.h>

#include <random>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Gaussian blobs of `size` rows each around 0, 8, 16, ... in every feature.
std::vector<double> blobs(int count, int size, std::size_t features, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values;
  for (int i = 0; i < count * size; ++i) {
    for (std::size_t j = 0; j < features; ++j) values.push_back(normal(random) + 8 * (i % count));
  }
  return values;
}

FitResult fitted(const Table& table, int k) {
  FitOptions options;
  options.k = {k, k};
  options.prepare.scale = Scale::none;
  options.prepare.log = Log::none;
  return fit(table, options, {});
}

std::vector<HiddenGroup> found(const Table& table, const FitResult& result, const HiddenGroupOptions& options = {},
                               int threads = 2) {
  Context context;
  context.threads = threads;
  return find_hidden_groups(table, result.model, result.segments.segment, options, context);
}

void expect_none(int count, int size, const std::vector<std::string>& names, unsigned seed) {
  const std::vector<double> values = blobs(count, size, names.size(), seed);
  const MemoryTable table(names, values);
  EXPECT_THAT(found(table, fitted(table, count)), IsEmpty())
      << names.size() << " features, " << count << " blobs of " << size << ", seed " << seed;
}

TEST(HiddenGroups, AreNotFoundInCleanBlobs) {
  for (const int count : {1, 3}) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
      expect_none(count, 500, {"a"}, seed);
      expect_none(count, 2000, {"a"}, seed);
      expect_none(count, 2000, {"a", "b"}, seed);
    }
    expect_none(count, 2000, {"a", "b", "c"}, 1);
    expect_none(count, 2000, {"a", "b", "c", "d", "e", "f"}, 1);
  }
}

// Two blobs of 3,000, and 60 customers 12 below the first in `spend`.
std::vector<double> planted() {
  std::vector<double> values = blobs(2, 3000, 2, 11);
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal(0, 0.5);
  for (int i = 0; i < 60; ++i) values.insert(values.end(), {normal(random), normal(random) - 12});
  return values;
}

class PlantedGroup : public testing::Test {
 protected:
  const std::vector<double> values_ = planted();
  const MemoryTable table_{{"frequency", "spend"}, values_};
};

TEST_F(PlantedGroup, IsFound) {
  const FitResult result = fitted(table_, 2);
  const std::vector<HiddenGroup> groups = found(table_, result);
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_EQ(groups[0].size, 60);
  EXPECT_EQ(groups[0].segment, result.segments.segment[6030]);
  EXPECT_THAT(hidden_group_columns(table_, result.model), ElementsAre("frequency", "spend"));
  EXPECT_NEAR(groups[0].means[0], 0, 0.3);
  EXPECT_NEAR(groups[0].means[1], -12, 0.3);
  EXPECT_THAT(groups[0].drivers, ElementsAre(1));
  EXPECT_EQ(groups[0].description, "very low spend");
  // Its segment is the blob around 0 with it: a center near 0, root mean square distance about sqrt(2 + 144 / 50).
  EXPECT_NEAR(groups[0].distance, 11.76 / 2.2, 0.4);
}

TEST_F(PlantedGroup, IsOneWhateverTheFinenessAndTheThreads) {
  const FitResult result = fitted(table_, 2);
  for (const int fine : {20, 100, 200}) {
    for (const std::uint64_t seed : {0U, 1U, 2U}) {
      HiddenGroupOptions options;
      options.fine = fine;
      options.seed = seed;
      const std::vector<HiddenGroup> one = found(table_, result, options, 1);
      const std::vector<HiddenGroup> four = found(table_, result, options, 4);
      ASSERT_THAT(one, SizeIs(1)) << fine << " " << seed;
      ASSERT_THAT(four, SizeIs(1));
      EXPECT_EQ(one[0].size, 60);
      EXPECT_EQ(one[0].distance, four[0].distance);
      EXPECT_EQ(one[0].means, four[0].means);
    }
  }
}

TEST_F(PlantedGroup, IsLeftOutBelowTheSmallestSizeOrDistance) {
  const FitResult result = fitted(table_, 2);
  HiddenGroupOptions options;
  options.smallest = 61;
  EXPECT_THAT(found(table_, result, options), IsEmpty());
  options.smallest = 60;
  EXPECT_THAT(found(table_, result, options), SizeIs(1));
  options.farther_than = 8;
  EXPECT_THAT(found(table_, result, options), IsEmpty());
}

TEST_F(PlantedGroup, IsNoneWhereASegmentIsAboutIt) { EXPECT_THAT(found(table_, fitted(table_, 3)), IsEmpty()); }

TEST_F(PlantedGroup, NeedsTheLabelsOfTheModel) {
  FitResult result = fitted(table_, 2);
  result.segments.segment.pop_back();
  EXPECT_THROW(found(table_, result), Error);
  result.segments.segment.push_back(2);
  EXPECT_THROW(found(table_, result), Error);
}

}  // namespace
}  // namespace segmenta
