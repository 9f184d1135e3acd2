#pragma once
// What goes where on a device, decided before anything is allocated there.

#include <segmenta/engine.h>

#include <cstdint>

namespace segmenta::cuda {

/// Throws Error(resources), with the figures, where `budget` bytes do not do. `batch_rows`: at most so many; 0: chosen.
CudaPlan make_plan(std::int64_t rows, int features, bool weighted, std::int64_t budget, std::int64_t batch_rows);

}  // namespace segmenta::cuda
