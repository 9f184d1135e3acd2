#include "describe/quartiles.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace segmenta {
namespace {

// The order statistic at `position`, counted from `begin`. What lies before and behind it is then no larger and no
// smaller.
double nth(std::span<double> values, std::size_t position) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(position);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// By linear interpolation between the order statistics around `position`; reorders the values.
double quantile(std::span<double> values, double position) {
  const auto below = static_cast<std::size_t>(position);
  const double low = nth(values, below);
  const double fraction = position - static_cast<double>(below);
  if (fraction == 0) return low;
  const double high = *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(below) + 1, values.end());
  if (low == high) return low;
  return fraction == 0.5 ? std::midpoint(low, high) : low + (high - low) * fraction;
}

}  // namespace

// The median parts the values, so that each quartile is sought among half of them, and what lies beyond it among a
// quarter.
Quartiles quartiles_of(std::span<double> values) {
  if (values.empty()) return {};
  const auto last = static_cast<double>(values.size() - 1);
  const std::size_t half = values.size() / 2;
  Quartiles quartiles;
  quartiles.median = quantile(values, last / 2);
  const std::size_t begin = std::min(half, static_cast<std::size_t>(3 * last / 4));
  quartiles.upper = quantile(values.subspan(begin), 3 * last / 4 - static_cast<double>(begin));
  const auto three_quarters = static_cast<std::size_t>(3 * last / 4);
  quartiles.percentile_95 = quantile(values.subspan(three_quarters), 0.95 * last - static_cast<double>(three_quarters));
  const std::span<double> lower_half = values.first(std::min(half + 1, values.size()));
  quartiles.lower = quantile(lower_half, last / 4);
  const bool few = values.size() < 16;  // the next above the 5 % point may lie above the quartile
  quartiles.percentile_5 =
      quantile(few ? lower_half : values.first(static_cast<std::size_t>(last / 4) + 1), 0.05 * last);
  return quartiles;
}

}  // namespace segmenta
