// Welch's test over Boost's distribution of Student's t, and adjusted p-values from the largest down.

#include "statistics.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <limits>

namespace segmenta {

double welch_p(const SampleMoments& a, const SampleMoments& b) {
  if (a.size < 2 || b.size < 2) return std::numeric_limits<double>::quiet_NaN();
  const double error_a = a.squares / (a.size - 1) / a.size, error_b = b.squares / (b.size - 1) / b.size;
  const double error = error_a + error_b;
  if (!(error > 0)) return a.mean == b.mean ? 1 : 0;
  const double t = std::abs(a.mean - b.mean) / std::sqrt(error);
  const double freedom = error * error / (error_a * error_a / (a.size - 1) + error_b * error_b / (b.size - 1));
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), t));
}

namespace {

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

std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = known_in_order(p);
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  double largest = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    largest = std::max(largest, p[order[place]] * static_cast<double>(order.size() - place));
    adjusted[order[place]] = std::min(1.0, largest);
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return p[i]; });
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  const auto all = static_cast<double>(order.size());
  double lowest = 1;
  for (std::size_t place = 0; place < order.size(); ++place) {
    lowest = std::min(lowest, p[order[place]] * all / (all - static_cast<double>(place)));
    adjusted[order[place]] = lowest;
  }
  return adjusted;
}

}  // namespace segmenta
