// Bounds on the sizes of clusters: the cheapest assignment against every assignment there is, and one answer on every
// engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/size_bounds.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "cluster/bounded_assignment.h"
#include "cluster/offset_labels.h"
#include "engine/definition.h"
#include "engine/engines.h"

namespace segmenta::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;

std::vector<std::int32_t> labels_of(const Engine& engine) { return {engine.labels().begin(), engine.labels().end()}; }

std::vector<std::int64_t> sizes_of(const std::vector<std::int32_t>& labels, int k) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(k));
  for (const std::int32_t label : labels) ++sizes[static_cast<std::size_t>(label)];
  return sizes;
}

bool keeps(const std::vector<std::int32_t>& labels, int k, const RowBounds& bounds) {
  return std::ranges::all_of(sizes_of(labels, k), [&](std::int64_t size) { return bounds.allow(size); });
}

// Of labels, in the units of `unit`.
int128 cost_of(const Rows& rows, const Centroids& centroids, const CostUnit& unit,
               const std::vector<std::int32_t>& labels) {
  int128 sum = 0;
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    sum += unit.units(distance2(rows.row(i), centroids.row(labels[static_cast<std::size_t>(i)]), centroids.features));
  }
  return sum;
}

// Every assignment there is.
int128 cheapest_of_all(const Rows& rows, const Centroids& centroids, const CostUnit& unit, const RowBounds& bounds) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(rows.rows()), 0);
  int128 cheapest = std::numeric_limits<std::int64_t>::max();
  for (;;) {
    if (keeps(labels, centroids.k, bounds)) cheapest = std::min(cheapest, cost_of(rows, centroids, unit, labels));
    auto next = labels.begin();
    while (next != labels.end() && *next == centroids.k - 1) *next++ = 0;
    if (next == labels.end()) return cheapest;
    ++*next;
  }
}

// By Bellman and Ford on the graph of single rows: one row after the other takes the shortest way to a place. Slow, and
// nothing in common with what is tested but the definition of a cost. Sizes are exactly `size`.
int128 cheapest_balanced(const Rows& rows, const Centroids& centroids, const CostUnit& unit, std::int64_t size) {
  const auto k = static_cast<std::size_t>(centroids.k);
  const auto cost = [&](std::int64_t i, std::size_t c) {
    return unit.units(distance2(rows.row(i), centroids.row(static_cast<int>(c)), centroids.features));
  };
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max() / 4;
  std::vector<std::int32_t> labels(static_cast<std::size_t>(rows.rows()), -1);
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    std::vector<std::int64_t> distance(k);
    std::vector<std::int64_t> by(k, i);  // the row that moves in
    for (std::size_t c = 0; c < k; ++c) distance[c] = cost(i, c);
    for (std::size_t round = 0; round < k; ++round) {
      for (std::int64_t other = 0; other < i; ++other) {
        const auto from = static_cast<std::size_t>(labels[static_cast<std::size_t>(other)]);
        for (std::size_t c = 0; c < k; ++c) {
          const std::int64_t there = distance[from] + cost(other, c) - cost(other, from);
          if (there >= distance[c]) continue;
          distance[c] = there;
          by[c] = other;
        }
      }
    }
    const auto sizes = sizes_of({labels.begin(), labels.begin() + i}, centroids.k);
    std::size_t target = 0;
    std::int64_t nearest = far;
    for (std::size_t c = 0; c < k; ++c) {
      if (sizes[c] < size && distance[c] < nearest) nearest = distance[target = c];
    }
    while (by[target] != i) {
      target = static_cast<std::size_t>(
          std::exchange(labels[static_cast<std::size_t>(by[target])], static_cast<std::int32_t>(target)));
    }
    labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(target);
  }
  return cost_of(rows, centroids, unit, labels);
}

struct Assigned {
  std::vector<std::int32_t> labels;
  std::vector<std::int64_t> prices;
  int128 cost = 0;
};

Assigned assigned(const Engine& engine, const Centroids& centroids, const RowBounds& bounds, const CostUnit& unit) {
  BoundedAssignment assignment(engine, bounds, unit, std::vector<std::int64_t>(static_cast<std::size_t>(centroids.k)),
                               {});
  assignment.assign(centroids);
  return {assignment.labels(), assignment.prices(), assignment.cost()};
}

