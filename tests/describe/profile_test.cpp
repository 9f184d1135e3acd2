// Profiles of four customers by hand, of many against closed forms, and of real data against numpy.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/profile.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "segments/online_retail.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Profile profile_of(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                   int k, int threads = 1) {
  Context context;
  context.threads = threads;
  return profile(table, columns, labels, k, context);
}

std::vector<std::string> names(const std::vector<Column>& columns) {
  std::vector<std::string> result;
  for (const Column& column : columns) result.push_back(column.name);
  return result;
}

// Two segments of three and one customers: spend 10, 20, 60 and 10.
class FourCustomers : public testing::Test {
 protected:
  const std::vector<double> values = {1, 10, 2, 20, 9, 60, 4, 10};
  const MemoryTable table{{"visits", "spend"}, values};
  const std::vector<std::int32_t> labels = {0, 0, 0, 1};
};

TEST_F(FourCustomers, AreCountedBySegment) {
  const Profile result = profile_of(table, {"visits"}, labels, 2);
  EXPECT_EQ(result.rows, 4);
  ASSERT_EQ(result.segments.size(), 2U);
  EXPECT_EQ(result.segments[0].segment, 0);
  EXPECT_EQ(result.segments[1].segment, 1);
  EXPECT_EQ(result.segments[1].name, "Segment 1");
  EXPECT_EQ(result.segments[0].size, 3);
  EXPECT_EQ(result.segments[1].size, 1);
  EXPECT_DOUBLE_EQ(result.segments[0].share, 0.75);
  EXPECT_DOUBLE_EQ(result.segments[1].share, 0.25);
}

