// Whole fits, against scikit-learn and against what a fit promises.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "segments/classics.h"

namespace segmenta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

FitOptions raw(int k) {
  FitOptions options;
  options.prepare.scale = Scale::none;
  options.prepare.log = Log::none;
  options.k = {k, k};
  return options;
}

FitOptions raw_from(int k, int features, std::vector<double> start) {
  FitOptions options = raw(k);
  options.kmeans.start = {Init::given, {k, features, {}}, std::move(start), {}};
  return options;
}

// scikit-learn's number of each of our segments, where both make the same groups.
std::vector<std::size_t> match(const std::vector<std::int32_t>& ours, const std::vector<double>& theirs, int k) {
  std::vector<std::size_t> matched(static_cast<std::size_t>(k), 0);
  for (std::size_t i = 0; i < ours.size(); ++i)
    matched[static_cast<std::size_t>(ours[i])] = static_cast<std::size_t>(theirs[i]);
  return matched;
}

std::vector<double> skewed_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<> skewed;
  std::vector<double> values(count);
  for (double& x : values) x = skewed(random);
  return values;
}

TEST(Fit, AgreesWithScikitLearnFromGivenStarts) {
  for (const Classic& classic : classics()) {
    SCOPED_TRACE(classic.name);
    const MemoryTable table(classic.columns(), classic.data);
    const FitResult result = fit(table, raw_from(classic.k, classic.features, classic.start), {});
    EXPECT_TRUE(result.model.converged);
    EXPECT_NEAR(result.model.inertia, classic.inertia, 1e-6 * classic.inertia);
    const auto theirs = match(result.segments.segment, classic.labels, classic.k);
    for (std::size_t i = 0; i < classic.labels.size(); ++i) {
      ASSERT_EQ(theirs[static_cast<std::size_t>(result.segments.segment[i])], classic.labels[i]) << "row " << i;
    }
    const auto d = static_cast<std::size_t>(classic.features);
    const double largest = *std::max_element(classic.data.begin(), classic.data.end());
    for (std::size_t i = 0; i < result.model.centroids_original.size(); ++i) {
      EXPECT_NEAR(result.model.centroids_original[i], classic.centroids[theirs[i / d] * d + i % d], 1e-6 * largest);
    }
  }
}

TEST(Fit, SeedsAtLeastAsWellAsScikitLearn) {
  for (const Classic& classic : classics()) {
    const MemoryTable table(classic.columns(), classic.data);
    FitOptions options;
    options.k = {classic.k, classic.k};
    options.features = classic.columns();
    options.prepare.log = Log::none;
    std::vector<double> inertias;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      options.kmeans.seed = seed;
      inertias.push_back(fit(table, options, {}).model.inertia);
    }
    std::ranges::sort(inertias);
    const double median = (inertias[9] + inertias[10]) / 2;
    RecordProperty(classic.name, std::to_string(median / classic.median_inertia));
    EXPECT_LE(median, classic.median_inertia * (1 + 1e-6)) << classic.name;
  }
}

TEST(Fit, NumbersSegmentsByDescendingMeanOfTheValueFeature) {
  const std::vector<double> values{1, 10, 2, 10, 50, 900, 51, 900, 100, 300, 101, 300};
  const MemoryTable table({"recency_days", "monetary"}, values);
  const FitResult result = fit(table, raw(3), {});
  EXPECT_EQ(result.model.order_by, "monetary");
  EXPECT_THAT(result.segments.segment, ElementsAre(2, 2, 0, 0, 1, 1));
  EXPECT_EQ(result.model.centroids_original[1], 900);
}

TEST(Fit, NumbersSegmentsBySizeWithoutAValueFeature) {
  const std::vector<double> values{0, 1, 50, 51, 52, 100};
  const MemoryTable table({"x"}, values);
  const FitResult result = fit(table, raw_from(3, 1, {0, 51, 100}), {});
  EXPECT_EQ(result.model.order_by, "size");
  EXPECT_THAT(result.model.sizes, ElementsAre(3, 2, 1));
}

