#pragma once
// Which numbers of segments a fit looks at.

#include <segmenta/fit.h>

namespace segmenta {

/// FitOptions::k; where that is 0 the number of the start, or every number from 2 to 12 that the rows have room for.
/// Throws Error(input) where they have room for none.
KRange asked_k(const FitOptions& options, std::int64_t rows);

}  // namespace segmenta
