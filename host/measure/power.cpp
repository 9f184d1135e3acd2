// Solved for what is asked by bracketing: power grows with the difference, and with the customers.

#include <segmenta/power.h>

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

namespace segmenta {
namespace {

namespace bm = boost::math;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double fewest = 2;

// Of an effect in standard deviations, for a normal test and for Student's.
using PowerOf = double (*)(double effect, const GroupSizes& sizes, double alpha);

double size_of_both(const GroupSizes& sizes) { return 1 / (1 / sizes.control + 1 / sizes.other); }

double normal_power(double effect, const GroupSizes& sizes, double alpha) {
  const bm::normal normal;
  const double critical = bm::quantile(bm::complement(normal, alpha / 2));
  const double shift = effect * std::sqrt(size_of_both(sizes));
  return bm::cdf(bm::complement(normal, critical - shift)) + bm::cdf(normal, -critical - shift);
}

double student_power(double effect, const GroupSizes& sizes, double alpha) {
  constexpr double like_normal = 1e8;  // degrees of freedom from which the two agree to 1e-8, and the series do not end
  const double freedom = sizes.control + sizes.other - 2;
  if (freedom > like_normal) return normal_power(effect, sizes, alpha);
  const double critical = bm::quantile(bm::complement(bm::students_t(freedom), alpha / 2));
  const bm::non_central_t shifted(freedom, effect * std::sqrt(size_of_both(sizes)));
  return bm::cdf(bm::complement(shifted, critical)) + bm::cdf(shifted, -critical);
}

// Where a function that grows passes 0, in (0, most]; NaN where it is below 0 at its end.
template <class Function>
double root(const Function& function, double least, double most) {
  if (function(most) < 0) return unknown;
  if (function(least) >= 0) return least;
  std::uintmax_t steps = 200;
  const bm::tools::eps_tolerance<double> close(50);
  const auto [low, high] = bm::tools::toms748_solve(function, least, most, close, steps);
  return low + (high - low) / 2;
}

double detectable_effect(PowerOf power_of, const GroupSizes& sizes, const Power& power) {
  if (!(sizes.control >= fewest && sizes.other >= fewest)) return unknown;
  // Beyond any that is missed: by some standard errors more than the test asks for.
  double most = 1 / std::sqrt(size_of_both(sizes));
  constexpr int doublings = 60;
  for (int i = 0; i < doublings && power_of(most, sizes, power.alpha) < power.power; ++i) most *= 2;
  return root([&](double effect) { return power_of(effect, sizes, power.alpha) - power.power; }, 0, most);
}

double control_size(PowerOf power_of, double effect, double ratio, const Power& power) {
  constexpr double most = 1e15;
  if (!(effect > 0) || !(ratio > 0)) return unknown;
  // By its logarithm, in which power changes evenly.
  const double found = root(
      [&](double log_size) {
        const double size = std::exp(log_size);
        return power_of(effect, {size, size * ratio}, power.alpha) - power.power;
      },
      std::log(std::max(fewest, fewest / ratio)), std::log(most));
  return std::exp(found);
}

bool is_rate(double rate) { return rate >= 0 && rate <= 1; }

double angle(double rate) { return std::asin(std::sqrt(rate)); }

}  // namespace

double detectable_rate(double control_rate, const GroupSizes& sizes, const Power& power) {
  if (!is_rate(control_rate)) return unknown;
  const double other = angle(control_rate) + detectable_effect(normal_power, sizes, power) / 2;
  constexpr double right_angle = 1.5707963267948966;
  if (!(other <= right_angle)) return unknown;
  const double root_of_rate = std::sin(other);
  return root_of_rate * root_of_rate - control_rate;
}

double detectable_mean(double sd, const GroupSizes& sizes, const Power& power) {
  return sd * detectable_effect(student_power, sizes, power);
}

double control_size_for_rates(double control_rate, double other_rate, double ratio, const Power& power) {
  if (!is_rate(control_rate) || !is_rate(other_rate)) return unknown;
  return control_size(normal_power, 2 * std::abs(angle(other_rate) - angle(control_rate)), ratio, power);
}

double control_size_for_means(double difference, double sd, double ratio, const Power& power) {
  if (!(sd > 0)) return unknown;
  return control_size(student_power, std::abs(difference) / sd, ratio, power);
}

}  // namespace segmenta