TEST(Fit, TiesGoToTheLowestStoredIndex) {
  const std::vector<double> values{0, 1, 2};
  const MemoryTable table({"x"}, values);
  FitOptions options = raw_from(2, 1, {0, 2});
  options.kmeans.max_iter = 1;
  const FitResult result = fit(table, options, {});
  const Segments again = assign(table, result.model, {}, {});
  EXPECT_EQ(again.segment, result.segments.segment);
}

// Scales and metrics give the rows another exponent each, which offsets are freed of.
TEST(Fit, KeepsSizesAndAssignsTheTrainingRowsTheirLabels) {
  const std::vector<double> values = skewed_values(3 * 2000, 19);
  const MemoryTable table({"a", "b", "c"}, values);
  for (const Scale scale : {Scale::zscore, Scale::minmax, Scale::none}) {
    for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
      FitOptions options;
      options.k = {6, 6};
      options.prepare.scale = scale;
      options.prepare.metric = metric;
      options.levels = {2};
      options.size_bounds = {{0, 0.16}, {0, 0.17}};
      const FitResult result = fit(table, options, {});
      for (const std::int64_t size : result.model.sizes) {
        EXPECT_GE(size, 320);
        EXPECT_LE(size, 340);
      }
      EXPECT_EQ(segment_sizes(result.segments.segment, 6), result.model.sizes);
      const auto moved = std::ranges::count_if(result.segments.margin, [](float margin) { return margin < 0; });
      EXPECT_GT(moved, 0);
      EXPECT_NEAR(static_cast<double>(moved), static_cast<double>(result.size_bounds.rows_moved), 1);
      const Segments again = assign(table, result.model, {}, {});
      EXPECT_EQ(again.segment, result.segments.segment);
      EXPECT_EQ(again.runner_up, result.segments.runner_up);
    }
  }
}

TEST(Fit, RefusesBoundsOnSizesWithARangeOfK) {
  const std::vector<double> values{0, 1, 50, 51, 52, 100};
  const MemoryTable table({"x"}, values);
  FitOptions options = raw(2);
  options.k = {2, 3};
  options.size_bounds.most.rows = 4;
  EXPECT_THROW(fit(table, options, {}), Error);
}

TEST(Assign, GivesTheTrainingRowsTheirLabels) {
  const std::vector<double> values = skewed_values(5 * 3000, 9);
  const MemoryTable table({"a", "b", "c", "d", "e"}, values);
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax, Scale::none}) {
    for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
      FitOptions options;
      options.k = {7, 7};
      options.prepare.scale = scale;
      options.prepare.metric = metric;
      options.prepare.clip_percent = 1;
      const FitResult result = fit(table, options, {});
      const Segments again = assign(table, result.model, {}, {});
      EXPECT_EQ(again.segment, result.segments.segment);
      EXPECT_EQ(again.distance, result.segments.distance);
      EXPECT_EQ(again.margin, result.segments.margin);
      EXPECT_EQ(again.runner_up, result.segments.runner_up);
    }
  }
}

TEST(Fit, FromAFittedModelChangesNothing) {
  const std::vector<double> values = skewed_values(3 * 2000, 10);
  const MemoryTable table({"a", "b", "value"}, values);
  for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
    FitOptions options;
    options.k = {5, 5};
    options.prepare.metric = metric;
    const FitResult first = fit(table, options, {});
    options.kmeans.start = start_at(first.model);
    const FitResult again = fit(table, options, {});
    EXPECT_EQ(labels_digest(again.segments.segment), labels_digest(first.segments.segment));
    EXPECT_EQ(centroids_digest(again.model.centroids), centroids_digest(first.model.centroids));
    EXPECT_EQ(again.model.inertia, first.model.inertia);
  }
}

