#pragma once
// The scores of one column of values.

#include <segmenta/rfm.h>

#include <cstdint>
#include <span>

namespace segmenta {

/// The quintiles of values of which none is missing, at least one.
CutPoints quintile_cuts(std::span<const double> values);

/// 1 and one more for each cut point below the value.
std::int8_t score_by_cuts(double value, const CutPoints& cuts);

}  // namespace segmenta
