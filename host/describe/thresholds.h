#pragma once
// Where a feature is cut: thresholds that a person can read, between quantiles of its values.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace segmenta {

/// The roundest t with below < t <= above, so that t parts the two: a multiple of the largest power of ten; of several,
/// the nearest to the middle. Both are finite.
double roundest_between(double below, double above);

/// The double nearest to n x 10^exponent in decimal, so that its shortest form has the digits of n.
double decimal(double n, int exponent);

struct WeightedValue {
  double value = 0;
  double weight = 0;
  std::int64_t rows = 1;  ///< that have it, at least
};

/// Up to `most` ascending thresholds: between all neighbouring values where they are that few, else between the
/// quantiles at equal steps, and on both sides of each of the `edges`, as tight as the values allow; neighbours have
/// `least` rows or more between them, the upper one included. Values that are not finite are left out; edges are among
/// the values, and fewer than most / 4.
std::vector<double> choose_thresholds(std::vector<WeightedValue> sample, std::size_t most,
                                      const std::vector<double>& edges = {}, std::int64_t least = 1);

}  // namespace segmenta