// Small rows on few points, so that many are tied, or scattered.
Data small_data(std::mt19937& random, std::int64_t rows) {
  Data data{"small", 2, {}};
  const bool tied = random() % 2 == 0;
  std::normal_distribution<float> normal;
  for (std::int64_t i = 0; i < 2 * rows; ++i) {
    data.values.push_back(tied ? static_cast<float>(random() % 3) : normal(random));
  }
  return data;
}

TEST(BoundedAssignment, IsTheCheapestOfAllAssignments) {
  std::mt19937 random(5);
  for (int round = 0; round < 600; ++round) {
    const auto n = static_cast<std::int64_t>(1 + random() % 8);
    const int k = 1 + static_cast<int>(random() % 3);
    const Data data = small_data(random, n);
    const Centroids centroids = rows_as_centroids(small_data(random, 8), k);
    const Rows rows = on_grid(data);
    const auto engine = make_cpu_engine(copy(rows), {}, {});
    const CostUnit unit(engine->grid(), centroids);
    for (std::int64_t least = 0; least <= n / k; ++least) {
      for (std::int64_t most = (n + k - 1) / k; most <= n; ++most) {
        const RowBounds bounds{least, most};
        const Assigned found = assigned(*engine, centroids, bounds, unit);
        ASSERT_TRUE(keeps(found.labels, k, bounds)) << "round " << round << ", " << least << " to " << most;
        ASSERT_TRUE(found.cost == cost_of(rows, centroids, unit, found.labels)) << "round " << round;
        ASSERT_TRUE(found.cost == cheapest_of_all(rows, centroids, unit, bounds))
            << "round " << round << ", " << least << " to " << most;
      }
    }
  }
}

TEST(BoundedAssignment, SharesRowsOutEquallyAtTheLeastCost) {
  for (const Data& data : adversarial()) {
    SCOPED_TRACE(data.name);
    const std::int64_t n = data.rows() / 5 * 5;
    const Data even{data.name, data.features, {data.values.begin(), data.values.begin() + n * data.features}};
    const Rows rows = on_grid(even);
    const auto engine = make_cpu_engine(copy(rows), {}, {});
    const Centroids centroids = rows_as_centroids(even, 5);
    const CostUnit unit(engine->grid(), centroids);
    const Assigned found = assigned(*engine, centroids, {n / 5, n / 5}, unit);
    EXPECT_THAT(sizes_of(found.labels, 5), Each(n / 5));
    EXPECT_TRUE(found.cost == cheapest_balanced(rows, centroids, unit, n / 5));
  }
}

// What proves that labels are optimal: each is one of smallest cost + price, and a price is paid for a bound that binds
// alone.
void expect_optimal(const Rows& rows, const Centroids& centroids, const CostUnit& unit, const RowBounds& bounds,
                    const Assigned& found) {
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    const auto with_price = [&](int c) {
      return unit.units(distance2(rows.row(i), centroids.row(c), centroids.features)) +
             found.prices[static_cast<std::size_t>(c)];
    };
    const std::int64_t own = with_price(found.labels[static_cast<std::size_t>(i)]);
    for (int c = 0; c < centroids.k; ++c) ASSERT_LE(own, with_price(c)) << "row " << i;
  }
  const auto sizes = sizes_of(found.labels, centroids.k);
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    EXPECT_TRUE(bounds.allow(sizes[c])) << sizes[c];
    EXPECT_TRUE(found.prices[c] <= 0 || sizes[c] == bounds.most) << "cluster " << c;
    EXPECT_TRUE(found.prices[c] >= 0 || sizes[c] == bounds.least) << "cluster " << c;
  }
}

TEST(BoundedAssignment, HasPricesThatProveItOptimalOnManyRows) {
  for (const int k : {2, 7, 30}) {
    const Data data = gaussian(30000, 4, 5, 21);
    const Rows rows = on_grid(data);
    const auto engine = make_cpu_engine(copy(rows), {}, {});
    const Centroids centroids = rows_as_centroids(data, k);
    const CostUnit unit(engine->grid(), centroids);
    for (const RowBounds& bounds :
         {RowBounds{0, 30000 / k + 1}, RowBounds{30000 / k - 3, 30000}, RowBounds{20000 / k, 40000 / k}}) {
      SCOPED_TRACE(k);
      expect_optimal(rows, centroids, unit, bounds, assigned(*engine, centroids, bounds, unit));
    }
  }
}

