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

KEvidence candidate(int k, std::int64_t smallest, double stability, double overlap, double gap = 0.5) {
  KEvidence one;
  one.k = k;
  one.smallest = smallest;
  one.stability = stability;
  one.stability_error = 0.01;
  one.overlap = overlap;
  one.valley = one.typical_valley = 0.5 - overlap;
  one.gap = gap;
  one.gap_error = 0.01;
  return one;
}

// Four groups of 1,000 customers; with more, one is cut; 7 come back, though nothing is between them.
std::vector<KEvidence> four_groups() {
  return {candidate(2, 400, 0.99, 0), candidate(3, 200, 0.95, 0.01), candidate(4, 100, 0.9, 0.02),
          candidate(5, 60, 0.5, 0.6), candidate(6, 50, 0.7, 0.3),    candidate(7, 40, 0.8, 0.9),
          candidate(8, 30, 0.4, 0.7), candidate(9, 20, 0.4, 0.7),    candidate(10, 15, 0.4, 0.7),
          candidate(11, 9, 0.9, 0),   candidate(12, 3, 0.4, 0.7)};
}

// Slices of a cloud: 2, 3, 6 and 11 come back.
std::vector<KEvidence> cloud() {
  std::vector<KEvidence> evidence;
  for (int k = 2; k <= 12; ++k) {
    const bool comes_back = k < 4 || k == 6 || k == 11;
    evidence.push_back(candidate(k, 80, comes_back ? 0.8 : 0.5, 0.5));
  }
  return evidence;
}

const Gap one_group{0.1, 0.01};

Recommendation choose(std::vector<KEvidence> evidence, const ChoiceOptions& options, const Gap& gap_one = one_group) {
  return recommend(evidence, gap_one, options, 1000);
}

TEST(Recommend, TakesTheLargestOfWhichEverySegmentIsStableApartAndLargeEnough) {
  std::vector<KEvidence> evidence = four_groups();
  const Recommendation found = recommend(evidence, one_group, {.range = {2, 12}}, 1000);
  EXPECT_EQ(found.k, 4);
  EXPECT_EQ(found.runner_up_k, 3);
  EXPECT_EQ(found.structure.verdict, Structure::Verdict::clusters);
  EXPECT_EQ(found.structure.best_k, 4);
  EXPECT_THAT(found.reason, AllOf(HasSubstr("There are 4 groups of customers"), HasSubstr("(the least steady to 90 %)"),
                                  HasSubstr("With 5, some would come out another way each time")));
  EXPECT_EQ(evidence[2].ruled_out, RuledOut::no);
  EXPECT_EQ(evidence[3].ruled_out, RuledOut::unstable);
  EXPECT_EQ(evidence[5].ruled_out, RuledOut::not_apart);
  EXPECT_EQ(evidence[9].ruled_out, RuledOut::too_small) << "9 of 1,000";
}

TEST(Recommend, IsTheSameForEveryRangeThatHoldsIt) {
  for (const auto& [evidence, best] : {std::pair{four_groups(), 4}, std::pair{cloud(), 6}}) {
    for (int from = 2; from <= best; ++from) {
      for (int to = best; to <= 12; ++to) EXPECT_EQ(choose(evidence, {.range = {from, to, true}}).k, best) << from;
    }
  }
}

TEST(Recommend, SaysThatTheRangeDoesNotHoldTheNumber) {
  const Recommendation below = choose(four_groups(), {.range = {2, 3}});
  EXPECT_EQ(below.k, 3);
  EXPECT_EQ(below.structure.best_k, 4);
  EXPECT_THAT(below.reason, HasSubstr("fall into 4 groups, but that number was not asked for"));
  EXPECT_EQ(choose(four_groups(), {.range = {5, 9}}).k, 7) << "the largest that comes back";
}

TEST(Recommend, HoldsNothingAgainstANumberThatIsWithinItsError) {
  std::vector<KEvidence> evidence = four_groups();
  evidence[2].stability = 0.735;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 4);
  evidence[2].stability = 0.725;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 3);
}

