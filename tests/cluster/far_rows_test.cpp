// Centroids that move to rows which a sample has not seen.

#include "cluster/far_rows.h"

#include <gmock/gmock.h>
#include <segmenta/kmeans.h>

#include <cmath>
#include <random>

#include "engine/engines.h"

namespace segmenta::testing {
namespace {

using ::testing::ElementsAre;

std::unique_ptr<Engine> engine_of(const std::vector<float>& values, int features,
                                  const std::vector<double>& weights = {}) {
  const Context context;
  return make_cpu_engine(make_rows(values, features, weights), {}, context);
}

// With the labels of these centroids.
std::unique_ptr<Engine> labelled(const std::vector<float>& values, const Centroids& centroids,
                                 const std::vector<double>& weights = {}) {
  auto engine = engine_of(values, centroids.features, weights);
  engine->reset(centroids.k);
  engine->assign(centroids);
  return engine;
}

// Merging 0 and 2 costs 4 x 2 x 1; a centroid at 110 saves nearly its square.
TEST(FarRows, TakeTheCentroidThatIsMissedLeast) {
  const Centroids centroids{3, 1, {0, 2, 50}};
  const auto engine = labelled({0, 0, 2, 2, 50, 50, 50, 110}, centroids);
  Centroids means{3, 1, {0, 2, 65}};
  EXPECT_TRUE(move_centroid_to_far_row(*engine, centroids, means));
  EXPECT_THAT(means.values, ElementsAre(110, 2, 65));
}

TEST(FarRows, StayWhereACentroidCostsMore) {
  const Centroids centroids{3, 1, {0, 30, 60}};
  const auto engine = labelled({0, 0, 30, 30, 60, 60, 64}, centroids);
  Centroids means{3, 1, {0, 30, 184.0F / 3}};
  EXPECT_FALSE(move_centroid_to_far_row(*engine, centroids, means));
  EXPECT_THAT(means.values, ElementsAre(0, 30, 184.0F / 3));
}

// Alone neither of the far ones is worth a centroid, together they are.
TEST(FarRows, CountThoseBesideThem) {
  const Centroids centroids{3, 1, {0, 30, 60}};
  Centroids means{3, 1, {0, 30, 72}};
  EXPECT_FALSE(move_centroid_to_far_row(*labelled({0, 0, 30, 30, 60, 60, 100}, centroids), centroids, means));
  EXPECT_TRUE(move_centroid_to_far_row(*labelled({0, 0, 30, 30, 60, 60, 100, 101, 102}, centroids), centroids, means));
  EXPECT_THAT(means.values, ElementsAre(101, 30, 72));
}

TEST(FarRows, CountByTheirWeight) {
  const Centroids centroids{3, 1, {0, 30, 60}};
  Centroids means{3, 1, {0, 30, 72}};
  const std::vector<float> values{0, 0, 30, 30, 60, 60, 100};
  EXPECT_TRUE(move_centroid_to_far_row(*labelled(values, centroids, {1, 1, 1, 1, 1, 1, 9}), centroids, means));
  means = {3, 1, {0, 30, 60}};
  EXPECT_FALSE(move_centroid_to_far_row(*labelled(values, centroids, {1, 1, 1, 1, 1, 1, 0}), centroids, means));
}

TEST(FarRows, NeedASecondCentroid) {
  const Centroids one{1, 1, {0}};
  Centroids means{1, 1, {25}};
  EXPECT_FALSE(move_centroid_to_far_row(*labelled({0, 0, 0, 100}, one), one, means));
}

// Four groups and one row far from all of them.
std::vector<float> groups_and_one_row(int rows) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values;
  for (int i = 0; i < rows; ++i) {
    values.push_back((i % 4 < 2 ? 10.0F : -10.0F) + normal(random));
    values.push_back((i % 2 == 0 ? 10.0F : -10.0F) + normal(random));
  }
  values[static_cast<std::size_t>(rows)] = 3000;
  values[static_cast<std::size_t>(rows) + 1] = 1500;
  return values;
}

TEST(FarRows, OfAllRowsAreFoundFromEverySeed) {
  const auto engine = engine_of(groups_and_one_row(200'000), 2);
  const Context context;
  KMeansOptions options;
  options.k = 5;
  options.restarts = 1;
  for (options.seed = 1; options.seed <= 12; ++options.seed) {
    const KMeansResult result = kmeans(*engine, options, context);
    EXPECT_LT(result.seed_rows, 200'000) << "the test is of a start that has not seen all rows";
    EXPECT_LT(result.inertia, 2.1 * 200'000) << "seed " << options.seed;
    EXPECT_THAT(engine->sums().counts, ::testing::Contains(1)) << "seed " << options.seed;
  }
}

TEST(FarRows, AreTheSameOnEveryEngine) {
  const Rows rows = make_rows(groups_and_one_row(6000), 2);
  const Context context;
  KMeansOptions options;
  options.k = 5;
  options.seed_rows = 300;
  std::vector<float> expected;
  for (const EngineKind& kind : engine_kinds()) {
    const auto engine = make_engine(kind, copy(rows));
    const KMeansResult result = kmeans(*engine, options, context);
    if (expected.empty()) expected = result.centroids.values;
    EXPECT_EQ(result.centroids.values, expected) << kind.name();
    EXPECT_THAT(engine->sums().counts, ::testing::Contains(1)) << kind.name();
  }
}

}  // namespace
}  // namespace segmenta::testing
