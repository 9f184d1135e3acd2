#pragma once
// A value rounded until many customers could have it.

#include <cstdint>
#include <span>

#include "describe/quartiles.h"

namespace segmenta {

/// `value` as it is where so many of `values` equal it; else rounded to a multiple of 1, 2 or 5 times a power of ten,
/// of three digits at most and so coarse that so many of them round to the same. NaN where there are fewer. Values that
/// are not finite are left out.
double coarse(double value, std::span<const double> values, std::int64_t least);

/// Each of them so.
Quartiles coarse(const Quartiles& quartiles, std::span<const double> values, std::int64_t least);

}  // namespace segmenta
