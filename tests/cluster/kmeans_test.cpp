// k-means as a whole: small cases by hand, empty clusters, seeding, and one answer on every engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/kmeans.h>

#include <algorithm>
#include <cmath>

#include "engine/engines.h"

namespace segmenta::testing {
namespace {

using ::testing::ElementsAre;

KMeansOptions given(int k, int features, std::vector<float> start) {
  KMeansOptions options;
  options.k = k;
  options.start.init = Init::given;
  options.start.centroids = {k, features, std::move(start)};
  return options;
}

std::vector<std::int32_t> labels_of(const Engine& engine) { return {engine.labels().begin(), engine.labels().end()}; }

TEST(KMeans, FindsTwoGroupsAndSaysWhyItStopped) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 9, 10}, 1), {}, {});
  const KMeansResult result = kmeans(*engine, given(2, 1, {0, 1}), {});
  EXPECT_THAT(result.centroids.values, ElementsAre(0.5F, 9.5F));
  EXPECT_EQ(result.inertia, 1.0);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.stopped_by, "labels");
  EXPECT_EQ(result.iterations, 3) << "0 | 1 9 10, then 0 1 | 9 10, then the confirming pass";
}

TEST(KMeans, LabelsBelongToTheCentroidsAlsoAtTheIterationLimit) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 9, 10}, 1), {}, {});
  KMeansOptions options = given(2, 1, {0, 1});
  options.max_iter = 1;
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.stopped_by, "max_iter");
  EXPECT_EQ(result.iterations, 1);
  EXPECT_THAT(result.centroids.values, ElementsAre(0.0F, 20.0F / 3));
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 0, 1, 1));
}

TEST(KMeans, StopsAtTheTolerance) {
  const Data data = gaussian(5000, 4, 5, 3);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options = given(5, 4, rows_as_centroids(data, 5).values);
  const int to_the_end = kmeans(*engine, options, {}).iterations;
  options.tol = 0.05;
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_LT(result.iterations, to_the_end);
  EXPECT_EQ(result.stopped_by, "tol");
}

TEST(KMeans, RefittingFromItsOwnCentroidsChangesNothing) {
  const Data data = gaussian(3000, 5, 6, 4);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options;
  options.k = 6;
  const KMeansResult first = kmeans(*engine, options, {});
  const auto labels = labels_of(*engine);
  const KMeansResult again = kmeans(*engine, given(6, 5, first.centroids.values), {});
  EXPECT_EQ(again.centroids.values, first.centroids.values);
  EXPECT_EQ(labels_of(*engine), labels);
  EXPECT_EQ(again.inertia, first.inertia);
  EXPECT_EQ(again.iterations, 1);
}

TEST(EmptyClusters, TakeTheFarthestRow) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 2, 50}, 1), {}, {});
  const KMeansResult result = kmeans(*engine, given(2, 1, {1, 1000}), {});
  EXPECT_THAT(result.centroids.values, ElementsAre(1.0F, 50.0F));
}

TEST(EmptyClusters, KeepTheirCentroid) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 2, 49}, 1), {}, {});
  KMeansOptions options = given(2, 1, {1, 1000});
  options.empty = EmptyCluster::keep;
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_THAT(result.centroids.values, ElementsAre(13.0F, 1000.0F));
  EXPECT_THAT(engine->sums().counts, ElementsAre(4, 0));
}

TEST(EmptyClusters, AreDropped) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 2, 49}, 1), {}, {});
  KMeansOptions options = given(3, 1, {1, 1000, 48});
  options.empty = EmptyCluster::drop;
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_EQ(result.centroids.k, 2);
  EXPECT_THAT(result.centroids.values, ElementsAre(1.0F, 49.0F));
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 0, 0, 1));
}

TEST(EmptyClusters, StayEmptyWhereAllRowsAreEqual) {
  for (const EmptyCluster policy : {EmptyCluster::farthest, EmptyCluster::keep, EmptyCluster::drop}) {
    auto engine = make_cpu_engine(make_rows(std::vector<float>(20, 3.0F), 1), {}, {});
    KMeansOptions options;
    options.k = 4;
    options.empty = policy;
    const KMeansResult result = kmeans(*engine, options, {});
    EXPECT_TRUE(result.converged);
    EXPECT_EQ(result.inertia, 0);
    EXPECT_EQ(result.centroids.k, policy == EmptyCluster::drop ? 1 : 4);
    EXPECT_EQ(engine->sums().counts[0], 20);
  }
}

TEST(KMeans, GivesEachRowItsOwnClusterWhereKIsTheNumberOfRows) {
  const Data data = gaussian(40, 3, 4, 8);
  for (const Init init : {Init::kmeans_plus_plus, Init::kmeans_parallel, Init::random}) {
    auto engine = make_cpu_engine(on_grid(data), {}, {});
    KMeansOptions options;
    options.k = 40;
    options.start.init = init;
    EXPECT_EQ(kmeans(*engine, options, {}).inertia, 0);
  }
}

