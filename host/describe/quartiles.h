#pragma once
// The quantiles that a profile shows, all of one sample at once.

#include <cstdint>
#include <limits>
#include <span>

namespace segmenta {

/// Quantiles 0.25, 0.5, 0.75, 0.05 and 0.95; NaN where there are no values.
struct Quartiles {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double percentile_5 = std::numeric_limits<double>::quiet_NaN();
  double percentile_95 = std::numeric_limits<double>::quiet_NaN();
};

/// By linear interpolation (Hyndman, Fan 1996, type 7). NaN are left out; `present` counts the others.
Quartiles quartiles_of(std::span<const double> values, std::int64_t present);

}  // namespace segmenta
