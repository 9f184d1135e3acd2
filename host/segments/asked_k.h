#pragma once
// Which numbers of segments a fit looks at, and the sizes that they must have.

#include <segmenta/fit.h>

namespace segmenta {

/// FitOptions::k; where that is 0 the number of the start, or every number from 2 to 12 that the rows have room for.
/// Throws Error(input) where they have room for none.
KRange asked_k(const FitOptions& options, std::int64_t rows);

/// FitOptions::size_bounds in rows, of the segments of that k. Throws Error(usage) where they do not go with the other
/// options, or so many rows cannot keep them. Only where they are given.
RowBounds asked_bounds(const FitOptions& options, const KRange& k, std::int64_t rows);

}  // namespace segmenta
