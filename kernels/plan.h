#pragma once
// What goes where on a device, decided before anything is allocated there.

#include <cstdint>

namespace segmenta::cuda {

struct DevicePlan {
  bool resident = true;         ///< else rows are copied in, batch by batch, in every pass
  std::int64_t batch_rows = 0;  ///< rows of one launch
  std::int64_t bytes = 0;       ///< of device memory
};

/// Throws Error(resources), with the figures, where `budget` bytes do not do. `batch_rows`: at most so many; 0: chosen.
DevicePlan make_plan(std::int64_t rows, int features, bool weighted, std::int64_t budget, std::int64_t batch_rows);

}  // namespace segmenta::cuda
