#pragma once
// The dip of a sample: how far it is from having one mode.
//
// Hartigan, Hartigan 1985: the largest difference between the empirical distribution and the unimodal distribution
// that is nearest to it. At least 1 / (2 n), at most 1 / 4. What a uniform distribution, the hardest of those with one
// mode, gives by chance is simulated: the p-value is the share of uniform samples of that size whose dip is as large.

#include <span>

namespace segmenta {

/// Of values in ascending order.
double dip_of(std::span<const double> sorted);

/// Of the dip of so many values; 1 for fewer than 4.
double dip_p_value(double dip, std::size_t count);

}  // namespace segmenta
