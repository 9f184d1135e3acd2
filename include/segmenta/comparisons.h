#pragma once
// Two groups compared: rates, and means of what single customers brought.
//
// @code
// const auto rates = segmenta::compare_rates({56, 70}, {48, 80}, 0.95);
// const double low = rates.low;  // 0.0524: 20 points, from 5.2 to 33.4 (Newcombe 1998, table II, a)
// @endcode

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

struct Counted {
  double converted = 0, customers = 0;
};

/// Of two rates, p1 of the arm and p0 of control. NaN is what there is none of.
struct RateComparison {
  double rate = 0, control = 0;
  double difference = 0;
  double low = 0, high = 0;     ///< of the difference: hybrid of Wilson's score intervals (Newcombe 1998, method 10)
  double z = 0, p = 0;          ///< of no difference: pooled two-sample z, two-sided
  double p_holm = 0, p_bh = 0;  ///< p among all arms and segments; NaN where it is alone
  double relative = 0;          ///< p1 / p0 - 1
  double relative_low = 0, relative_high = 0;  ///< by the logarithm of the ratio (Katz and others 1978)
};

/// (Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17,
/// 1998; Katz, Baptista, Azen, Pike, "Obtaining confidence intervals for the risk ratio in cohort studies", Biometrics
/// 34, 1978.) `level` of the intervals, such as 0.95.
RateComparison compare_rates(const Counted& arm, const Counted& control, double level);

/// Of values of a group: how many, their mean, and the sum of their squared differences from it.
struct Values {
  double customers = 0, mean = 0, squares = 0;

  [[nodiscard]] double variance() const { return squares / (customers - 1); }
};

/// Of two means. NaN is what there is none of.
struct MeanComparison {
  double mean = 0, control = 0;
  double difference = 0;
  double low = 0, high = 0;
  double t = 0, df = 0, p = 0;  ///< of no difference: Welch's t, two-sided
  double p_holm = 0, p_bh = 0;
  double standard_error = 0;
  /// Of an adjusted one: the slope on the value of the time before, and the share of the variance that is gone by it.
  double theta = 0, variance_reduction = 0;
};

/// Of two groups that share nobody (Chan, Golub, LeVeque 1979).
Values together(const Values& a, const Values& b);

/// (Welch, Biometrika 34, 1947.)
MeanComparison compare_means(const Values& arm, const Values& control, double level);

/// Values together with those of the time before: their own sums, and the sum of products of both differences.
struct PairedValues {
  Values value, before;
  double products = 0;
};
PairedValues together(const PairedValues& a, const PairedValues& b);

/// Of values less theta times how far the value before is from its mean over both groups; theta is the slope over both
/// together (CUPED: Deng, Xu, Kohavi, Walker, "Improving the sensitivity of online controlled experiments by utilizing
/// pre-experiment data", 2013).
MeanComparison compare_adjusted(const PairedValues& arm, const PairedValues& control, double level);

struct Limits {
  double low = 0, high = 0;
};

/// Where the difference lies at every look at once, however often somebody looks: the normal mixture of Robbins (1970)
/// as an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit
/// theory and asymptotic confidence sequences", 2021). Tightest when `elapsed`, the share of the planned time or
/// information, is 1.
Limits always_valid(double difference, double standard_error, double elapsed, double level);

}  // namespace segmenta