TEST(KMeans, CountsWeightsAsCopies) {
  const Data data = gaussian(300, 4, 4, 9);
  std::vector<double> weights;
  std::vector<float> copies;
  for (std::size_t i = 0; i < 300; ++i) {
    weights.push_back(static_cast<double>(i % 4));
    for (std::size_t copy = 0; copy < i % 4; ++copy) {
      copies.insert(copies.end(), data.values.begin() + static_cast<std::ptrdiff_t>(4 * i),
                    data.values.begin() + static_cast<std::ptrdiff_t>(4 * i + 4));
    }
  }
  for (const Init init : {Init::kmeans_plus_plus, Init::given}) {
    KMeansOptions options = given(5, 4, rows_as_centroids(data, 5).values);
    options.start.init = init;
    auto weighted = make_cpu_engine(make_rows(data.values, 4, weights), {}, {});
    auto copied = make_cpu_engine(make_rows(copies, 4), {}, {});
    const KMeansResult by_weight = kmeans(*weighted, options, {});
    const KMeansResult by_copies = kmeans(*copied, options, {});
    EXPECT_EQ(by_weight.centroids.values, by_copies.centroids.values);
    EXPECT_EQ(by_weight.inertia, by_copies.inertia);
    EXPECT_EQ(by_weight.iterations, by_copies.iterations);
  }
}

TEST(KMeans, KeepsTheBestOfItsRestarts) {
  const Data data = gaussian(2000, 3, 12, 10);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options;
  options.search = 0;
  options.k = 12;
  options.start.init = Init::random;
  std::vector<double> inertias;
  for (int restarts = 1; restarts <= 6; ++restarts) {
    options.restarts = restarts;
    inertias.push_back(kmeans(*engine, options, {}).inertia);
  }
  EXPECT_TRUE(std::ranges::is_sorted(inertias, std::greater<>()));
  EXPECT_LT(inertias.back(), inertias.front());
}

TEST(KMeans, RefusesMoreClustersThanRows) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{1, 2}, 1), {}, {});
  KMeansOptions options;
  options.k = 3;
  try {
    kmeans(*engine, options, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
  }
}

