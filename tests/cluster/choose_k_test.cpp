// Evidence for a number of segments, by hand-checkable figures, and on every engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>

#include "engine/engines.h"

namespace segmenta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(AdjustedRand, IsOneForTheSameClusteringByOtherNames) {
  EXPECT_EQ(adjusted_rand(std::vector{0, 0, 1, 2, 2}, std::vector{2, 2, 0, 1, 1}), 1);
  EXPECT_EQ(adjusted_rand(std::vector{0, 0, 0}, std::vector{0, 0, 0}), 1);
}

TEST(AdjustedRand, IsWhatScikitLearnSays) {
  // sklearn.metrics.adjusted_rand_score
  EXPECT_NEAR(adjusted_rand(std::vector{0, 0, 1, 1}, std::vector{0, 0, 1, 2}), 0.5714285714285715, 1e-15);
  EXPECT_NEAR(adjusted_rand(std::vector{0, 0, 1, 1}, std::vector{0, 1, 0, 1}), -0.5, 1e-15);
}

KEvidence candidate(int k, double silhouette, double calinski, double davies, std::int64_t smallest) {
  KEvidence one;
  one.k = k;
  one.silhouette = silhouette;
  one.calinski_harabasz = calinski;
  one.davies_bouldin = davies;
  one.smallest = smallest;
  return one;
}

TEST(Recommend, TakesTheBestMeanRank) {
  const std::vector<KEvidence> evidence{candidate(2, 0.5, 100, 0.9, 50), candidate(3, 0.6, 300, 0.7, 40),
                                        candidate(4, 0.4, 310, 0.8, 5)};
  const Recommendation found = recommend(evidence, {}, 1000);
  EXPECT_EQ(found.k, 3);            // ranks 1, 2, 1
  EXPECT_EQ(found.runner_up_k, 4);  // ranks 3, 1, 2; k = 2 has 2, 3, 3
  EXPECT_THAT(found.reason, AllOf(HasSubstr("1st by silhouette (0.600)"), HasSubstr("2nd by Calinski-Harabasz"),
                                  HasSubstr("smallest segment has 40 rows")));
}

TEST(Recommend, BreaksTiesByTheSilhouette) {
  const std::vector<KEvidence> evidence{candidate(2, 0.5, 100, 0.8, 9), candidate(3, 0.6, 90, 0.8, 9)};
  EXPECT_EQ(recommend(evidence, {}, 100).k, 3);
}

TEST(Recommend, LeavesOutWhatHasTooSmallASegment) {
  const std::vector<KEvidence> evidence{candidate(2, 0.5, 100, 0.9, 50), candidate(3, 0.6, 300, 0.7, 40)};
  EXPECT_EQ(recommend(evidence, {45, 0}, 1000).k, 2);
  EXPECT_EQ(recommend(evidence, {0, 0.045}, 1000).k, 2);
  EXPECT_EQ(recommend(evidence, {45, 0}, 1000).runner_up_k, 0);
  const Recommendation none = recommend(evidence, {500, 0}, 1000);
  EXPECT_EQ(none.k, 3);
  EXPECT_THAT(none.reason, HasSubstr("no k has segments as large as was asked"));
}

// Two pairs on a line: 0, 2 and 10, 12. Centroids 1 and 11; inertia 4; without clusters 104.
TEST(ChooseK, HasFiguresThatOneCanCheck) {
  const std::vector<float> values{0, 2, 10, 12};
  const auto engine = make_reference_engine(make_rows(values, 1));
  KMeansOptions options;
  options.restarts = 3;
  const KChoice choice = choose_k(*engine, options, {2, 3}, {}, {5, 400}, {}, {});
  const KEvidence& two = choice.evidence[0];
  EXPECT_EQ(two.inertia, 4);
  EXPECT_DOUBLE_EQ(two.calinski_harabasz, (104.0 - 4) / 1 / (4.0 / 2));
  EXPECT_DOUBLE_EQ(two.davies_bouldin, 0.2);                                           // (1 + 1) / 10
  EXPECT_NEAR(two.silhouette, (10.0 / 11 + 8.0 / 9 + 8.0 / 9 + 10.0 / 11) / 4, 1e-7);  // distances are float32
  EXPECT_EQ(two.smallest, 2);
  EXPECT_EQ(two.agreement, 1);
  EXPECT_EQ(choice.recommendation.k, 2);
}

class ChooseKOnEveryEngine : public ::testing::TestWithParam<EngineKind> {};

