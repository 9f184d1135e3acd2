// Against scikit-uplift 0.5, and orders whose worth is known.

#include <gtest/gtest.h>
#include <segmenta/uplift.h>

#include <cmath>
#include <random>

namespace segmenta {
namespace {

struct Trial {
  std::vector<double> score;
  std::vector<bool> converted, treated;
  [[nodiscard]] Uplift uplift() const { return uplift_of(score_groups(score, converted, treated)); }
};

// score, converted, treated of twelve customers; sklift gives qini_auc_score and uplift_auc_score of them.
Trial twelve() {
  return {{0.9, 0.9, 0.8, 0.7, 0.7, 0.7, 0.4, 0.3, 0.3, 0.2, 0.1, 0.1},
          {true, false, true, false, true, false, true, false, false, true, false, true},
          {true, false, true, true, false, true, true, false, true, false, false, false}};
}

TEST(Uplift, IsThatOfScikitUplift) {
  EXPECT_NEAR(twelve().uplift().qini, 0.28703703703703703, 1e-12);
  EXPECT_NEAR(twelve().uplift().auuc, 0.3037037037037037, 1e-12);
  Trial other = twelve();
  other.converted.flip();
  EXPECT_NEAR(other.uplift().qini, -0.28703703703703703, 1e-12);
  EXPECT_NEAR(other.uplift().auuc, -0.3037037037037037, 1e-12);
}

TEST(Uplift, IsOneOfTheBestOrderAndNegativeOfItsReverse) {
  Trial best = twelve();
  for (std::size_t i = 0; i < 12; ++i) {
    best.score[i] = best.converted[i] ? (best.treated[i] ? 1 : -1) : 0;
  }
  EXPECT_NEAR(best.uplift().qini, 1, 1e-12);
  Trial worst = best;
  for (double& score : worst.score) score = -score;
  EXPECT_LT(worst.uplift().qini, 0);
}

TEST(Uplift, DependsOnTheOrderOfScoresAlone) {
  Trial shuffled = twelve();
  std::swap(shuffled.score[3], shuffled.score[5]);  // equal ones
  for (double& score : shuffled.score) score = std::exp(score);
  EXPECT_EQ(shuffled.uplift().qini, twelve().uplift().qini);
  EXPECT_EQ(shuffled.uplift().qini_limits.low, twelve().uplift().qini_limits.low);
}

TEST(Uplift, OfOneScoreIsThatOfChance) {
  Trial one = twelve();
  for (double& score : one.score) score = 3;
  EXPECT_NEAR(one.uplift().qini, 0, 1e-12);
}

TEST(Uplift, OfNobodyWhoConvertedIsUnknown) {
  Trial none = twelve();
  none.converted.assign(12, false);
  EXPECT_TRUE(std::isnan(none.uplift().qini));
  EXPECT_TRUE(std::isnan(none.uplift().qini_limits.low));
}

TEST(UpliftLimits, HoldNothingWhereTheScoreSaysNothing) {
  int outside = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    Trial trial;
    for (int i = 0; i < 2000; ++i) {
      trial.score.push_back(std::floor(10 * uniform(random)));
      trial.treated.push_back(i % 2 == 0);
      trial.converted.push_back(uniform(random) < 0.2);
    }
    const Limits limits = trial.uplift().qini_limits;
    outside += limits.low > 0 || limits.high < 0 ? 1 : 0;
  }
  EXPECT_LE(outside, 12);
}

}  // namespace
}  // namespace segmenta
