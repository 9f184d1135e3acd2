// Every engine, by numbers that can be checked by hand.

#include "engine/engines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace segmenta::testing {
namespace {

using ::testing::ElementsAre;

class EveryEngine : public ::testing::TestWithParam<EngineKind> {
 protected:
  std::unique_ptr<Engine> engine_on(const std::vector<float>& values, int features,
                                    const std::vector<double>& weights = {}) {
    auto engine = make_engine(GetParam(), make_rows(values, features, weights));
    return engine;
  }
};

std::vector<std::int32_t> labels_of(const Engine& engine) { return {engine.labels().begin(), engine.labels().end()}; }

double value_of(const Engine& engine, std::size_t index, std::size_t feature) {
  return static_cast<double>(engine.sums().values[index]) * engine.grid().quantum[feature];
}

TEST_P(EveryEngine, LabelsEachRowWithItsNearestCentroid) {
  auto engine = engine_on({0, 1, 9, 10, 4}, 1);
  engine->reset(2);
  const PassStats stats = engine->assign({2, 1, {0.5F, 9.5F}});
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 0, 1, 1, 0));
  EXPECT_EQ(stats.changed, 5);
}

TEST_P(EveryEngine, TiesGoToTheLowestIndex) {
  auto engine = engine_on({1, 2, 3}, 1);
  engine->reset(3);
  engine->assign({3, 1, {3, 1, 1}});
  EXPECT_THAT(labels_of(*engine), ElementsAre(1, 0, 0));
}

TEST_P(EveryEngine, SumsRowsAndCountsThem) {
  auto engine = engine_on({0, 1, 2, 3, 10, 20}, 2);
  engine->reset(2);
  engine->assign({2, 2, {1, 2, 10, 20}});
  EXPECT_THAT(engine->sums().counts, ElementsAre(2, 1));
  EXPECT_EQ(value_of(*engine, 0, 0), 2);
  EXPECT_EQ(value_of(*engine, 1, 1), 4);
  EXPECT_EQ(value_of(*engine, 2, 0), 10);
  EXPECT_EQ(value_of(*engine, 3, 1), 20);
}

TEST_P(EveryEngine, KeepsSumsRightFromPassToPass) {
  auto engine = engine_on({0, 1, 9, 10}, 1);
  engine->reset(2);
  engine->assign({2, 1, {0, 1}});
  EXPECT_EQ(engine->assign({2, 1, {0, 10}}).changed, 1);
  EXPECT_EQ(engine->assign({2, 1, {0, 10}}).changed, 0);
  EXPECT_THAT(engine->sums().counts, ElementsAre(2, 2));
  EXPECT_EQ(value_of(*engine, 0, 0), 1);
  EXPECT_EQ(value_of(*engine, 1, 0), 19);
}

TEST_P(EveryEngine, CountsAWeightedRowAsThatManyCopies) {
  auto engine = engine_on({1, 5, 100}, 1, {3, 1, 0});
  engine->reset(1);
  engine->assign({1, 1, {2}});
  EXPECT_THAT(engine->sums().weights, ElementsAre(4));
  EXPECT_THAT(engine->sums().counts, ElementsAre(3));
  EXPECT_EQ(value_of(*engine, 0, 0), 8);
  EXPECT_EQ(engine->inertia({1, 1, {2}}), 3 * 1 + 9);
}

TEST_P(EveryEngine, MovesARowAndItsShareOfTheSums) {
  auto engine = engine_on({1, 2, 30}, 1);
  engine->reset(2);
  engine->assign({2, 1, {1, 30}});
  engine->move_row(1, 1);
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 1, 1));
  EXPECT_THAT(engine->sums().counts, ElementsAre(1, 2));
  EXPECT_EQ(value_of(*engine, 1, 0), 32);
}

TEST_P(EveryEngine, TakesLabelsOfAllRowsWithTheirSums) {
  auto engine = engine_on({0, 1, 9, 10}, 1, {1, 2, 1, 1});
  engine->reset(2);
  EXPECT_EQ(engine->set_labels(std::vector<std::int32_t>{1, 0, 0, 1}), 4);
  EXPECT_EQ(engine->set_labels(std::vector<std::int32_t>{1, 1, 0, 1}), 1);
  EXPECT_THAT(labels_of(*engine), ElementsAre(1, 1, 0, 1));
  EXPECT_THAT(engine->sums().counts, ElementsAre(1, 3));
  EXPECT_THAT(engine->sums().weights, ElementsAre(1, 4));
  EXPECT_EQ(value_of(*engine, 0, 0), 9);
  EXPECT_EQ(value_of(*engine, 1, 0), 12);
}

// What a pass has found out about rows is of the labels that it gave them.
TEST_P(EveryEngine, GoesOnFromLabelsThatItWasGiven) {
  const Data data = gaussian(2000, 3, 4, 31);
  auto engine = make_engine(GetParam(), on_grid(data));
  const Centroids centroids = rows_as_centroids(data, 4);
  engine->reset(4);
  engine->assign(centroids);
  engine->assign(centroids);
  const auto labels = labels_of(*engine);
  const ClusterSums sums = engine->sums();
  std::vector<std::int32_t> others = labels;
  for (std::size_t i = 0; i < others.size(); i += 3) others[i] = (others[i] + 1) % 4;
  engine->set_labels(others);
  EXPECT_EQ(engine->assign(centroids).changed, 667);
  EXPECT_EQ(labels_of(*engine), labels);
  EXPECT_TRUE(engine->sums().values == sums.values);
  EXPECT_EQ(engine->sums().counts, sums.counts);
}

