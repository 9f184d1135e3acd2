#pragma once
// Which differences are worth speaking of, in standard deviations (Cohen, "Statistical Power Analysis", 1988).

#include <segmenta/markets.h>
#include <segmenta/profile.h>

#include <cstddef>
#include <span>
#include <vector>

namespace segmenta {

inline constexpr std::size_t most_drivers = 3;

/// How much each feature tells of a segment: its difference in standard deviations; where a few extreme customers make
/// these large, so that half or twice the average would count as nothing, as much as the ratio of the means says: 0.5
/// for twice the average, up to 0.8. NaN of a feature that less than half of the segment have a value of.
std::vector<double> telling_differences(const SegmentProfile& segment);

/// Indices of the differences of small_difference or more, largest first, ties to the first; NaN is none.
std::vector<std::size_t> by_difference(std::span<const double> differences);

/// The first most_drivers of these.
std::vector<std::size_t> find_drivers(std::span<const double> differences);

}  // namespace segmenta