TEST(KMeans, StopsWhenCancelled) {
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  auto engine = make_cpu_engine(make_rows(std::vector<float>{1, 2}, 1), {}, context);
  try {
    kmeans(*engine, given(1, 1, {0}), context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
}

// Whole fits: the same on every engine, whatever the start.
class OneAnswer : public ::testing::TestWithParam<Init> {};

TEST_P(OneAnswer, OfWholeFitsOnEveryEngine) {
  std::vector<Data> all = adversarial();
  all.push_back(gaussian(3000, 7, 5, 21));
  for (const Data& data : all) {
    KMeansOptions options;
    options.k = 6;
    options.start.init = GetParam();
    options.start.centroids = rows_as_centroids(data, 6);
    options.restarts = 2;
    options.seed = 42;
    auto reference = make_reference_engine(on_grid(data));
    const KMeansResult expected = kmeans(*reference, options, {});
    for (const EngineKind& kind : engine_kinds()) {
      SCOPED_TRACE(data.name + " on " + kind.name());
      auto engine = make_engine(kind, on_grid(data));
      const KMeansResult result = kmeans(*engine, options, {});
      EXPECT_EQ(result.centroids.values, expected.centroids.values);
      EXPECT_EQ(result.inertia, expected.inertia);
      EXPECT_EQ(result.iterations, expected.iterations);
      EXPECT_EQ(labels_of(*engine), labels_of(*reference));
    }
  }
}

// 0, 1, 9, 10 from 0 and 1: row 1 has a cluster of its own at first, then the second cluster moves away from it.
TEST(Lloyd, TellsAListenerOfEachPass) {
  auto engine = make_cpu_engine(make_rows(std::vector<float>{0, 1, 9, 10}, 1), {}, {});
  KMeansOptions options = given(2, 1, {0, 1});
  std::vector<std::int64_t> changed;
  std::vector<std::vector<float>> centroids;
  std::vector<std::vector<std::int32_t>> labels;
  options.on_pass = [&](const PassState& state) {
    EXPECT_EQ(state.restart, 0);
    EXPECT_EQ(state.pass, static_cast<int>(changed.size()) + 1);
    changed.push_back(state.changed);
    centroids.push_back(state.centroids.values);
    labels.push_back(labels_of(state.engine));
  };
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_THAT(changed, ElementsAre(4, 1, 0));
  EXPECT_THAT(labels.front(), ElementsAre(0, 1, 1, 1));
  EXPECT_THAT(labels.back(), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(centroids.back(), ElementsAre(0.5F, 9.5F));
  EXPECT_EQ(result.iterations, 3);
}

// What a listener is told is enough to go on from: a fit from there ends where the first one did.
TEST(Lloyd, GoesOnFromWhatAListenerWasTold) {
  const Data data = gaussian(3000, 4, 6, 77);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options;
  options.search = 0;
  options.k = 8;
  options.restarts = 2;
  std::vector<Centroids> states;
  options.on_pass = [&](const PassState& state) {
    if (state.restart == 0 && state.pass == 3) states.push_back(state.centroids);
  };
  kmeans(*engine, options, {});
  ASSERT_EQ(states.size(), 1U) << "what seeding and refining do on samples is not told";
  options.restarts = 1;
  options.on_pass = {};
  const KMeansResult whole = kmeans(*engine, options, {});
  KMeansOptions resumed = given(8, 4, states.front().values);
  const KMeansResult rest = kmeans(*engine, resumed, {});
  EXPECT_EQ(rest.centroids.values, whole.centroids.values);
  EXPECT_EQ(rest.iterations, whole.iterations - 3);
}

TEST(Seeding, OfASampleGivesTheSameFitOnEveryEngine) {
  Data data = gaussian(2000, 5, 6, 22);
  std::vector<double> weights;
  for (std::size_t i = 0; i < 2000; ++i) {
    weights.push_back(static_cast<double>(i % 3));
    if (i % 7 == 0) data.values[i * 5 + i % 5] = std::nanf("");
  }
  const Rows rows = make_rows(data.values, 5, weights);
  KMeansOptions options;
  options.k = 6;
  options.seed_rows = 300;
  auto reference = make_reference_engine(copy(rows));
  const KMeansResult expected = kmeans(*reference, options, {});
  EXPECT_EQ(expected.seed_rows, 300);
  for (const EngineKind& kind : engine_kinds()) {
    SCOPED_TRACE(kind.name());
    auto engine = make_engine(kind, copy(rows));
    const KMeansResult result = kmeans(*engine, options, {});
    EXPECT_EQ(result.centroids.values, expected.centroids.values);
    EXPECT_EQ(result.inertia, expected.inertia);
    EXPECT_EQ(labels_of(*engine), labels_of(*reference));
  }
}

INSTANTIATE_TEST_SUITE_P(, OneAnswer,
                         ::testing::Values(Init::kmeans_plus_plus, Init::kmeans_parallel, Init::random, Init::given));

TEST(Seeding, DependsOnTheSeed) {
  const Data data = gaussian(2000, 4, 3, 22);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options;
  options.search = 0;
  options.k = 3;
  options.max_iter = 1;
  std::vector<std::vector<float>> results;
  for (const std::uint64_t seed : {1U, 2U, 1U}) {
    options.seed = seed;
    results.push_back(kmeans(*engine, options, {}).centroids.values);
  }
  EXPECT_NE(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(Seeding, OfASampleIsAsGoodAsOfAllRows) {
  const Data data = gaussian(20000, 4, 8, 23);
  auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options;
  options.k = 8;
  options.restarts = 1;
  double of_all = 0;
  double of_sample = 0;
  for (options.seed = 0; options.seed < 10; ++options.seed) {
    options.seed_rows = 20000;
    of_all += kmeans(*engine, options, {}).inertia;
    options.seed_rows = 1000;
    of_sample += kmeans(*engine, options, {}).inertia;
  }
  EXPECT_LT(of_sample, 1.01 * of_all);
}

TEST(Seeding, LooksAtAllRowsWhereASampleHasTooFewDistinctOnes) {
  std::vector<float> values(4000, 0.0F);
  for (std::size_t i = 0; i < 5; ++i) values[i * 700 + 13] = static_cast<float>(i + 1);
  auto engine = make_cpu_engine(make_rows(values, 1), {}, {});
  KMeansOptions options;
  options.k = 6;
  options.seed_rows = 8;
  const KMeansResult result = kmeans(*engine, options, {});
  EXPECT_EQ(result.inertia, 0);
  EXPECT_THAT(result.centroids.values, ::testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Seeding, TakesASampleOfManyRowsOnly) {
  EXPECT_EQ(choose_seed_rows(1000, 5), 1000);
  EXPECT_EQ(choose_seed_rows(131'071, 5), 131'071);
  EXPECT_EQ(choose_seed_rows(131'072, 5), 65'536);
  EXPECT_EQ(choose_seed_rows(100'000'000, 5000), 320'000);
  KMeansOptions options;
  options.k = 5;
  options.start.init = Init::kmeans_parallel;
  EXPECT_EQ(rows_seen_by_seeding(options, 1'000'000), 1'000'000);
}

TEST(Seeding, NeverTakesARowOfWeightZero) {
  for (const Init init : {Init::kmeans_plus_plus, Init::kmeans_parallel, Init::random}) {
    std::vector<float> values;
    std::vector<double> weights;
    for (int i = 0; i < 200; ++i) {
      values.push_back(i % 2 == 0 ? static_cast<float>(i) : 1e6F + static_cast<float>(i));
      weights.push_back(i % 2 == 0 ? 1 : 0);
    }
    auto engine = make_cpu_engine(make_rows(values, 1, weights), {}, {});
    KMeansOptions options;
    options.k = 5;
    options.start.init = init;
    for (const float centroid : kmeans(*engine, options, {}).centroids.values) EXPECT_LT(centroid, 200);
  }
}

}  // namespace
}  // namespace segmenta::testing
