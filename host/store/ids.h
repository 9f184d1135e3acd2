#pragma once
// Ids from stored values.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/table.h>

#include "store/hdf5.h"
#include "store/value_type.h"

namespace segmenta {

/// Integers as ids: unsigned ones of 64 bits stay unsigned.
Ids integer_ids(std::vector<std::int64_t> bits, const ValueType& type);

/// Real numbers as ids, as a column of integers becomes in pandas where one was missing once. Throws Error(input)
/// naming the row for a missing value, a fraction, or a number too large for float64 to tell from its neighbour.
Ids whole_ids(std::span<const double> values, std::int64_t first_row, const h5::Subject& subject);

}  // namespace segmenta
