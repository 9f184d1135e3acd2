#pragma once
// Seeding: distances in float32 by the definition of seeding, and exact sums of potentials.

#include <segmenta/engine.h>

#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

constexpr int centers_at_once = 8;
constexpr std::int64_t potential_block_rows = 4096;

/// Centers in groups of centers_at_once, each [features x centers_at_once]; the last one padded.
std::vector<float> by_groups(const Centroids& centers);

/// Brings the smallest distances [count] up to date with `centers` (by_groups), and the largest of those left among
/// rows of positive weight, whose bits as a whole number `largest` keeps.
void launch_seed_add(const Batch& batch, const float* centers, int count, float* distance2, unsigned int* largest,
                     const Stream& stream);

/// Sums of potentials of blocks of potential_block_rows rows, with one more center each: sums [blocks x count].
/// `count` 0: as things are, sums [blocks].
void launch_seed_try(const Batch& batch, const float* centers, int count, const float* distance2, double factor,
                     int128* sums, const Stream& stream);

/// Rows, ascending, that an independent draw each takes; `first`: the number of the batch's first row.
std::vector<std::int64_t> sample_rows(const Batch& batch, std::int64_t first, const float* distance2, const Draw& draw,
                                      double factor, double potential_factor, const Stream& stream);

}  // namespace segmenta::cuda