// A start tells a direction: that it is long must not let it lose the rows that point there.
TEST(Fit, ByCosineHasStartsAndCentroidsOfNoLength) {
  const std::vector<double> values{10, 1, 20, 2, 1, 10, 2, 21};
  const MemoryTable table({"x", "y"}, values);
  FitOptions options = raw_from(2, 2, {0.001, 0.01, 5000, 400});
  options.prepare.metric = Metric::cosine;
  options.kmeans.max_iter = 1;
  const FitResult result = fit(table, options, {});
  EXPECT_EQ(result.segments.segment[0], result.segments.segment[1]);
  EXPECT_EQ(result.segments.segment[2], result.segments.segment[3]);
  EXPECT_NE(result.segments.segment[0], result.segments.segment[2]);
  EXPECT_TRUE(result.model.centroids_original.empty());
}

TEST(Fit, AddingAConstantNeverChangesALabel) {
  std::mt19937 random(11);
  std::normal_distribution<> normal;
  std::vector<double> values(4 * 3000);
  for (double& x : values) x = std::ldexp(std::nearbyint(std::ldexp(normal(random), 18)), -18);
  const std::vector<std::string> names{"a", "b", "c", "d"};
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax, Scale::none}) {
    FitOptions options;
    options.k = {6, 6};
    options.prepare.scale = scale;
    options.prepare.log = Log::none;
    const MemoryTable table(names, values);
    const FitResult before = fit(table, options, {});
    for (const double offset : {1e4, 1e5, 1e6}) {
      std::vector<double> moved = values;
      for (std::size_t i = 0; i < moved.size(); i += 4) moved[i] += offset;
      const MemoryTable moved_table(names, moved);
      EXPECT_EQ(fit(moved_table, options, {}).segments.segment, before.segments.segment);
    }
  }
}

TEST(Fit, ReportsDistancesInPreparedUnitsWhateverTheMagnitude) {
  for (const double unit : {1e-30, 1.0, 1e25}) {
    const std::vector<double> values{0 * unit, 3 * unit, 100 * unit};
    const MemoryTable table({"x"}, values);
    const FitResult result = fit(table, raw_from(2, 1, {0, 100 * unit}), {});
    EXPECT_NEAR(result.segments.distance[0] / unit, 1.5, 1e-5);
    EXPECT_NEAR(result.segments.margin[0] / unit, 98.5 - 0.0, 1e-4);
    EXPECT_NEAR(result.model.inertia / unit / unit, 4.5, 1e-4);
    EXPECT_NEAR(result.model.centroids_original[1] / unit, 100, 1e-5);
  }
}

TEST(Fit, HasNoRunnerUpWithOneSegment) {
  const std::vector<double> values{1, 2};
  const MemoryTable table({"x"}, values);
  const FitResult result = fit(table, raw(1), {});
  EXPECT_THAT(result.segments.runner_up, ElementsAre(-1, -1));
  EXPECT_TRUE(std::isnan(result.segments.margin[0]));
}

TEST(Fit, WarnsOfSegmentsWithoutRows) {
  const std::vector<double> values(30, 4.0);
  const MemoryTable table({"x"}, values);
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  const FitResult result = fit(table, raw(3), context);
  EXPECT_THAT(result.model.sizes, ElementsAre(30, 0, 0));
  EXPECT_THAT(notes, HasSubstr("2 of 3 segments have no rows"));
}

TEST(Fit, DropsEmptySegmentsOnRequest) {
  const std::vector<double> values(30, 4.0);
  const MemoryTable table({"x"}, values);
  FitOptions options = raw(3);
  options.kmeans.empty = EmptyCluster::drop;
  const FitResult result = fit(table, options, {});
  EXPECT_EQ(result.model.k, 1);
  EXPECT_EQ(result.model.k_requested, 3);
}

TEST(Fit, RefusesANumberOfSegmentsThatItWouldNotRead) {
  const std::vector<double> values{1, 2, 30};
  const MemoryTable table({"x"}, values);
  FitOptions options = raw(2);
  options.kmeans.k = 3;
  try {
    fit(table, options, {});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("FitOptions::k"));
  }
}

TEST(Digest, IsXxh3OfTheBytes) {
  // XXH3-64 of nothing, by the specification of the hash.
  EXPECT_EQ(labels_digest({}), "2d06800538d394c2");
  EXPECT_NE(labels_digest({1}), labels_digest({2}));
}

}  // namespace
}  // namespace segmenta
