#pragma once
// What a test of two groups can find, before any money is spent: two-sided, with a chance of `alpha` of a false alarm
// and of `power` to find what is there.
//
// @code
// const segmenta::Power power;  // alpha 0.05, power 0.8
// const double found = segmenta::detectable_rate(0.05, {.control = 1000, .other = 9000}, power);  // 0.022: 7.2 % for 5
// %
// @endcode
//
// Rates by Cohen's h, 2 asin(sqrt p1) - 2 asin(sqrt p0), and a normal test (Cohen, "Statistical power analysis for the
// behavioral sciences", 1988, chapter 6); means by Student's t and its noncentral distribution (chapter 2). The figures
// are those of NormalIndPower and TTestIndPower of statsmodels.

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

struct Power {
  double alpha = 0.05;
  double power = 0.8;
};

/// Customers of two groups; need not be whole.
struct GroupSizes {
  double control = 0, other = 0;
};

/// The least difference by which a higher rate of the other group is found; NaN where none is, or sizes are below 2.
double detectable_rate(double control_rate, const GroupSizes& sizes, const Power& power);
/// The least difference of means where single values vary by the standard deviation `sd`; likewise.
double detectable_mean(double sd, const GroupSizes& sizes, const Power& power);

/// Customers of the control group from which a difference is found, where the other group has `ratio` times as many;
/// 2 at least. NaN for rates outside 0 to 1, no difference, or where 10^15 do not do.
double control_size_for_rates(double control_rate, double other_rate, double ratio, const Power& power);
double control_size_for_means(double difference, double sd, double ratio, const Power& power);

}  // namespace segmenta
