// The search for the optimum: the moves by hand, optima that starts miss, and one answer on every engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>
#include <segmenta/kmeans.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cluster/centroid_moves.h"
#include "engine/engines.h"
#include "parallel.h"

namespace segmenta::testing {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

std::vector<std::int32_t> labels_of(const Engine& engine) { return {engine.labels().begin(), engine.labels().end()}; }

std::unique_ptr<Engine> cpu_engine(const Data& data) { return make_cpu_engine(on_grid(data), {}, {}); }

KMeansOptions options_of(int k, int search, std::uint64_t seed = 0) {
  KMeansOptions options;
  options.k = k;
  options.search = search;
  options.seed = seed;
  return options;
}

// Blobs of unit variance on a lattice, `side` to a side and far apart, of sizes from 20 to 200 rows.
Data lattice(int side, double apart, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_int_distribution<int> size(20, 200);
  Data data{"lattice", 2, {}};
  for (int blob = 0; blob < side * side; ++blob) {
    const int rows = size(random);
    for (int i = 0; i < rows; ++i) {
      data.values.push_back(static_cast<float>(apart * (blob % side) + normal(random)));
      data.values.push_back(static_cast<float>(apart * (blob / side) + normal(random)));
    }
  }
  return data;
}

TEST(CentroidMoves, CutAClusterAcrossItsLongestAxis) {
  // Along the diagonal, four rows at -3, -1, 1, 3 times (1, 1).
  const auto engine = make_cpu_engine(make_rows(std::vector<float>{-3, -3, -1, -1, 1, 1, 3, 3, 100, 100}, 2), {}, {});
  const Centroids centroids{2, 2, {0, 0, 100, 100}};
  engine->reset(2);
  engine->assign(centroids);
  ThreadPool pool(1);
  const Splits splits = best_splits(*engine, centroids, pool);
  EXPECT_THAT(splits.gain, ElementsAre(DoubleEq(2 * 2 / 4.0 * 32), 0)) << "means at (-2, -2) and (2, 2), alone one row";
  std::vector<float> low(splits.low.row(0), splits.low.row(0) + 2);
  std::vector<float> high(splits.high.row(0), splits.high.row(0) + 2);
  if (low[0] > high[0]) std::swap(low, high);
  EXPECT_THAT(low, ElementsAre(-2, -2));
  EXPECT_THAT(high, ElementsAre(2, 2));
  const Centroids more = with_more(centroids, splits, 1);
  EXPECT_EQ(more.k, 3);
  EXPECT_EQ(more.row(1)[0], 100) << "the other one stays";
}

TEST(CentroidMoves, CountWhatARemovedCentroidCosts) {
  const auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 10, 12}, 1), {}, {});
  const Centroids centroids{3, 1, {0, 1, 11}};
  engine->reset(3);
  engine->assign(centroids);
  ThreadPool pool(1);
  EXPECT_THAT(losses(*engine, centroids, pool), ElementsAre(DoubleEq(1), DoubleEq(1), DoubleEq(81 + 121 - 2)));
}

TEST(CentroidMoves, DoNotTakeNeighboursAtOnce) {
  const Centroids centroids{4, 1, {0, 1, 10, 30}};
  EXPECT_THAT(with_fewer(centroids, {1, 1, 5, 9}, 2).values, ElementsAre(1, 30))
      << "not 1: the rows of 0 are there now";
  EXPECT_THAT(with_fewer(centroids, {1, 1, 5, 9}, 1).values, ElementsAre(1, 10, 30));
}

TEST(Search, FindsTheOptimumThatStartsMiss) {
  const Data data = lattice(8, 7, 1);
  double least = 0, most = 0, without = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto engine = cpu_engine(data);
    const double found = kmeans(*engine, options_of(64, automatic_search, seed), {}).inertia;
    least = seed == 0 ? found : std::min(least, found);
    most = std::max(most, found);
    KMeansOptions one = options_of(64, 0, seed);
    one.restarts = 1;
    without = std::max(without, kmeans(*engine, one, {}).inertia);
  }
  EXPECT_LT(most, least * 1.0001) << "from any seed";
  EXPECT_GT(without, least * 1.01) << "else this test shows nothing";
}

