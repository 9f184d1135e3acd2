#pragma once
// How much of a total the largest values hold.

#include <cstddef>
#include <span>
#include <vector>

namespace segmenta {

/// Share of the total that the largest ceil(p n / 100) values hold, for p = 0 .. 100 [101]; NaN where they have no
/// shares: the total is not above 0, or negative values are more than a tenth of the positive ones. The values come
/// largest first; sums are taken between the steps and combined in order.
std::vector<double> concentration_curve(std::span<const double> sorted);

/// The step of the curve that is meant by "the top 20 %".
inline constexpr std::size_t top_percent = 20;

}  // namespace segmenta
