#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/profile.h>

#include <cmath>
#include <limits>
#include <numeric>

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

TEST(Profile, HasNoRevenueSharesWhereNothingMeasuresValue) {
  const std::vector<double> values = {1, 2};
  const Profile result = profile_of(MemoryTable({"visits"}, values), {"visits"}, {0, 1}, 2);
  EXPECT_EQ(result.value_feature, "");
  EXPECT_THAT(result.segments[0].revenue_share, IsNan());
}

TEST(Profile, LeavesTextColumnsOut) {
  TypedTable table(std::vector<std::int64_t>{1, 2});
  table.add_text("sales_region");
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
