// Welch's test over Boost's distribution of Student's t, and adjusted p-values from the largest down.

#include "statistics.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace segmenta {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Those that are known, the smallest first.
std::vector<std::size_t> known_in_order(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  return order;
}

}  // namespace

Welch welch(const SampleMoments& a, const SampleMoments& b) {
  if (a.size < 2 || b.size < 2) return {unknown, unknown, unknown, unknown};
  const double error_a = a.squares / (a.size - 1) / a.size, error_b = b.squares / (b.size - 1) / b.size;
  const double error = error_a + error_b;
  Welch compared{std::sqrt(error), unknown, unknown, unknown};
  if (!(error > 0)) return compared;
  compared.t = (a.mean - b.mean) / compared.standard_error;
  compared.df = error * error / (error_a * error_a / (a.size - 1) + error_b * error_b / (b.size - 1));
  compared.p =
      2 * boost::math::cdf(boost::math::complement(boost::math::students_t(compared.df), std::abs(compared.t)));
  return compared;
}

double welch_p(const SampleMoments& a, const SampleMoments& b) {
  const Welch compared = welch(a, b);
  if (compared.standard_error == 0) return a.mean == b.mean ? 1 : 0;
  return compared.p;
}

double chi_squared_p(double chi_squared, double df) {
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(df), chi_squared));
}

std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = known_in_order(p);
  std::vector<double> adjusted(p.size(), unknown);
  double largest = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    largest = std::max(largest, p[order[place]] * static_cast<double>(order.size() - place));
    adjusted[order[place]] = std::min(1.0, largest);
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  const std::vector<std::size_t> order = known_in_order(p);
  std::vector<double> adjusted(p.size(), unknown);
  double lowest = 1;
  for (std::size_t place = order.size(); place-- > 0;) {
    lowest = std::min(lowest, p[order[place]] * static_cast<double>(order.size()) / static_cast<double>(place + 1));
    adjusted[order[place]] = lowest;
  }
  return adjusted;
}

}  // namespace segmenta
