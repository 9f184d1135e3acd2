#pragma once
// Values that many rows share, spread so that steps of a scale are not taken for clusters.
//
// Whole numbers of orders, days or euros are steps: between two of them there is nobody, and any method finds a gap
// there. Evidence for clusters looks at rows whose shared values are spread evenly over their step, halfway to the
// values beside them. A feature of one or two values has no steps to spread.

#include <cstdint>
#include <vector>

#include <segmenta/rows.h>

namespace segmenta {

/// Values [rows x features]; missing ones stay missing. Random numbers are counted by feature and row.
std::vector<float> spread_ties(const Rows& rows, std::uint64_t seed);

}  // namespace segmenta
