#pragma once
// The sums of a first pass, in which every row gets its label: rows are added up apart from the ranking, without atomic
// operations, which a row in every lane would wait for.

#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

/// Whether a block can keep a copy of the sums for each of its teams. Rows without weights and missing values.
bool suits_first_sums(int features, const Sums& sums, int k);

/// Adds the labelled rows of a batch to the sums.
void launch_first_sums(const Batch& batch, const Sums& sums, int k, const Stream& stream);

}  // namespace segmenta::cuda
