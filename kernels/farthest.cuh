#pragma once
// The largest of many distances.

#include <segmenta/engine.h>

#include "memory.cuh"

namespace segmenta::cuda {

/// The `count` largest of `size` squared distances, which it reorders; ties by position, which `first` is added to.
/// Negative ones are left out.
std::vector<FarRow> farthest_of(double* distances2, std::int64_t size, std::int64_t first, int count,
                                const Stream& stream);

}  // namespace segmenta::cuda
