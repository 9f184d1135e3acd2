#pragma once
// Where a feature is cut: thresholds that a person can read, between quantiles of its values.

#include <cstddef>
#include <vector>

namespace segmenta {

/// The roundest t with below < t <= above, so that t parts the two: a multiple of the largest power of ten; of several,
/// the nearest to the middle. Both are finite.
double roundest_between(double below, double above);

struct WeightedValue {
  double value = 0;
  double weight = 0;
};

/// Up to `most` ascending thresholds: between all neighbouring values where they are that few, else between the
/// quantiles at equal steps, and on both sides of each of the `edges`, as tight as the values allow. Values that are
/// not finite are left out; edges are among the values, and fewer than most / 4.
std::vector<double> choose_thresholds(std::vector<WeightedValue> sample, std::size_t most,
                                      const std::vector<double>& edges = {});

}  // namespace segmenta