// Expected share, difference and V by hand: the table of counts is {3, 1; 0, 2; 1, 1}.
TEST(Profile, CountsTheValuesOfText) {
  TypedTable table = customers(9);
  table.add_text("plan", {"pro", "pro", "free", "pro", "free", "free", "", "pro", "free"});
  table.add("spend", {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Profile result = profile_of(table, {"plan", "spend"}, {0, 0, 0, 0, 1, 1, 1, 2, 2}, 3);
  EXPECT_THAT(names(result.features), ElementsAre("spend"));
  ASSERT_EQ(result.categories.size(), 1U);
  const CategoryProfile& plan = result.categories[0];
  EXPECT_THAT(plan.values, ElementsAre("free", "pro")) << "as frequent: by text";
  EXPECT_THAT(plan.present, ElementsAre(4, 2, 2));
  EXPECT_THAT(plan.customers[0], ElementsAre(1, 3));
  EXPECT_DOUBLE_EQ(plan.share(0, 1), 0.75);
  EXPECT_DOUBLE_EQ(plan.share_of_all(1), 0.5);
  EXPECT_DOUBLE_EQ(plan.difference(0, 1), 0.5);
  const double by_chance = 2.0 / 7, most = 1 - 1.0 / 7;  // 2 values, 3 segments
  EXPECT_DOUBLE_EQ(plan.cramers_v, std::sqrt((3.0 / 8 - by_chance) / most)) << "chi-square 3 of 8 customers";
  const std::vector<CategoryDriver> drivers = category_drivers(result, 1);
  ASSERT_EQ(drivers.size(), 1U);
  EXPECT_EQ(plan.values[drivers[0].value], "free") << "what they have, rather than what they have not";
  EXPECT_DOUBLE_EQ(drivers[0].difference, 1);
}

TEST(Profile, TakesRareValuesForNoTieToTheSegments) {
  constexpr int n = 800;
  std::vector<std::string> cities, own, plans;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < n; ++i) {
    labels.push_back(i % 4);
    cities.push_back("city " + std::to_string(i * 7919 % 797 % 200));
    own.push_back("own " + std::to_string(i));
    plans.push_back(i % 4 < 2 ? "pro" : "free");
  }
  TypedTable table = customers(n);
  table.add_text("city", cities);
  table.add_text("own", own);
  table.add_text("plan", plans);
  const Profile result = profile_of(table, {"city", "own", "plan"}, labels, 4);
  EXPECT_LT(result.categories[0].cramers_v, 0.15) << "200 cities of 4 customers each";
  EXPECT_TRUE(std::isnan(result.categories[1].cramers_v)) << "each customer has a value of its own";
  EXPECT_NEAR(result.categories[2].cramers_v, 1, 0.01) << "the segment tells the plan";
}

TEST(Profile, KnowsWhatIsOnlyZeroAndOne) {
  TypedTable table = customers(4);
  table.add({"app", ColumnType::integer, "int64", "", "", ""}, {1, 0, missing, 1});
  table.add({"orders", ColumnType::integer, "int64", "", "", ""}, {1, 0, 2, 1});
  table.add({"newsletter", ColumnType::boolean, "bool", "", "", ""}, {1, 0, 0, 1});
  table.add("rate", {1, 0, 1, 1});
  const Profile result = profile_of(table, {"app", "orders", "newsletter", "rate"}, {0, 0, 0, 1}, 2);
  EXPECT_THAT(result.flags, ElementsAre(true, false, true, false));
  EXPECT_EQ(result.segments[0].features[0].values, 2);
  EXPECT_EQ(result.segments[0].features[1].values, 3);
}

// One customer spends so much that the average is no standard deviation above what nearly all spend.
TEST(Profile, SeesHalfTheAverageBehindAFewExtremes) {
  std::vector<double> values(1000, 10);
  std::vector<std::int32_t> labels(1000, 0);
  for (std::size_t i = 500; i < 1000; ++i) {
    values[i] = 30;
    labels[i] = 1;
  }
  values.back() = 20'000;
  const Profile result = profile_of(MemoryTable({"spend"}, values), {"spend"}, labels, 2);
  EXPECT_LT(std::abs(result.segments[0].features[0].difference), small_difference);
  EXPECT_THAT(result.segments[0].drivers, ElementsAre(0));
}

TEST(Profile, LetsTheFewSetNothingApart) {
  const std::vector<double> values = {9, 1, missing, 1, missing, 1, 0, 1, 0, 1, 0, 5};
  const Profile result = profile_of(MemoryTable({"rare", "usual"}, values), {"rare", "usual"}, {0, 0, 0, 1, 1, 1}, 2);
  EXPECT_EQ(result.segments[0].features[0].values, 1);
  EXPECT_GT(result.segments[0].features[0].difference, 1);
  EXPECT_THAT(result.segments[0].drivers, ElementsAre(1)) << "one of three has the rare one";
}

TEST_F(FourCustomers, HaveMeanMedianAndIndexBySegment) {
  const Profile result = profile_of(table, {"visits", "spend"}, labels, 2);
  const FeatureProfile visits = result.segments[0].features[0];
  EXPECT_DOUBLE_EQ(visits.mean, 4);
  EXPECT_DOUBLE_EQ(visits.median, 2);
  EXPECT_DOUBLE_EQ(visits.index, 100);
  const FeatureProfile spend = result.segments[1].features[1];
  EXPECT_DOUBLE_EQ(spend.mean, 10);
  EXPECT_DOUBLE_EQ(spend.median, 10);
  EXPECT_DOUBLE_EQ(spend.index, 40);
}

TEST_F(FourCustomers, HaveTheSameFiguresOverAll) {
  const Profile result = profile_of(table, {"visits", "spend"}, labels, 2);
  EXPECT_DOUBLE_EQ(result.all[0].mean, 4);
  EXPECT_DOUBLE_EQ(result.all[0].median, 3);
  EXPECT_DOUBLE_EQ(result.all[1].mean, 25);
  EXPECT_DOUBLE_EQ(result.all[1].median, 15);
  EXPECT_DOUBLE_EQ(result.all[1].index, 100);
}

TEST_F(FourCustomers, ShareTheRevenue) {
  const Profile result = profile_of(table, {"visits", "spend"}, labels, 2);
  EXPECT_EQ(result.value_feature, "spend");
  EXPECT_DOUBLE_EQ(result.segments[0].revenue_share, 0.9);
  EXPECT_DOUBLE_EQ(result.segments[1].revenue_share, 0.1);
}

TEST_F(FourCustomers, ShareTheRevenueWhereItIsNotProfiled) {
  const Profile result = profile_of(table, {"visits"}, labels, 2);
  EXPECT_EQ(result.value_feature, "spend");
  EXPECT_THAT(names(result.features), ElementsAre("visits"));
  EXPECT_DOUBLE_EQ(result.segments[0].revenue_share, 0.9);
}

TEST_F(FourCustomers, AreProfiledInTheOrderOfTheColumnsNamed) {
  const Profile result = profile_of(table, {"spend", "visits"}, labels, 2);
  EXPECT_THAT(names(result.features), ElementsAre("spend", "visits"));
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].mean, 30);
}

TEST_F(FourCustomers, LeaveASegmentOfNoRowsWithoutFigures) {
  const Profile result = profile_of(table, {"visits"}, labels, 3);
  ASSERT_EQ(result.segments.size(), 3U);
  EXPECT_EQ(result.segments[2].size, 0);
  EXPECT_EQ(result.segments[2].share, 0);
  EXPECT_EQ(result.segments[2].revenue_share, 0);
  EXPECT_THAT(result.segments[2].features[0].mean, IsNan());
  EXPECT_THAT(result.segments[2].features[0].median, IsNan());
  EXPECT_THAT(result.segments[2].features[0].index, IsNan());
}