// So many tied rows that only some of the moves are kept at hand, and several rounds are needed.
TEST(BoundedAssignment, SplitsRowsThatAreAllEqual) {
  const std::int64_t n = 60000;
  const Data data{"equal", 2, std::vector<float>(static_cast<std::size_t>(2 * n), 0.5F)};
  const Rows rows = on_grid(data);
  const auto engine = make_cpu_engine(copy(rows), {}, {});
  const Centroids centroids{12, 2, std::vector<float>(24, 0.25F)};
  const CostUnit unit(engine->grid(), centroids);
  const RowBounds bounds{n / 12, n / 12};
  expect_optimal(rows, centroids, unit, bounds, assigned(*engine, centroids, bounds, unit));
}

TEST(BoundedAssignment, LeavesMissingValuesOutOfCosts) {
  Data data = gaussian(2000, 3, 4, 8);
  for (std::size_t i = 0; i < data.values.size(); i += 7) data.values[i] = std::nanf("");
  const Rows rows = on_grid(data);
  Centroids centroids = rows_as_centroids(data, 4);
  for (float& value : centroids.values) value = std::isnan(value) ? 0.0F : value;
  const auto engine = make_cpu_engine(copy(rows), {}, {});
  const CostUnit unit(engine->grid(), centroids);
  const RowBounds bounds{450, 550};
  expect_optimal(rows, centroids, unit, bounds, assigned(*engine, centroids, bounds, unit));
}

KMeansOptions with_k(int k) {
  KMeansOptions options;
  options.k = k;
  return options;
}

TEST(KeepSizes, MovesTheRowsThatCostLeast) {
  const auto engine = make_cpu_engine(make_rows(std::vector<float>{1, 2, 3, 11}, 1), {}, {});
  KMeansOptions options = with_k(2);
  options.start = {Init::given, {2, 1, {2, 11}}, {}, {}};
  KMeansResult result = kmeans(*engine, options, {});
  const KeptSizes kept = keep_sizes(*engine, result, {2, 2}, options, {});
  EXPECT_THAT(labels_of(*engine), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(result.centroids.values, ElementsAre(1.5F, 7.0F));
  EXPECT_EQ(result.inertia, 0.5 + 32);
  EXPECT_EQ(kept.rows_moved, 1) << "3 is nearer to 1.5 than to 7";
  EXPECT_EQ(kept.cost, 32.5 / 2 - 1);
  ASSERT_EQ(kept.offsets.size(), 2U);
  EXPECT_GT(kept.offsets[0], kept.offsets[1]);
  EXPECT_EQ(labels_by_offset(*engine, result.centroids, kept.offsets, {}), labels_of(*engine));
}

TEST(KeepSizes, ChangesNothingWhereSizesAreWithinTheBounds) {
  const Data data = gaussian(3000, 4, 5, 6);
  const auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansResult result = kmeans(*engine, with_k(5), {});
  const std::vector<float> before = result.centroids.values;
  const auto labels = labels_of(*engine);
  const KeptSizes kept = keep_sizes(*engine, result, {1, 3000}, with_k(5), {});
  EXPECT_EQ(kept.iterations, 0);
  EXPECT_TRUE(kept.offsets.empty());
  EXPECT_EQ(result.centroids.values, before);
  EXPECT_EQ(labels_of(*engine), labels);
}

TEST(KeepSizes, LeavesLabelsAndSumsOfItsCentroids) {
  const Data data = gaussian(4000, 3, 4, 7);
  const Rows rows = on_grid(data);
  const auto engine = make_cpu_engine(copy(rows), {}, {});
  KMeansResult result = kmeans(*engine, with_k(6), {});
  const KeptSizes kept = keep_sizes(*engine, result, {600, 700}, with_k(6), {});
  EXPECT_TRUE(result.converged);
  EXPECT_GT(kept.iterations, 0);
  EXPECT_THAT(engine->sums().counts, Each(Ge(600)));
  EXPECT_THAT(engine->sums().counts, Each(Le(700)));
  EXPECT_EQ(sizes_of(labels_of(*engine), 6), engine->sums().counts);
  EXPECT_EQ(update(result.centroids, engine->sums(), engine->grid()).values, result.centroids.values);
  const CostUnit unit(engine->grid(), result.centroids);
  const Assigned again = assigned(*engine, result.centroids, {600, 700}, unit);
  EXPECT_TRUE(again.cost == cost_of(rows, result.centroids, unit, labels_of(*engine)));
}

TEST(KeepSizes, OffsetsGiveTheRowsTheirLabels) {
  const Data data = gaussian(20000, 4, 5, 9);
  const auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansResult result = kmeans(*engine, with_k(8), {});
  const KeptSizes kept = keep_sizes(*engine, result, {2400, 2600}, with_k(8), {});
  EXPECT_EQ(labels_by_offset(*engine, result.centroids, kept.offsets, {}), labels_of(*engine));
}

// Enough rows that an eighth of them is bounded first.
TEST(KeepSizes, GivesTheSameAnswerOnEveryEngine) {
  const Data data = gaussian(70000, 3, 4, 10);
  const Rows rows = on_grid(data);
  KMeansOptions options = with_k(7);
  options.start = {Init::given, rows_as_centroids(data, 7), {}, {}};
  options.max_iter = 5;
  std::vector<std::int32_t> labels;
  KMeansResult first;
  KeptSizes kept_first;
  for (const EngineKind& kind : engine_kinds()) {
    SCOPED_TRACE(kind.name());
    const auto engine = make_engine(kind, copy(rows));
    Context context;
    context.threads = kind.threads;
    KMeansResult result = kmeans(*engine, options, context);
    const KeptSizes kept = keep_sizes(*engine, result, {9500, 10500}, options, context);
    if (labels.empty()) {
      labels = labels_of(*engine);
      first = result;
      kept_first = kept;
      EXPECT_GT(kept.rows_moved, 1000);
    }
    EXPECT_EQ(labels_of(*engine), labels);
    EXPECT_EQ(result.centroids.values, first.centroids.values);
    EXPECT_EQ(result.inertia, first.inertia);
    EXPECT_EQ(result.iterations, first.iterations);
    EXPECT_EQ(kept.offsets, kept_first.offsets);
    EXPECT_EQ(kept.rows_moved, kept_first.rows_moved);
  }
}

TEST(KeepSizes, EndsAtTheIterationLimit) {
  const Data data = gaussian(3000, 3, 4, 10);
  const auto engine = make_cpu_engine(on_grid(data), {}, {});
  KMeansOptions options = with_k(5);
  KMeansResult result = kmeans(*engine, options, {});
  options.max_iter = 1;
  const KeptSizes kept = keep_sizes(*engine, result, {590, 610}, options, {});
  EXPECT_EQ(kept.iterations, 1);
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.stopped_by, "max_iter");
  EXPECT_THAT(engine->sums().counts, Each(Ge(590)));
}

