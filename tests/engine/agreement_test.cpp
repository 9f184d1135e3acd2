// One answer: every engine agrees with the reference to the bit, on random and on adversarial data.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "engine/cpu/bounds.h"
#include "engine/cpu/cpu_shard.h"
#include "engine/definition.h"
#include "engine/eigen/eigen_shard.h"
#include "engine/engines.h"

namespace segmenta::testing {
namespace {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

// Of rows with these labels, added up anew.
ClusterSums sums_of(const Engine& engine, int k) {
  ClusterSums sums = zero_sums(engine.grid(), k);
  const Rows rows = engine.read(0, engine.grid().rows);
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    add_to_sums(sums, engine.grid(), rows.row(i), rows.weight(i), engine.labels()[static_cast<std::size_t>(i)], +1);
  }
  return sums;
}

void expect_equal_sums(const ClusterSums& expected, const ClusterSums& actual) {
  EXPECT_TRUE(expected.values == actual.values);
  EXPECT_EQ(expected.weights, actual.weights);
  EXPECT_EQ(expected.counts, actual.counts);
  EXPECT_EQ(expected.missing, actual.missing);
}

void expect_equal_passes(Engine& reference, Engine& engine, const Centroids& centroids) {
  EXPECT_EQ(reference.assign(centroids).changed, engine.assign(centroids).changed);
  ASSERT_TRUE(std::ranges::equal(reference.labels(), engine.labels()));
  expect_equal_sums(sums_of(reference, centroids.k), reference.sums());
  expect_equal_sums(reference.sums(), engine.sums());
  EXPECT_EQ(reference.inertia(centroids), engine.inertia(centroids));
}

void expect_equal_distances(const Engine& reference, const Engine& engine, const Centroids& centroids) {
  const RowDistances expected = reference.distances(centroids, 0.25);
  const RowDistances actual = engine.distances(centroids, 0.25);
  EXPECT_TRUE(same_bits(expected.nearest, actual.nearest));
  EXPECT_TRUE(same_bits(expected.runner_up, actual.runner_up));
  if (centroids.k > 1) {
    EXPECT_TRUE(same_bits(expected.margin, actual.margin));
  }
  const auto far = reference.farthest(centroids, 5);
  const auto also_far = engine.farthest(centroids, 5);
  ASSERT_EQ(far.size(), also_far.size());
  for (std::size_t i = 0; i < far.size(); ++i) {
    EXPECT_EQ(far[i].row, also_far[i].row);
    EXPECT_EQ(far[i].distance2, also_far[i].distance2);
  }
}

void expect_equal_seeding(Engine& reference, Engine& engine, const Centroids& centers) {
  reference.seed_begin();
  engine.seed_begin();
  const float largest = reference.seed_add(centers);
  EXPECT_EQ(largest, engine.seed_add(centers));
  const SeedScale scale{largest > 0 ? 40 - std::ilogb(largest) : 0};
  const int128 total = reference.seed_potential(scale);
  EXPECT_TRUE(total == engine.seed_potential(scale));
  EXPECT_TRUE(reference.seed_try(centers, scale) == engine.seed_try(centers, scale));
  EXPECT_EQ(reference.seed_sample({7, 1, 2}, 20 / static_cast<double>(total), scale),
            engine.seed_sample({7, 1, 2}, 20 / static_cast<double>(total), scale));
  if (total == 0) return;
  const std::vector<int128> positions{0, total / 3, total - 1};
  EXPECT_EQ(reference.seed_pick(positions, scale), engine.seed_pick(positions, scale));
  // A candidate that was tried before it is added, and one that was not.
  Centroids candidates = centers;
  for (float& x : candidates.values) x *= 0.5F;
  const auto last = candidates.row(candidates.k - 1);
  const Centroids one{1, candidates.features, {last, last + candidates.features}};
  EXPECT_EQ(engine.seed_try(candidates, scale).size(), static_cast<std::size_t>(candidates.k));
  EXPECT_EQ(reference.seed_add(one), engine.seed_add(one));
  EXPECT_TRUE(reference.seed_potential(scale) == engine.seed_potential(scale));
}

void expect_one_answer(const EngineKind& kind, const Rows& rows, Centroids centroids) {
  auto reference = make_reference_engine(copy(rows));
  auto engine = make_engine(kind, copy(rows));
  reference->reset(centroids.k);
  engine->reset(centroids.k);
  expect_equal_passes(*reference, *engine, centroids);
  std::rotate(centroids.values.begin(), centroids.values.begin() + centroids.features, centroids.values.end());
  expect_equal_passes(*reference, *engine, centroids);  // sums by difference
  expect_equal_distances(*reference, *engine, centroids);
  expect_equal_seeding(*reference, *engine, centroids);
}

class Agreement : public ::testing::TestWithParam<EngineKind> {};

TEST_P(Agreement, OnRandomShapes) {
  std::mt19937 random(2024);
  const auto draw = [&](double low, double high) {
    return static_cast<int>(std::exp(std::uniform_real_distribution<>(std::log(low), std::log(high))(random)));
  };
  for (int round = 0; round < 40; ++round) {
    const int features = draw(1, 300);
    const int k = draw(1, 600);
    const int rows = std::max(k, std::min(draw(1, 20000), 4'000'000 / (features * k)));
    SCOPED_TRACE(::testing::Message() << rows << " x " << features << ", k = " << k);
    const Data data = gaussian(rows, features, 8, static_cast<std::uint32_t>(random()));
    expect_one_answer(GetParam(), on_grid(data), rows_as_centroids(data, k));
  }
}

// At and past the edges of blocks of features, groups of centroids and tiles of rows.
TEST_P(Agreement, OnManyFeatures) {
  for (const int features : {127, 128, 129, 145, 260, 900}) {
    for (const int k : {9, features < 200 ? 70 : 3}) {
      for (const bool gaps : {false, true}) {
        SCOPED_TRACE(::testing::Message() << features << " features, k = " << k << (gaps ? ", gaps" : ""));
        Data data = gaussian(107, features, 5, static_cast<std::uint32_t>(features + k));
        for (float& x : data.values) x += 300;  // so that many rows stay open
        const Centroids centroids = rows_as_centroids(data, k);
        for (std::size_t i = 11; gaps && i < data.values.size(); i += 999) data.values[i] = std::nanf("");
        expect_one_answer(GetParam(), on_grid(data), centroids);
      }
    }
  }
}

TEST_P(Agreement, OnAdversarialData) {
  for (const Data& data : adversarial()) {
    for (const int k : {1, 2, 7, 60}) {
      SCOPED_TRACE(data.name + ", k = " + std::to_string(k));
      expect_one_answer(GetParam(), on_grid(data), rows_as_centroids(data, k));
    }
  }
}

TEST_P(Agreement, OnRowsBetweenTwoCentroids) {
  Data data{"bisector", 8, {}};
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> a(8);
  for (float& x : a) x = normal(random);
  for (int i = 0; i < 3000; ++i) {  // on the plane between a and -a but for the last bits
    std::vector<float> x(8);
    float along = 0;
    for (std::size_t j = 0; j < 7; ++j) along += (x[j] = normal(random)) * a[j];
    x[7] = -along / a[7];
    data.values.insert(data.values.end(), x.begin(), x.end());
  }
  Centroids centroids{2, 8, a};
  for (const float x : a) centroids.values.push_back(-x);
  expect_one_answer(GetParam(), on_grid(data), centroids);
}

// Scores that are infinite or no numbers for some centroids only: no row may be taken for certain by the others.
TEST_P(Agreement, OnScoresBeyondFloat) {
  const auto at = [](int features, std::initializer_list<std::pair<int, float>> components) {
    std::vector<float> values;
    for (const auto& [feature, value] : components) {
      std::vector<float> one(static_cast<std::size_t>(features));
      one[static_cast<std::size_t>(feature)] = value;
      values.insert(values.end(), one.begin(), one.end());
    }
    return values;
  };
  struct Case {
    int features;
    std::vector<float> rows, centroids;
  };
  const float f = std::sqrt(0x1p127F);
  std::vector<Case> cases{
      {1, {0.52F * 1.46F * 0x1p64F, 0.0F}, {0.0F, 1.46F * 0x1p64F}},
      {9, at(9, {{0, 0x1.8p115F}, {1, 0x1p100F}}), at(9, {{0, 0x1p116F}, {0, 0x1p114F}, {1, 0x1p115F}})},
      {9, at(9, {{0, 0x1p30F}, {3, 0x1p30F}, {8, 1.0F}}),
       at(9,
          {{0, 0x1p117F}, {1, 0x1p117F}, {2, 0x1p117F}, {3, 0x1p117F}, {4, 0x1p117F}, {5, 0x1p117F}, {6, 0x1p117F}})},
  };
  for (int d = 2; d <= 8; ++d) {
    cases.push_back(
        {d, at(d, {{0, 0.0045F * 2 * f}, {1, f}}),
         at(d, {{0, -std::sqrt(1.98F) * f * std::sqrt(2.0F)}, {0, std::sqrt(2.002F) * f * std::sqrt(2.0F)}})});
  }
  for (const Case& one : cases) {
    SCOPED_TRACE(one.features);
    const auto reference = make_reference_engine(make_rows(one.rows, one.features));
    const auto engine = make_engine(GetParam(), make_rows(one.rows, one.features));
    const Centroids centroids{static_cast<int>(one.centroids.size()) / one.features, one.features, one.centroids};
    reference->reset(centroids.k);
    engine->reset(centroids.k);
    reference->assign(centroids);
    engine->assign(centroids);
    EXPECT_TRUE(std::ranges::equal(reference->labels(), engine->labels()));
    EXPECT_EQ(reference->sums().counts, engine->sums().counts);
  }
}

TEST_P(Agreement, WithWeightsAndMissingValues) {
  Data data = gaussian(900, 6, 4, 31);
  std::vector<double> weights;
  for (std::size_t i = 0; i < 900; ++i) {
    weights.push_back(static_cast<double>(i % 4) * 0.37);
    if (i % 5 == 0) data.values[i * 6 + i % 6] = std::nanf("");
  }
  Centroids centroids = rows_as_centroids(gaussian(900, 6, 4, 31), 9);
  expect_one_answer(GetParam(), make_rows(data.values, 6, weights), centroids);
}

// Centroids on their way to rest, by smaller and smaller steps: what lets rows be skipped must not outlive its truth.
TEST_P(Agreement, WhileCentroidsMove) {
  std::mt19937 random(77);
  std::normal_distribution<float> normal;
  std::vector<Data> all = adversarial();
  all.push_back(gaussian(1200, 2, 6, 41));
  all.push_back(gaussian(1200, 19, 12, 42));
  all.push_back(gaussian(500, 70, 40, 43));
  all.push_back(gaussian(200, 300, 7, 46));  // in blocks of features
  all.push_back(gaussian(45, 4200, 3, 45));  // beyond the fast path
  all.push_back(gaussian(900, 6, 4, 44));
  for (std::size_t i = 0; i < 900; i += 5) all.back().values[i * 6 + i % 6] = std::nanf("");
  for (const Data& data : all) {
    for (const int k : {1, 5, 40}) {
      SCOPED_TRACE(data.name + ", k = " + std::to_string(k));
      Centroids centroids = rows_as_centroids(data, k);
      for (float& x : centroids.values) x = std::isnan(x) ? 0.0F : x;
      auto reference = make_reference_engine(on_grid(data));
      auto engine = make_engine(GetParam(), on_grid(data));
      reference->reset(k);
      engine->reset(k);
      for (int pass = 0; pass < 12; ++pass) {
        ASSERT_NO_FATAL_FAILURE(expect_equal_passes(*reference, *engine, centroids)) << "pass " << pass;
        for (float& x : centroids.values) x += std::ldexp(normal(random), -2 * pass) * std::abs(x);
        if (pass == 4) {
          reference->move_row(7, k - 1);
          engine->move_row(7, k - 1);
        }
        if (pass != 7) continue;
        std::vector<std::int32_t> reversed(static_cast<std::size_t>(k));
        for (int c = 0; c < k; ++c) reversed[static_cast<std::size_t>(c)] = k - 1 - c;
        reference->relabel(reversed, k);
        engine->relabel(reversed, k);
        Centroids turned{k, centroids.features, {}};
        for (const std::int32_t c : reversed) {
          turned.values.insert(turned.values.end(), centroids.row(c), centroids.row(c) + centroids.features);
        }
        centroids = turned;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Agreement, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& info) { return info.param.name(); });

// Rows between a centroid and its opposite, but for the last bits.
Rows rows_between(const std::vector<float>& a, int rows, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values;
  for (int i = 0; i < rows; ++i) {
    std::vector<float> x(a.size());
    float along = 0;
    for (std::size_t j = 0; j + 1 < x.size(); ++j) along += (x[j] = normal(random)) * a[j];
    x.back() = -along / a.back();
    values.insert(values.end(), x.begin(), x.end());
  }
  return make_rows(values, static_cast<int>(a.size()));
}

// The certificates are needed: shrunk a thousandfold, of many features without them, wrong labels come through on rows
// between two centroids.
TEST(Certificates, ShrunkFarGiveWrongLabels) {
  std::mt19937 random(6);
  std::normal_distribution<float> normal;
  for (const auto& [features, shrink] : {std::pair(16, 1e-3), std::pair(300, 0.0)}) {
    SCOPED_TRACE(features);
    std::vector<float> a(static_cast<std::size_t>(features));
    for (float& x : a) x = normal(random);
    Centroids centroids{2, features, a};
    for (const float x : a) centroids.values.push_back(-x);
    const Rows rows = rows_between(a, 10'000, random);
    auto reference = make_reference_engine(copy(rows));
    const auto wrong_labels = [&](const std::shared_ptr<const BackEnd>& back_end) {
      Engine engine(copy(rows), back_end);
      engine.reset(2);
      engine.assign(centroids);
      std::int64_t wrong = 0;
      for (std::size_t i = 0; i < engine.labels().size(); ++i)
        wrong += engine.labels()[i] != reference->labels()[i] ? 1 : 0;
      return wrong;
    };
    reference->reset(2);
    reference->assign(centroids);
    EXPECT_EQ(wrong_labels(simd_back_end({}, 2)), 0);
    EXPECT_GT(wrong_labels(simd_back_end({}, 2, shrink)), 0);
    EXPECT_EQ(wrong_labels(eigen_back_end({}, 2)), 0);
    if (features > 16) continue;  // Eigen's sums of so many rarely have the wrong sign
    EXPECT_GT(wrong_labels(eigen_back_end({}, 2, shrink)), 0);
  }
}

// Many centroids of many features, which are left out by groups; some rows have gaps, some are equal to others.
TEST_P(Agreement, WhereGroupsOfCentroidsAreLeftOut) {
  std::mt19937 random(91);
  std::normal_distribution<float> normal;
  for (const auto& [rows, features, k] :
       {std::array{700, 130, 128}, std::array{400, 300, 130}, std::array{900, 70, 250}, std::array{3000, 37, 450}}) {
    SCOPED_TRACE(::testing::Message() << rows << " x " << features << ", k = " << k);
    Data data = gaussian(rows, features, k / 3, static_cast<std::uint32_t>(k));
    Centroids centroids = rows_as_centroids(data, k);
    const auto d = static_cast<std::ptrdiff_t>(features);
    std::copy_n(data.values.begin(), 20 * d, data.values.begin() + 60 * d);
    std::copy_n(centroids.values.begin(), 3 * d, centroids.values.begin() + 90 * d);
    for (std::size_t i = 5; i < data.values.size(); i += 9973) data.values[i] = std::nanf("");
    auto reference = make_reference_engine(on_grid(data));
    auto engine = make_engine(GetParam(), on_grid(data));
    reference->reset(k);
    engine->reset(k);
    for (int pass = 0; pass < 9; ++pass) {
      ASSERT_NO_FATAL_FAILURE(expect_equal_passes(*reference, *engine, centroids)) << "pass " << pass;
      for (float& x : centroids.values) x += std::ldexp(normal(random), -pass - 2);
      if (pass == 3) {
        reference->move_row(11, k - 1);
        engine->move_row(11, k - 1);
      }
      if (pass != 5) continue;
      std::vector<std::int32_t> same(static_cast<std::size_t>(k));
      std::iota(same.begin(), same.end(), 0);
      reference->relabel(same, k);
      engine->relabel(same, k);
    }
  }
}

// A row at 0 between centroids at 1 and at -2: its gap is 1, which both may use up.
TEST(Drift, LetsARowBeSkippedUntilItsGapIsUsedUp) {
  Drift drift;
  drift.advance({2, 1, {1, -2}});
  const float bound = drift.bound(1, 4, 0);
  EXPECT_GT(bound, drift.values()[0]);
  drift.advance({2, 1, {1.45F, -1.55F}});
  EXPECT_GT(bound, drift.values()[0]);
  drift.advance({2, 1, {1.5001F, -1.4999F}});
  EXPECT_LT(bound, drift.values()[0]);
}

TEST(Drift, FollowsClustersToTheirNewNumbers) {
  Drift drift;
  drift.advance({3, 1, {0, 10, 20}});
  drift.advance({3, 1, {0, 11, 24}});
  const std::vector<float> before = drift.values();
  EXPECT_NEAR(before[0], 4, 1e-5);
  EXPECT_NEAR(before[1], 5, 1e-5);
  EXPECT_NEAR(before[2], 5, 1e-5);
  drift.relabel(std::vector<std::int32_t>{1, -1, 0}, 2);
  EXPECT_EQ(drift.values(), (std::vector<float>{before[2], before[0]}));
  drift.advance({2, 1, {24, 0}});  // nothing moves
  EXPECT_EQ(drift.values(), (std::vector<float>{before[2], before[0]}));
}

}  // namespace
}  // namespace segmenta::testing