TEST(Profile, TakesTheMeanOfTheTwoMiddleValuesOfAnEvenCount) {
  const std::vector<double> values = {7, 1, 100, 3};
  const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, {0, 0, 0, 0}, 1);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].median, 5);
}

// numpy.percentile([1, 2, 9], [25, 75]), numpy.std([1, 2, 9, 4]) = 3.0822070014844885.
TEST_F(FourCustomers, HaveQuartilesAndDifferencesBySegment) {
  const Profile result = profile_of(table, {"visits", "spend"}, labels, 2);
  const FeatureProfile visits = result.segments[0].features[0];
  EXPECT_DOUBLE_EQ(visits.lower_quartile, 1.5);
  EXPECT_DOUBLE_EQ(visits.upper_quartile, 5.5);
  EXPECT_DOUBLE_EQ(visits.difference, 0);
  EXPECT_DOUBLE_EQ(result.segments[1].features[0].upper_quartile, 4);
  EXPECT_DOUBLE_EQ(result.all[0].lower_quartile, 1.75);
  EXPECT_DOUBLE_EQ(result.all[0].upper_quartile, 5.25);
  EXPECT_DOUBLE_EQ(result.segments[0].features[1].difference, (30 - 25) / std::sqrt(425.0));
  EXPECT_DOUBLE_EQ(result.all[1].difference, 0);
}

// Quantiles of type 7 of the sorted values, at every size up to where each is sought in its own part.
TEST(Profile, FindsEveryQuantileOfAnyNumberOfValues) {
  std::mt19937 random(11);
  for (std::size_t n = 1; n <= 130; ++n) {
    std::vector<double> values(n);
    for (double& value : values) value = static_cast<double>(random() % 50);
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const auto expected = [&](double share) {
      const double position = share * static_cast<double>(n - 1);
      const auto below = static_cast<std::size_t>(position);
      const double above = sorted[std::min(below + 1, n - 1)];
      return sorted[below] + (position - static_cast<double>(below)) * (above - sorted[below]);
    };
    const MemoryTable table({"x"}, values);
    const FeatureProfile found = profile_of(table, {"x"}, std::vector<std::int32_t>(n), 1).segments[0].features[0];
    EXPECT_NEAR(found.percentile_5, expected(0.05), 1e-9) << n;
    EXPECT_NEAR(found.lower_quartile, expected(0.25), 1e-9) << n;
    EXPECT_NEAR(found.median, expected(0.5), 1e-9) << n;
    EXPECT_NEAR(found.upper_quartile, expected(0.75), 1e-9) << n;
    EXPECT_NEAR(found.percentile_95, expected(0.95), 1e-9) << n;
  }
}

TEST_F(FourCustomers, AreDrivenByWhatDiffersMost) {
  const Profile result = profile_of(table, {"visits", "spend"}, labels, 2);
  EXPECT_THAT(result.segments[0].drivers, ElementsAre(1)) << "visits are as the average's";
  EXPECT_THAT(result.segments[1].drivers, ElementsAre(1));
}

TEST_F(FourCustomers, HaveGrownSinceAnEarlierMonth) {
  Profile result = profile_of(table, {"visits"}, labels, 2);
  EXPECT_THAT(result.segments[0].growth, IsNan());
  set_growth(result, std::vector<std::int64_t>{2, 0});
  EXPECT_DOUBLE_EQ(result.segments[0].growth, 0.5);
  EXPECT_THAT(result.segments[1].growth, IsNan());
  try {
    set_growth(result, std::vector<std::int64_t>{1, 2, 3});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_THAT(error.what(), HasSubstr("there were 3, there are 2 now"));
  }
}

TEST(Profile, HasAtMostThreeDriversLargestFirstTiesToTheFirstFeature) {
  const std::vector<double> values = {0, 4, 0, 0, 0, 0, 4, 4, 2, 0, 8, 0, 4, 0, 4, 8, 0, 4, 2, 4};
  const MemoryTable table({"a", "b", "c", "d", "e"}, values);
  const Profile result = profile_of(table, {"a", "b", "c", "d", "e"}, {0, 0, 1, 1}, 2);
  EXPECT_DOUBLE_EQ(result.segments[1].features[0].difference, 1);
  EXPECT_DOUBLE_EQ(result.segments[1].features[1].difference, -1);
  EXPECT_DOUBLE_EQ(result.segments[1].features[3].difference, 0) << "1 in each half";
  EXPECT_THAT(result.segments[1].drivers, ElementsAre(0, 1, 4));
}

