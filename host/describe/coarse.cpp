// Tries coarser units until enough values round to the same number.

#include "describe/coarse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "describe/thresholds.h"

namespace segmenta {
namespace {

// Whether so many of the values are between two, both included: most often the first few thousand tell.
bool has_within(std::span<const double> values, double low, double high, std::int64_t least) {
  constexpr std::size_t at_once = 4096;
  std::int64_t count = 0;
  for (std::size_t first = 0; first < values.size() && count < least; first += at_once) {
    const auto some = values.subspan(first, std::min(at_once, values.size() - first));
    for (const double x : some) count += static_cast<std::int64_t>(x >= low) & static_cast<std::int64_t>(x <= high);
  }
  return count >= least;
}

// Of 0 the largest value tells.
double magnitude_of(double value, std::span<const double> values) {
  if (value != 0) return std::abs(value);
  double largest = 0;
  for (const double x : values) largest = std::isfinite(x) ? std::max(largest, std::abs(x)) : largest;
  return largest;
}

}  // namespace

double coarse(double value, std::span<const double> values, std::int64_t least) {
  constexpr double most = std::numeric_limits<double>::max();
  constexpr std::array steps{1, 2, 5};
  constexpr int digits = 3;
  if (!std::isfinite(value) || !has_within(values, -most, most, least)) return std::nan("");
  if (has_within(values, value, value, least)) return value;
  const int first = static_cast<int>(std::floor(std::log10(magnitude_of(value, values)))) - digits + 1;
  for (int exponent = first;; ++exponent) {
    for (const int step : steps) {
      const double unit = step * std::pow(10.0, exponent);
      if (!std::isfinite(unit)) return 0;  // to which all of them round
      const double n = std::nearbyint(value / unit), middle = n * unit, half = unit / 2;
      if (has_within(values, middle - half, middle + half, least)) return decimal(n * step, exponent) + 0.0;
    }
  }
}

Quartiles coarse(const Quartiles& quartiles, std::span<const double> values, std::int64_t least) {
  return {.lower = coarse(quartiles.lower, values, least),
          .median = coarse(quartiles.median, values, least),
          .upper = coarse(quartiles.upper, values, least),
          .percentile_5 = coarse(quartiles.percentile_5, values, least),
          .percentile_95 = coarse(quartiles.percentile_95, values, least)};
}

}  // namespace segmenta
