#pragma once
// Some order statistics of many values, in about one pass over them.

#include <cstdint>
#include <span>
#include <vector>

namespace segmenta {

/// Two neighbours in ascending order; the same one twice where there is none above.
struct Neighbours {
  double low = 0, high = 0;
};

/// The order statistics at floor(position) and one above, of each of up to 7 ascending positions in [0, present - 1].
/// NaN are left out; `present` counts the others, at least one.
///
/// A sorted sample says between which bounds they are likely to lie (Floyd, Rivest 1975). One pass counts the values
/// below and keeps those between; where a bound was wrong, the values are searched without one.
std::vector<Neighbours> order_statistics(std::span<const double> values, std::int64_t present,
                                         std::span<const double> positions);

}  // namespace segmenta