TEST_P(ChooseKOnEveryEngine, IsTheSameAsOnTheReference) {
  Data data = gaussian(900, 5, 4, 77);
  std::vector<double> weights;
  for (std::size_t i = 0; i < 900; ++i) weights.push_back(static_cast<double>(i % 3));
  const Rows rows = make_rows(data.values, 5, weights);
  KMeansOptions options;
  options.restarts = 2;
  options.max_iter = 20;
  const auto reference = make_reference_engine(copy(rows));
  const auto engine = make_engine(GetParam(), copy(rows));
  const KChoice expected = choose_k(*reference, options, {2, 5}, {}, {5, 400}, {}, {});
  const KChoice actual = choose_k(*engine, options, {2, 5}, {}, {5, 400}, {}, {});
  EXPECT_EQ(expected.recommendation.reason, actual.recommendation.reason);
  EXPECT_EQ(expected.best.centroids.values, actual.best.centroids.values);
  EXPECT_EQ(expected.stability, actual.stability);
  EXPECT_TRUE(std::ranges::equal(reference->labels(), engine->labels()));
  for (std::size_t i = 0; i < expected.evidence.size(); ++i) {
    EXPECT_EQ(expected.evidence[i].inertia, actual.evidence[i].inertia);
    EXPECT_EQ(expected.evidence[i].silhouette, actual.evidence[i].silhouette);
    EXPECT_EQ(expected.evidence[i].calinski_harabasz, actual.evidence[i].calinski_harabasz);
    EXPECT_EQ(expected.evidence[i].davies_bouldin, actual.evidence[i].davies_bouldin);
    EXPECT_EQ(expected.evidence[i].agreement, actual.evidence[i].agreement);
    EXPECT_EQ(expected.evidence[i].stability, actual.evidence[i].stability);
  }
}

INSTANTIATE_TEST_SUITE_P(, ChooseKOnEveryEngine, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& info) { return info.param.name(); });

TEST(ChooseK, GivesForTheRecommendedKWhatAFitOfItGives) {
  const Data data = gaussian(1500, 4, 5, 78);
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  KMeansOptions options;
  options.restarts = 3;
  const KChoice choice = choose_k(*engine, options, {2, 7}, {}, {5, 400}, {}, {});
  const std::vector<std::int32_t> labels(engine->labels().begin(), engine->labels().end());
  options.k = choice.recommendation.k;
  const KMeansResult alone = kmeans(*engine, options, {});
  EXPECT_EQ(alone.centroids.values, choice.best.centroids.values);
  EXPECT_EQ(alone.inertia, choice.best.inertia);
  EXPECT_EQ(alone.iterations, choice.best.iterations);
  EXPECT_TRUE(std::ranges::equal(labels, engine->labels()));
}

// With starts on samples, found by several threads at once, and a share of the rows to refine them on.
TEST(ChooseK, GivesForEveryKWhatAFitOfItGives) {
  const Data data = gaussian(6000, 4, 5, 79);
  KMeansOptions options;
  options.restarts = 3;
  options.seed_rows = 500;
  options.tol = 1e-3;
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  const KChoice choice = choose_k(*engine, options, {2, 6}, {}, {0, 400}, {}, {});
  for (const KEvidence& evidence : choice.evidence) {
    const auto alone = make_engine({"cpu", "auto", 1, 0}, on_grid(data));
    options.k = evidence.k;
    const KMeansResult result = kmeans(*alone, options, {});
    EXPECT_EQ(result.inertia, evidence.inertia);
    EXPECT_EQ(result.iterations, evidence.iterations);
    EXPECT_EQ(std::ranges::min(alone->sums().counts), evidence.smallest);
    if (evidence.k != choice.best.centroids.k) continue;
    EXPECT_EQ(result.centroids.values, choice.best.centroids.values);
  }
}

std::vector<double> stability_of(const Data& data, int k) {
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  KMeansOptions options;
  options.k = k;
  options.restarts = 3;
  kmeans(*engine, options, {});
  return bootstrap_jaccard(*engine, options, {}, {});
}

TEST(BootstrapJaccard, IsHighWhereClustersAreApartAndLowWhereThereAreNone) {
  Data apart = gaussian(600, 2, 1, 5);
  for (std::size_t i = 0; i < 600; ++i) apart.values[2 * i] += 30 * static_cast<float>(i % 3);
  EXPECT_THAT(stability_of(apart, 3), ::testing::Each(::testing::Gt(0.99)));
  // Even the best of many starts cuts one cloud of many directions another way each time.
  const Data one = gaussian(600, 6, 1, 6);
  EXPECT_THAT(stability_of(one, 6), ::testing::Each(::testing::Lt(0.75)));
}

TEST(BootstrapJaccard, HasHennigsBands) {
  EXPECT_EQ(stability_band(0.85), "highly stable");
  EXPECT_EQ(stability_band(0.75), "stable");
  EXPECT_EQ(stability_band(0.6), "in doubt");
  EXPECT_EQ(stability_band(0.59), "dissolves");
  EXPECT_EQ(stability_band(std::nan("")), "not known");
}

TEST(ChooseK, RefusesARangeThatIsNone) {
  const auto engine = make_reference_engine(make_rows(std::vector<float>{1, 2, 3}, 1));
  EXPECT_THROW(choose_k(*engine, {}, {1, 2}, {}, {}, {}, {}), Error);
  EXPECT_THROW(choose_k(*engine, {}, {3, 2}, {}, {}, {}, {}), Error);
  EXPECT_THROW(choose_k(*engine, {}, {2, 4}, {}, {}, {}, {}), Error) << "there are three rows";
}

}  // namespace
}  // namespace segmenta::testing