TEST(Recommend, CallsACloudAContinuumAndCutsAsManySlicesAsComeBack) {
  const Recommendation found = choose(cloud(), {.range = {2, 12}});
  EXPECT_EQ(found.k, 6) << "from 3 to 10";
  EXPECT_EQ(found.runner_up_k, 3);
  EXPECT_EQ(found.structure.verdict, Structure::Verdict::continuum);
  EXPECT_EQ(found.structure.best_k, 1);
  EXPECT_THAT(found.reason, AllOf(HasSubstr("No number of segments divides these customers at borders between groups"),
                                  HasSubstr("slices of a continuum, for people to choose from"),
                                  HasSubstr("Of the numbers from 3 to 10, 6 is the largest")));
  EXPECT_THAT(choose(cloud(), {.range = {2, 12}}, {10, 0.01}).reason,
              HasSubstr("No number of segments divides these customers better than a uniform cloud"));
  EXPECT_EQ(choose(cloud(), {.range = {2, 12}, .usual = {2, 12}}).k, 11) << "told otherwise";
  EXPECT_EQ(choose(cloud(), {.range = {11, 12}}).k, 11) << "the range has none of the usual ones";
}

TEST(Recommend, NeedsAValleyThatIsDeep) {
  std::vector<KEvidence> evidence = four_groups();
  for (KEvidence& one : evidence) one.typical_valley = one.k == 3 ? 0.16 : 0.15;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 3);
  evidence[1].valley = 0.04;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).structure.verdict, Structure::Verdict::continuum);
}

TEST(Recommend, NeedsAGapAboveThatOfOneGroup) {
  EXPECT_EQ(choose(four_groups(), {.range = {2, 12}}, {0.489, 0.01}).structure.verdict, Structure::Verdict::clusters);
  const Recommendation found = choose(four_groups(), {.range = {2, 12}}, {0.491, 0.01});
  EXPECT_EQ(found.structure.verdict, Structure::Verdict::continuum);
  EXPECT_EQ(found.k, 7);
  EXPECT_EQ(found.gap_k, 1);
  const Gap none{std::nan(""), std::nan("")};
  EXPECT_EQ(choose(four_groups(), {.range = {2, 12}}, none).k, 4) << "without reference sets";
}

// Values near the bound: clusters have their valleys as well, slices nothing else.
TEST(Recommend, CallsSlicesStableWhereThatIsAboveTheError) {
  std::vector<KEvidence> evidence = cloud();
  evidence[6].stability = 0.755;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 6);
  evidence[6].stability = 0.765;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 8);
}

TEST(Recommend, TakesNoGapOfSegmentsThatAreTooSmall) {
  std::vector<KEvidence> evidence = four_groups();
  for (KEvidence& one : evidence) one.gap = one.k == 12 ? 9 : 0;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).structure.verdict, Structure::Verdict::continuum);
}

TEST(Recommend, TakesAnUnusualNumberBeforeOneOfTooSmallSegments) {
  std::vector<KEvidence> evidence = cloud();
  for (KEvidence& one : evidence) one.smallest = one.k == 2 ? 50 : 3;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 2);
  evidence[0].stability = 0.5;
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 2);
}

TEST(Recommend, SaysOfASingleNumberWhetherItComesBack) {
  EXPECT_THAT(choose(cloud(), {.range = {5, 5, true}}).reason, HasSubstr("5 slices do not come back reliably"));
  EXPECT_THAT(choose(four_groups(), {.range = {3, 3, true}}).reason, HasSubstr("3 segments come back"));
}