TEST(KeepSizes, RefusesWeights) {
  const auto engine = make_cpu_engine(make_rows(std::vector<float>{1, 2, 3}, 1, std::vector<double>{1, 2, 1}), {}, {});
  KMeansResult result = kmeans(*engine, with_k(2), {});
  EXPECT_THROW(keep_sizes(*engine, result, {1, 2}, with_k(2), {}), Error);
}

TEST(BoundsInRows, StayWithinTheShares) {
  const auto rows = [](double least, double most, std::int64_t all) {
    const RowBounds bounds = bounds_in_rows({{0, least}, {0, most}}, all, 5);
    return std::pair(bounds.least, bounds.most);
  };
  EXPECT_EQ(rows(0.07, 0.29, 100), std::pair(std::int64_t{7}, std::int64_t{29}));
  EXPECT_EQ(rows(0.03, 0.5, 1010), std::pair(std::int64_t{31}, std::int64_t{505}));
  EXPECT_EQ(rows(0, 0.9, 10), std::pair(std::int64_t{0}, std::int64_t{9}));
  EXPECT_EQ(bounds_in_rows({{4, 0}, {}}, 100, 5).least, 4);
  EXPECT_EQ(bounds_in_rows({{4, 0}, {}}, 100, 5).most, 100);
}

TEST(BoundsInRows, AreRefusedWhereNoSizesKeepThem) {
  const auto refused = [](const SizeBounds& bounds) {
    try {
      bounds_in_rows(bounds, 100, 3);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("not refused");
  };
  EXPECT_THAT(refused({{34, 0}, {}}), HasSubstr("at most 33"));
  EXPECT_THAT(refused({{}, {33, 0}}), HasSubstr("at least 34"));
  EXPECT_THAT(refused({{30, 0}, {20, 0}}), HasSubstr("at least 30 and at most 20"));
  EXPECT_EQ(refused({{33, 0}, {34, 0}}), "not refused");
}

}  // namespace
}  // namespace segmenta::testing