TEST(Profile, HasNoDifferencesOfAConstant) {
  const std::vector<double> values(100'000, 0.1);
  std::vector<std::int32_t> labels(values.size(), 0);
  labels[0] = 1;
  const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, labels, 2);
  EXPECT_THAT(result.segments[1].features[0].difference, IsNan());
  EXPECT_THAT(result.all[0].difference, IsNan());
  EXPECT_THAT(result.segments[1].drivers, IsEmpty());
}

// Type 7 by its definition, on sorted values.
double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double high = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (high - values[below]) * (position - static_cast<double>(below));
}

TEST(Profile, QuartilesAreThoseOfTheDefinitionForEveryCount) {
  for (std::size_t count = 1; count <= 40; ++count) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i * 7919 % 23));
    const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, std::vector<std::int32_t>(count, 0), 1);
    const FeatureProfile figures = result.segments[0].features[0];
    EXPECT_DOUBLE_EQ(figures.lower_quartile, quantile(values, 0.25)) << count;
    EXPECT_DOUBLE_EQ(figures.median, quantile(values, 0.5)) << count;
    EXPECT_DOUBLE_EQ(figures.upper_quartile, quantile(values, 0.75)) << count;
  }
}

TEST(Profile, LeavesMissingValuesOutOfMeanMedianAndIndex) {
  const std::vector<double> values = {1, missing, 3, missing, 8};
  const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, {0, 0, 0, 1, 2}, 3);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].mean, 2);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].median, 2);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].index, 50);
  EXPECT_THAT(result.segments[1].features[0].mean, IsNan());
  EXPECT_EQ(result.segments[1].size, 1);
  EXPECT_DOUBLE_EQ(result.all[0].mean, 4);
  EXPECT_DOUBLE_EQ(result.all[0].median, 3);
}

TEST(Profile, HasNoIndexWhereTheAverageIsZero) {
  const std::vector<double> values = {0.1, 0.2, -0.3};
  const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, {0, 1, 1}, 2);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].mean, 0.1);
  EXPECT_THAT(result.segments[0].features[0].index, IsNan());
  EXPECT_THAT(result.all[0].index, IsNan());
}

// A few returns among purchases are no reason; a rest of large values of both signs, or a loss, is.
TEST(Profile, HasIndexAndSharesOnlyOfValuesOfOneSign) {
  const auto first = [](const std::vector<double>& values) {
    return profile_of(MemoryTable({"profit"}, values), {"profit"}, {0, 0, 1, 1}, 2).segments[0];
  };
  EXPECT_DOUBLE_EQ(first({10, -1, 5, 6}).revenue_share, 0.45);
  EXPECT_DOUBLE_EQ(first({10, -1, 5, 6}).features[0].index, 90);
  for (const std::vector<double>& values :
       {std::vector<double>{10, 0, -4, 1}, {-10, -5, -1, -1}, {10, -9, 10, -9}, {0, 0, 0, 0}}) {
    EXPECT_THAT(first(values).revenue_share, IsNan());
    EXPECT_THAT(first(values).features[0].index, IsNan());
  }
}

TEST(Profile, HasNoRevenueSharesWhereNothingMeasuresValue) {
  const std::vector<double> values = {1, 2};
  const Profile result = profile_of(MemoryTable({"visits"}, values), {"visits"}, {0, 1}, 2);
  EXPECT_EQ(result.value_feature, "");
  EXPECT_THAT(result.segments[0].revenue_share, IsNan());
}

TEST(Profile, TakesNoTextForTheValue) {
  TypedTable table(std::vector<std::int64_t>{1, 2});
  table.add_text("sales_region", {"north", "south"});
  table.add("visits", {1, 3});
  const Profile result = profile_of(table, {"sales_region", "visits"}, {0, 0}, 1);
  EXPECT_THAT(names(result.features), ElementsAre("visits"));
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].mean, 2);
  EXPECT_THAT(result.value_feature, IsEmpty());
}

