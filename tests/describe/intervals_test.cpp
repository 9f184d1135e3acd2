// Intervals of a profile by a bootstrap of the whole fit: as wide as what is known of means and shares of such samples.

#include <gmock/gmock.h>
#include <segmenta/fit.h>
#include <segmenta/profile.h>

#include <cmath>
#include <optional>
#include <random>

#include "cluster/bootstrap_round.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::Le;

// 1,000 customers, 300 of them far from the others; a column beside that was not clustered on.
class Intervals : public testing::Test {
 protected:
  static constexpr std::size_t rows = 1000;

  Intervals() {
    std::mt19937_64 random(9);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < rows; ++i) {
      const double center = i % 10 < 3 ? 20 : 0;
      values_.insert(values_.end(), {center + normal(random), center + normal(random), 50 + 10 * normal(random)});
    }
    table_.emplace(std::vector<std::string>{"x", "y", "beside"}, values_);
    options_.features = {"x", "y"};
    options_.k = KRange{2, 2};
    options_.evidence = true;
    options_.bootstrap.rounds = 100;
  }

  [[nodiscard]] Profile made() {
    result_ = fit(*table_, options_, {});
    return profile(*table_, {"x", "beside"}, result_.segments.segment, result_.model, {}, "beside");
  }

  std::vector<double> values_;
  std::optional<MemoryTable> table_;
  FitOptions options_;
  FitResult result_;
};

TEST_F(Intervals, AreAsWideAsSuchSamplesScatter) {
  const Profile profile = made();
  for (const SegmentProfile& segment : profile.segments) {
    const auto size = static_cast<double>(segment.size);
    const auto holds = [](const Interval& interval, double figure, double error) {
      EXPECT_THAT(figure, AllOf(Ge(interval.low), Le(interval.high)));
      const double width = (interval.high - interval.low) / (2 * 1.96 * error);
      EXPECT_THAT(width, AllOf(Ge(0.7), Le(1.3))) << "a hundred rounds know a width to some 15 %";
    };
    holds(segment.share_interval, segment.share, std::sqrt(0.3 * 0.7 / rows));
    holds(segment.features[0].mean_interval, segment.features[0].mean, 1 / std::sqrt(size));
    holds(segment.features[1].mean_interval, segment.features[1].mean, 10 / std::sqrt(size));
    EXPECT_THAT(segment.revenue_share,
                AllOf(Ge(segment.revenue_share_interval.low), Le(segment.revenue_share_interval.high)));
  }
}

TEST_F(Intervals, SayOfHowManyCustomersTheyAre) {
  EXPECT_EQ(made().drawn, 1000);
  EXPECT_EQ(profile(*table_, {"x"}, result_.segments.segment, 2, {}).drawn, 0);
  const std::vector<double> few = values_;
  while (values_.size() < 12 * few.size()) values_.insert(values_.end(), few.begin(), few.end());
  table_.emplace(std::vector<std::string>{"x", "y", "beside"}, values_);
  options_.bootstrap.rounds = 20;
  const Profile of_many = made();
  EXPECT_EQ(of_many.rows, 12000);
  EXPECT_EQ(of_many.drawn, 10000);
}

TEST_F(Intervals, AreNotKnownWithoutABootstrapOrWithFewRounds) {
  options_.bootstrap.rounds = 5;
  EXPECT_FALSE(made().segments[0].share_interval.is_known());
  options_.bootstrap.rounds = 0;
  EXPECT_FALSE(made().segments[0].share_interval.is_known());
  EXPECT_EQ(result_.model.bootstrap_rounds(), 0);
  EXPECT_FALSE(profile(*table_, {"x"}, result_.segments.segment, 2, {}).segments[0].share_interval.is_known());
}

TEST_F(Intervals, DoNotDependOnThreads) {
  const Profile one = made();
  Context four;
  four.threads = 4;
  const Profile same = profile(*table_, {"x", "beside"}, result_.segments.segment, result_.model, four, "beside");
  EXPECT_EQ(one.segments[1].features[1].mean_interval.low, same.segments[1].features[1].mean_interval.low);
  EXPECT_EQ(one.segments[1].share_interval.high, same.segments[1].share_interval.high);
}

TEST(Overlap, MatchesTheNewClusterOfMostInCommon) {
  Overlap overlap(3, 2);
  for (int i = 0; i < 4; ++i) overlap.add(0, 1);
  overlap.add(0, 0);
  for (int i = 0; i < 3; ++i) overlap.add(1, 0);
  EXPECT_EQ(overlap.best_match(0).cluster, 1U);
  EXPECT_DOUBLE_EQ(overlap.best_match(0).jaccard, 0.8);
  EXPECT_DOUBLE_EQ(overlap.best_match(1).jaccard, 0.75);
  EXPECT_EQ(overlap.best_match(2).jaccard, 0);
  EXPECT_FALSE(overlap.has(2));
}

}  // namespace
}  // namespace segmenta