TEST(Search, IsNeverWorseThanTheStartsItGoesOnFrom) {
  for (std::uint32_t shape = 0; shape < 20; ++shape) {
    const Data data = gaussian(300 + 100 * shape, 1 + static_cast<int>(shape) % 7, 3 + static_cast<int>(shape), shape);
    const int k = 2 + static_cast<int>(shape) % 12;
    const auto engine = cpu_engine(data);
    const KMeansResult with = kmeans(*engine, options_of(k, automatic_search, shape), {});
    const double inertia = engine->inertia(with.centroids);
    const KMeansResult without = kmeans(*engine, options_of(k, 0, shape), {});
    EXPECT_LE(with.inertia, without.inertia) << data.name << " " << k;
    EXPECT_EQ(with.inertia, inertia) << "labels belong to the centroids";
    EXPECT_NEAR(with.search.gain, 1 - with.inertia / without.inertia, 1e-12);
    EXPECT_EQ(with.search.rows, data.rows());
    EXPECT_EQ(without.search.rows, 0);
  }
}

class SearchOnEngines : public ::testing::TestWithParam<EngineKind> {};

TEST_P(SearchOnEngines, GivesTheSameAnswer) {
  const Data data = lattice(4, 6, 2);
  const auto one = make_reference_engine(on_grid(data));
  const auto other = make_engine(GetParam(), on_grid(data));
  const KMeansOptions options = options_of(13, 1, 3);
  const KMeansResult expected = kmeans(*one, options, {});
  const KMeansResult found = kmeans(*other, options, {});
  ASSERT_GT(expected.search.gain, 0) << "else this test shows nothing";
  EXPECT_EQ(found.centroids.values, expected.centroids.values);
  EXPECT_EQ(labels_of(*other), labels_of(*one));
  EXPECT_EQ(found.inertia, expected.inertia);
  EXPECT_EQ(found.iterations, expected.iterations);
  EXPECT_EQ(found.search.rounds, expected.search.rounds);
  EXPECT_EQ(found.search.gain, expected.search.gain);
}

INSTANTIATE_TEST_SUITE_P(All, SearchOnEngines, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& of) { return of.param.name(); });

TEST(Search, OfASampleMakesSeedsAgree) {
  const Data data = gaussian(150'000, 3, 14, 5);
  std::vector<std::int32_t> first;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const auto engine = cpu_engine(data);
    const KMeansResult result = kmeans(*engine, options_of(14, automatic_search, seed), {});
    EXPECT_EQ(result.search.rows, 65'536);
    if (seed == 0) first = labels_of(*engine);
    EXPECT_GT(adjusted_rand(first, labels_of(*engine)), 0.99) << seed;
  }
}

TEST(Search, LeavesAGivenStartAloneUnlessToldOtherwise) {
  const Data data = lattice(5, 10, 3);
  const auto engine = cpu_engine(data);
  KMeansOptions options = options_of(25, automatic_search);
  options.start.init = Init::given;
  options.start.centroids = rows_as_centroids(data, 25);
  const KMeansResult alone = kmeans(*engine, options, {});
  EXPECT_EQ(alone.search.rows, 0);
  options.search = 3;
  const KMeansResult searched = kmeans(*engine, options, {});
  EXPECT_LT(searched.inertia, alone.inertia);
  EXPECT_GE(searched.search.rounds, 3);
}

TEST(Search, HasNothingToFindWhereRowsAreFewOrEqual) {
  for (const int k : {1, 2, 5, 6}) {
    const auto equal = make_cpu_engine(make_rows(std::vector<float>{3, 3, 3, 3, 3, 3}, 1), {}, {});
    EXPECT_EQ(kmeans(*equal, options_of(k, automatic_search), {}).inertia, 0) << k;
    const auto few = make_cpu_engine(make_rows(std::vector<float>{0, 1, 2, 4, 8, 16}, 1), {}, {});
    const KMeansResult result = kmeans(*few, options_of(k, automatic_search), {});
    EXPECT_EQ(result.inertia == 0, k == 6) << k;
  }
}

TEST(Search, RefusesANumberOfRoundsBelowZero) {
  const auto engine = cpu_engine(lattice(2, 10, 1));
  EXPECT_THROW(kmeans(*engine, options_of(2, -2), {}), Error);
}

}  // namespace
}  // namespace segmenta::testing