// 200,000 rows are four blocks; the values 1 .. n have closed forms.
TEST(Profile, AddsUpManyBlocks) {
  std::vector<double> values(200'000);
  std::iota(values.begin(), values.end(), 1.0);
  std::vector<std::int32_t> labels(values.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i % 2);
  const Profile result = profile_of(MemoryTable({"x"}, values), {"x"}, labels, 2);
  EXPECT_DOUBLE_EQ(result.segments[0].features[0].mean, 100'000);
  EXPECT_DOUBLE_EQ(result.segments[1].features[0].median, 100'001);
  EXPECT_DOUBLE_EQ(result.all[0].median, 100'000.5);
}

// numpy 2: percentile(v, [25, 50, 75]), mean(v), (mean(v) - mean(x)) / std(x).
TEST(Profile, HasTheFiguresOfNumpyOnOnlineRetail) {
  const OnlineRetail retail = online_retail();
  const Profile result = profile_of(MemoryTable(retail.names, retail.values), retail.names, retail.labels, 3);
  struct Expected {
    std::size_t segment, feature;
    double lower, median, upper, mean, difference;
  };
  for (const Expected& one :
       {Expected{0, 0, 52, 131, 261, 156.2257200267917, 0.6416577328082913},
        {1, 0, 18, 44, 103, 73.05473897617841, -0.19004595540341568},
        {2, 0, 4, 12, 29.25, 25.19724770642202, -0.6686173452658714},
        {0, 2, 149.48, 250, 396.87, 349.03798459477565, -0.1899508951496217},
        {1, 2, 465.68, 768.08, 1313.1, 1063.265728839331, -0.10335608692879727},
        {2, 2, 1922.235, 3088.405, 5419.235, 6526.995481651376, 0.559080557303787},
        {1, 3, 40, 72.75, 116.33333333333333, 89.45349721236695, 0.25627840335060553},
        {2, 3, 21.775641025641026, 33.27272727272727, 45.84375, 34.64298140234058, -0.5798592773058999}}) {
    const FeatureProfile figures = result.segments[one.segment].features[one.feature];
    const auto near = [](double value) { return testing::DoubleNear(value, 1e-11 * std::abs(value)); };
    EXPECT_THAT(figures.lower_quartile, near(one.lower)) << one.segment << one.feature;
    EXPECT_THAT(figures.median, near(one.median)) << one.segment << one.feature;
    EXPECT_THAT(figures.upper_quartile, near(one.upper)) << one.segment << one.feature;
    EXPECT_THAT(figures.mean, near(one.mean)) << one.segment << one.feature;
    EXPECT_THAT(figures.difference, near(one.difference)) << one.segment << one.feature;
  }
  EXPECT_DOUBLE_EQ(result.all[2].lower_quartile, 299.9025);
  EXPECT_DOUBLE_EQ(result.all[2].upper_quartile, 1623.9225);
  EXPECT_THAT(result.segments[0].drivers, ElementsAre(1, 2, 0))
      << "a fifth of the average spend, however few standard deviations that is; no days between orders";
}

TEST(Profile, DoesNotDependOnThreads) {
  std::vector<double> values(150'000);
  std::vector<std::int32_t> labels(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::sin(static_cast<double>(i)) + 0.7;
    labels[i] = static_cast<std::int32_t>(i * 7 % 5);
  }
  const MemoryTable table({"x"}, values);
  const Profile one = profile_of(table, {"x"}, labels, 5, 1);
  const Profile four = profile_of(table, {"x"}, labels, 5, 4);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(one.segments[i].features[0].mean, four.segments[i].features[0].mean);
    EXPECT_EQ(one.segments[i].features[0].median, four.segments[i].features[0].median);
    EXPECT_EQ(one.segments[i].features[0].index, four.segments[i].features[0].index);
    EXPECT_EQ(one.segments[i].features[0].lower_quartile, four.segments[i].features[0].lower_quartile);
    EXPECT_EQ(one.segments[i].features[0].upper_quartile, four.segments[i].features[0].upper_quartile);
    EXPECT_EQ(one.segments[i].features[0].difference, four.segments[i].features[0].difference);
  }
}

TEST(Profile, RefusesLabelsThatDoNotFit) {
  const std::vector<double> values = {1, 2};
  const MemoryTable table({"x"}, values);
  const auto refusal = [&](const std::vector<std::int32_t>& labels) -> std::string {
    try {
      profile_of(table, {"x"}, labels, 2);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(refusal({0}), HasSubstr("1 labels, 2 rows"));
  EXPECT_THAT(refusal({0, 2}), HasSubstr("Row 1 is in segment 2 (there are segments 0 to 1)"));
  EXPECT_THAT(refusal({-1, 0}), HasSubstr("Row 0 is in segment -1"));
}

TEST(Profile, StopsWhenItIsCancelled) {
  const std::vector<double> values = {1, 2};
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  EXPECT_THROW(profile(MemoryTable({"x"}, values), {"x"}, {0, 0}, 1, context), Error);
}

}  // namespace
}  // namespace segmenta
