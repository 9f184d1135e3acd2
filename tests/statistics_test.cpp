// Tests of chance against the figures of scipy.stats 1.16 and what is clear without any.

#include "statistics.h"

#include <gmock/gmock.h>

#include <cmath>

namespace segmenta {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

// ttest_ind(equal_var=False) of 15 values each, and ttest_ind_from_stats(0, 1, 2, 5, 3, 400).
TEST(WelchP, IsThatOfScipy) {
  EXPECT_NEAR(welch_p({15, 20.82, 110.144}, {15, 24.0933333333333333, 147.48933333333333}), 0.006350133985791, 1e-12);
  EXPECT_NEAR(welch_p({2, 0, 1}, {400, 5, 9.0 * 399}), 0.077976701987794, 1e-12);
}

TEST(WelchP, IsClearWhereNothingVaries) {
  EXPECT_EQ(welch_p({5, 1, 0}, {9, 1, 0}), 1);
  EXPECT_EQ(welch_p({5, 1, 0}, {9, 2, 0}), 0);
  EXPECT_THAT(welch_p({1, 1, 0}, {9, 2, 3}), IsNan());
}

// false_discovery_control().
TEST(BenjaminiHochberg, IsThatOfScipy) {
  const std::vector<double> p{0.01, 0.04, 0.03, NAN, 0.005, 0.6};
  EXPECT_THAT(benjamini_hochberg(p), ElementsAre(DoubleNear(0.025, 1e-15), DoubleNear(0.05, 1e-15),
                                                 DoubleNear(0.05, 1e-15), IsNan(), DoubleNear(0.025, 1e-15), 0.6));
}

}  // namespace
}  // namespace segmenta