TEST(Recommend, TakesTheMostStableWhereNoneIs) {
  std::vector<KEvidence> evidence = cloud();
  for (KEvidence& one : evidence) one.stability = one.k == 5 ? 0.7 : 0.6;
  const Recommendation found = choose(evidence, {.range = {2, 12}});
  EXPECT_EQ(found.k, 5);
  EXPECT_THAT(found.reason, HasSubstr("none has slices that come back reliably"));
  for (KEvidence& one : evidence) one.stability = std::nan("");
  EXPECT_EQ(choose(evidence, {.range = {2, 12}}).k, 3) << "nothing is known";
}

TEST(Recommend, LeavesOutWhatHasTooSmallASegment) {
  EXPECT_EQ(choose(four_groups(), {.range = {2, 12}, .smallest = {101, 0}}).k, 3);
  EXPECT_EQ(choose(four_groups(), {.range = {2, 12}, .smallest = {0, 0.3}}).k, 2);
  const Recommendation none = choose(four_groups(), {.range = {2, 12}, .smallest = {500, 0}});
  EXPECT_EQ(none.k, 2) << "the largest smallest segment";
  EXPECT_THAT(none.reason, HasSubstr("none gives slices that are all large enough; 2 comes nearest to it"));
}

ChoiceOptions few_rounds(const KRange& range) { return {.range = range, .bootstrap = {5, 400}, .gap = {2, 200}}; }

// Two pairs on a line: 0, 2 and 10, 12. Centroids 1 and 11; inertia 4; without clusters 104.
TEST(ChooseK, HasFiguresThatOneCanCheck) {
  const std::vector<float> values{0, 2, 10, 12};
  const auto engine = make_reference_engine(make_rows(values, 1));
  KMeansOptions options;
  options.restarts = 3;
  const KChoice choice = choose_k(*engine, options, few_rounds({2, 3}), {});
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
  options.search = 0;  // see search_test.cpp
  options.max_iter = 20;
  const auto reference = make_reference_engine(copy(rows));
  const auto engine = make_engine(GetParam(), copy(rows));
  const KChoice expected = choose_k(*reference, options, few_rounds({2, 5}), {});
  const KChoice actual = choose_k(*engine, options, few_rounds({2, 5}), {});
  EXPECT_EQ(expected.recommendation.reason, actual.recommendation.reason);
  EXPECT_EQ(expected.best.centroids.values, actual.best.centroids.values);
  ASSERT_EQ(expected.bootstrap.centroids.size(), actual.bootstrap.centroids.size());
  for (std::size_t i = 0; i < expected.bootstrap.centroids.size(); ++i) {
    EXPECT_EQ(expected.bootstrap.centroids[i].values, actual.bootstrap.centroids[i].values);
  }
  for (std::size_t c = 0; c < expected.bootstrap.stabilities.size(); ++c) {
    EXPECT_EQ(expected.bootstrap.stabilities[c].mean, actual.bootstrap.stabilities[c].mean);
  }
  EXPECT_TRUE(std::ranges::equal(reference->labels(), engine->labels()));
  for (std::size_t i = 0; i < expected.evidence.size(); ++i) {
    EXPECT_EQ(expected.evidence[i].inertia, actual.evidence[i].inertia);
    EXPECT_EQ(expected.evidence[i].silhouette, actual.evidence[i].silhouette);
    EXPECT_EQ(expected.evidence[i].calinski_harabasz, actual.evidence[i].calinski_harabasz);
    EXPECT_EQ(expected.evidence[i].davies_bouldin, actual.evidence[i].davies_bouldin);
    EXPECT_EQ(expected.evidence[i].agreement, actual.evidence[i].agreement);
    EXPECT_EQ(expected.evidence[i].stability, actual.evidence[i].stability);
    EXPECT_EQ(expected.evidence[i].stability_error, actual.evidence[i].stability_error);
    EXPECT_EQ(expected.evidence[i].overlap, actual.evidence[i].overlap);
    EXPECT_EQ(expected.evidence[i].valley, actual.evidence[i].valley);
    EXPECT_EQ(expected.evidence[i].typical_valley, actual.evidence[i].typical_valley);
    EXPECT_EQ(expected.evidence[i].gap, actual.evidence[i].gap);
  }
}