// Labels need not be of the nearest, nor of the second nearest.
TEST_P(EveryEngine, ReportsTheNearestOtherCentroidOfAnyLabel) {
  auto engine = engine_on({1, 2, 9, 21}, 1);
  engine->reset(4);
  engine->set_labels(std::vector<std::int32_t>{3, 0, 3, 0});
  const RowDistances distances = engine->distances({4, 1, {0, 4, 10, 20}}, 1);
  EXPECT_THAT(distances.runner_up, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(distances.nearest, ElementsAre(19, 2, 11, 21));
  EXPECT_THAT(distances.margin, ElementsAre(-18, 0, -10, -20));
}

TEST_P(EveryEngine, RenamesLabelsWithTheirSums) {
  auto engine = engine_on({1, 2, 30}, 1);
  engine->reset(3);
  engine->assign({3, 1, {1, -100, 30}});
  engine->relabel(std::vector<std::int32_t>{1, -1, 0}, 2);
  EXPECT_THAT(labels_of(*engine), ElementsAre(1, 1, 0));
  EXPECT_THAT(engine->sums().counts, ElementsAre(1, 2));
  EXPECT_EQ(value_of(*engine, 0, 0), 30);
}

TEST_P(EveryEngine, FindsTheFarthestRowsOfPositiveWeight) {
  auto engine = engine_on({0, 5, -5, 7, 90}, 1, {1, 1, 1, 1, 0});
  engine->reset(1);
  engine->assign({1, 1, {0}});
  const auto far = engine->farthest({1, 1, {0}}, 3);
  ASSERT_EQ(far.size(), 3U);
  EXPECT_EQ(far[0].row, 3);
  EXPECT_EQ(far[0].distance2, 49);
  EXPECT_EQ(far[1].row, 1) << "a tie goes to the first row";
  EXPECT_EQ(far[2].row, 2);
}

TEST_P(EveryEngine, ReportsTheRunnerUp) {
  auto engine = engine_on({1}, 1);
  engine->reset(3);
  engine->assign({3, 1, {3, 0, 3}});
  const RowDistances distances = engine->distances({3, 1, {3, 0, 3}}, 0.5);
  EXPECT_EQ(distances.nearest[0], 0.5);
  EXPECT_EQ(distances.runner_up[0], 0);
  EXPECT_EQ(distances.margin[0], 0.5);
}

TEST_P(EveryEngine, HasNoRunnerUpWithOneCentroid) {
  auto engine = engine_on({1, 2}, 1);
  engine->reset(1);
  engine->assign({1, 1, {0}});
  const RowDistances distances = engine->distances({1, 1, {0}}, 1);
  EXPECT_THAT(distances.runner_up, ElementsAre(-1, -1));
  EXPECT_TRUE(std::isnan(distances.margin[1]));
}

TEST_P(EveryEngine, SkipsMissingValuesAndScalesTheDistance) {
  const float missing = std::nanf("");
  auto engine = engine_on({1, missing, 4, 4}, 2);
  engine->reset(2);
  engine->assign({2, 2, {0, 100, 5, 5}});
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 1)) << "the first row knows only its first feature";
  EXPECT_EQ(engine->distances({2, 2, {0, 100, 5, 5}}, 1).nearest[0], std::sqrt(2.0F));
  EXPECT_THAT(engine->sums().missing, ElementsAre(0, 1, 0, 0));
  EXPECT_EQ(engine->inertia({2, 2, {0, 100, 5, 5}}), 2 + 2);
}

TEST_P(EveryEngine, PicksRowsByTheirShareOfThePotential) {
  auto engine = engine_on({0, 1, 3}, 1);
  engine->seed_begin();
  EXPECT_EQ(engine->seed_potential({0}), 3) << "before the first center every row weighs 1";
  EXPECT_EQ(engine->seed_add({1, 1, {0}}), 9);
  EXPECT_EQ(engine->seed_potential({0}), 10);
  EXPECT_THAT(engine->seed_pick(std::vector<int128>{0, 1, 9}, {0}), ElementsAre(1, 2, 2));
  EXPECT_THAT(engine->seed_try({2, 1, {1, 3}}, {0}), ElementsAre(4, 1));
}

TEST_P(EveryEngine, HandsOutRowsOnTheirGridWithTheirWeights) {
  const auto engine = engine_on({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 2, {2, 0, 5, 1, 1});
  const auto values = [](const Rows& rows) {
    return std::vector<float>(rows.row(0), rows.row(0) + rows.rows() * rows.features());
  };
  const Rows some = engine->select(std::vector<std::int64_t>{0, 2, 2});
  EXPECT_THAT(values(some), ElementsAre(1, 2, 5, 6, 5, 6));
  EXPECT_THAT(some.weights, ElementsAre(2, 5, 5));
  EXPECT_EQ(some.quantum, engine->grid().quantum);
  const Rows middle = engine->read(1, 3);
  EXPECT_THAT(values(middle), ElementsAre(3, 4, 5, 6, 7, 8));
  EXPECT_THAT(middle.weights, ElementsAre(0, 5, 1));
  EXPECT_THAT(engine->weights(2, 3), ElementsAre(5, 1, 1));
  EXPECT_THAT(engine_on({1, 2, 3}, 1)->weights(1, 2), ElementsAre(1, 1)) << "without weights";
}

INSTANTIATE_TEST_SUITE_P(, EveryEngine, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace segmenta::testing
