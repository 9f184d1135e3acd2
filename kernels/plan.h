#pragma once
// What goes where on a device, decided before anything is allocated there.

#include <segmenta/engine.h>

#include <cstdint>
#include <span>
#include <vector>

namespace segmenta::cuda {

/// Throws Error(resources), with the figures, where `budget` bytes do not do. `batch_rows`: at most so many; 0: chosen.
CudaPlan make_plan(std::int64_t rows, int features, bool weighted, std::int64_t budget, std::int64_t batch_rows);

/// How many of the rows each device gets, [budgets], whose bytes may be used: the same, but what does not fit one goes
/// to those where it does. Where not all rows fit, by what fits each, so that all stream the same part.
std::vector<std::int64_t> share_rows(std::int64_t rows, int features, bool weighted,
                                     std::span<const std::int64_t> budgets, std::int64_t batch_rows);

}  // namespace segmenta::cuda