INSTANTIATE_TEST_SUITE_P(, ChooseKOnEveryEngine, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& info) { return info.param.name(); });

TEST(ChooseK, GivesForTheRecommendedKWhatAFitOfItGives) {
  const Data data = gaussian(1500, 4, 5, 78);
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  KMeansOptions options;
  options.restarts = 3;
  const KChoice choice = choose_k(*engine, options, few_rounds({2, 7}), {});
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
  const KChoice choice = choose_k(*engine, options, {.range = {2, 6}, .bootstrap = {0, 400}, .gap = {0}}, {});
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

// What is decided by is the same for a number, whatever else is asked for; so is what it leads to.
TEST(ChooseK, HasTheSameEvidenceInEveryRange) {
  Data data = gaussian(700, 3, 1, 80);
  for (std::size_t i = 0; i < 700; ++i) data.values[3 * i] += 8 * static_cast<float>(i % 4);
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  const KChoice wide = choose_k(*engine, {}, few_rounds({2, 13}), {});
  EXPECT_EQ(wide.recommendation.k, 4);
  for (const KRange& range : {KRange{2, 4}, KRange{3, 7}, KRange{4, 4, true}}) {
    const KChoice choice = choose_k(*engine, {}, few_rounds(range), {});
    EXPECT_EQ(choice.recommendation.k, 4);
    EXPECT_EQ(choice.recommendation.structure.gap_one, wide.recommendation.structure.gap_one);
    for (const KEvidence& one : choice.evidence) {
      const KEvidence& same = wide.evidence[static_cast<std::size_t>(one.k - 2)];
      EXPECT_EQ(one.stability, same.stability);
      EXPECT_EQ(one.overlap, same.overlap);
      EXPECT_EQ(one.gap, same.gap);
      EXPECT_EQ(one.silhouette, same.silhouette);
    }
  }
  EXPECT_EQ(choose_k(*engine, {}, few_rounds({5, 6}), {}).recommendation.structure.best_k, 4);
}

TEST(ChooseK, CallsOneCloudAContinuum) {
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(gaussian(700, 3, 1, 81)));
  const KChoice choice = choose_k(*engine, {}, few_rounds({2, 8}), {});
  EXPECT_EQ(choice.recommendation.structure.verdict, Structure::Verdict::continuum);
  EXPECT_EQ(choice.recommendation.gap_k, 1);
}

TEST(ChooseK, KnowsNothingOfMoreSegmentsThanTheSampleHasRows) {
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(gaussian(60, 2, 1, 82)));
  const KChoice choice = choose_k(*engine, {}, {.range = {2, 14}, .bootstrap = {2, 10}, .gap = {2, 10}}, {});
  EXPECT_TRUE(std::isnan(choice.evidence.back().stability));
  EXPECT_TRUE(std::isnan(choice.evidence.back().overlap));
  EXPECT_GT(choice.evidence.back().inertia, 0);
  EXPECT_LE(choice.recommendation.k, 10);
}

std::vector<double> stability_of(const Data& data, int k) {
  const auto engine = make_engine({"cpu", "auto", 2, 0}, on_grid(data));
  KMeansOptions options;
  options.k = k;
  options.restarts = 3;
  kmeans(*engine, options, {});
  std::vector<double> means;
  for (const Stability& one : bootstrap_clusters(*engine, options, {}, {}).stabilities) {
    EXPECT_GE(one.error, 0);
    EXPECT_LT(one.error, 0.1);
    means.push_back(one.mean);
  }
  return means;
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
  EXPECT_THROW(choose_k(*engine, {}, {.range = {1, 2}}, {}), Error);
  EXPECT_THROW(choose_k(*engine, {}, {.range = {3, 2}}, {}), Error);
  EXPECT_THROW(choose_k(*engine, {}, {.range = {2, 4}}, {}), Error) << "there are three rows";
}

}  // namespace
}  // namespace segmenta::testing
