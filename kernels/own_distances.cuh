#pragma once
// Distances of rows from their own centroids, by the definition, and their exact sum.

#include <segmenta/rows.h>

#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

/// Reported squared distances [count] from the labels' centroids [k x features]; -1 for rows of weight 0.
void launch_own_distances(const Batch& batch, const float* centroids, double* distances2, const Stream& stream);

/// Adds up weight x whole_part(distance2 x factor): one partial sum a block, room for most_partials().
std::int64_t most_partials();
void launch_inertia(const Batch& batch, const float* centroids, double factor, int128* partials, const Stream& stream);

}  // namespace segmenta::cuda
