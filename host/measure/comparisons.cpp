// The textbook's formulas, each with what it is where it cannot be computed.

#include <segmenta/comparisons.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "statistics.h"

namespace segmenta {
namespace {

namespace bm = boost::math;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double normal_quantile(double level) { return bm::quantile(bm::complement(bm::normal(), (1 - level) / 2)); }

// Wilson's score interval of a rate.
Limits wilson(const Counted& group, double z) {
  const double n = group.customers, rate = group.converted / n;
  const double middle = rate + z * z / (2 * n);
  const double half = z * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {std::max(0.0, (middle - half) / scale), std::min(1.0, (middle + half) / scale)};
}

void add_relative(RateComparison& compared, const Counted& arm, const Counted& control, double z) {
  compared.relative = control.converted > 0 ? compared.rate / compared.control - 1 : unknown;
  compared.relative_low = compared.relative_high = unknown;
  if (!(arm.converted > 0) || !(control.converted > 0)) return;
  const double error = std::sqrt((1 - compared.rate) / arm.converted + (1 - compared.control) / control.converted);
  const double log_ratio = std::log(compared.rate / compared.control);
  compared.relative_low = std::expm1(log_ratio - z * error);
  compared.relative_high = std::expm1(log_ratio + z * error);
}

}  // namespace

Values together(const Values& a, const Values& b) {
  if (a.customers == 0 || b.customers == 0) return a.customers == 0 ? b : a;
  const double n = a.customers + b.customers, apart = b.mean - a.mean;
  return {n, a.mean + apart * b.customers / n, a.squares + b.squares + apart * apart * a.customers * b.customers / n};
}

PairedValues together(const PairedValues& a, const PairedValues& b) {
  const double n = a.value.customers + b.value.customers;
  const double apart = n > 0 ? (b.value.mean - a.value.mean) * (b.before.mean - a.before.mean) * a.value.customers *
                                   b.value.customers / n
                             : 0;
  return {together(a.value, b.value), together(a.before, b.before), a.products + b.products + apart};
}

RateComparison compare_rates(const Counted& arm, const Counted& control, double level) {
  RateComparison compared{.p_holm = unknown, .p_bh = unknown};
  const bool has_customers = arm.customers > 0 && control.customers > 0;
  compared.rate = arm.customers > 0 ? arm.converted / arm.customers : unknown;
  compared.control = control.customers > 0 ? control.converted / control.customers : unknown;
  compared.difference = compared.rate - compared.control;
  const double z = normal_quantile(level);
  add_relative(compared, arm, control, z);
  compared.low = compared.high = compared.z = compared.p = unknown;
  if (!has_customers) return compared;

  const Limits one = wilson(arm, z), other = wilson(control, z);
  compared.low = compared.difference - std::hypot(compared.rate - one.low, other.high - compared.control);
  compared.high = compared.difference + std::hypot(one.high - compared.rate, compared.control - other.low);
  const double pooled = (arm.converted + control.converted) / (arm.customers + control.customers);
  const double error = std::sqrt(pooled * (1 - pooled) * (1 / arm.customers + 1 / control.customers));
  if (!(error > 0)) return compared;  // nobody converted, or everybody
  compared.z = compared.difference / error;
  compared.p = 2 * bm::cdf(bm::complement(bm::normal(), std::abs(compared.z)));
  return compared;
}

MeanComparison compare_means(const Values& arm, const Values& control, double level) {
  MeanComparison compared{.p_holm = unknown, .p_bh = unknown, .theta = unknown, .variance_reduction = unknown};
  compared.mean = arm.customers > 0 ? arm.mean : unknown;
  compared.control = control.customers > 0 ? control.mean : unknown;
  compared.difference = compared.mean - compared.control;
  compared.low = compared.high = unknown;
  const Welch tested =
      welch({arm.customers, arm.mean, arm.squares}, {control.customers, control.mean, control.squares});
  compared.standard_error = tested.standard_error;
  compared.t = tested.t;
  compared.df = tested.df;
  compared.p = tested.p;
  if (std::isnan(compared.t)) return compared;
  const double half =
      bm::quantile(bm::complement(bm::students_t(compared.df), (1 - level) / 2)) * compared.standard_error;
  compared.low = compared.difference - half;
  compared.high = compared.difference + half;
  return compared;
}

MeanComparison compare_adjusted(const PairedValues& arm, const PairedValues& control, double level) {
  const PairedValues both = together(arm, control);
  const double theta = both.before.squares > 0 ? both.products / both.before.squares : 0;
  const auto adjusted = [&](const PairedValues& group) {
    const double squares = group.value.squares - 2 * theta * group.products + theta * theta * group.before.squares;
    return Values{group.value.customers, group.value.mean - theta * (group.before.mean - both.before.mean),
                  std::max(0.0, squares)};
  };
  MeanComparison compared = compare_means(adjusted(arm), adjusted(control), level);
  compared.theta = theta;
  compared.variance_reduction = both.value.squares > 0 ? theta * both.products / both.value.squares : 0;
  return compared;
}

Limits always_valid(double difference, double standard_error, double elapsed, double level) {
  const double alpha = 1 - level;
  // The scale by which the bounds are tightest at the planned end: u = -2 ln a + ln(1 - 2 ln a), nearly the optimum.
  const double end = -2 * std::log(alpha) + std::log1p(-2 * std::log(alpha));
  const double u = end * elapsed;
  const double half = standard_error * std::sqrt((1 + 1 / u) * (std::log1p(u) - 2 * std::log(alpha)));
  return {difference - half, difference + half};
}

}  // namespace segmenta
