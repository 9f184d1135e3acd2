#pragma once
// Which differences are worth speaking of, in standard deviations (Cohen, "Statistical Power Analysis", 1988).

#include <segmenta/markets.h>
#include <segmenta/profile.h>

#include <cstddef>
#include <span>
#include <vector>

namespace segmenta {

inline constexpr double small_difference = 0.2;  // medium_difference is in markets.h
inline constexpr std::size_t most_drivers = 3;

/// The differences of the features of a segment; NaN of those that less than half of it have a value of.
std::vector<double> telling_differences(const SegmentProfile& segment);

/// Indices of the differences of small_difference or more, largest first, ties to the first; NaN is none.
std::vector<std::size_t> by_difference(std::span<const double> differences);

/// The first most_drivers of these.
std::vector<std::size_t> find_drivers(std::span<const double> differences);

}  // namespace segmenta
