#pragma once
// The CUDA devices that this process can use. Where Segmenta is built without CUDA there are none.

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

struct CudaDevice {
  int index = 0;  ///< as CUDA counts them, CUDA_VISIBLE_DEVICES taken into account
  std::string name;
  int compute_major = 0;  ///< compute capability, "9.0"
  int compute_minor = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t free_bytes = 0;  ///< at the time of the call
  int driver_version = 0;       ///< newest CUDA that the driver supports, 1000 x major + 10 x minor

  /// "9.0"
  [[nodiscard]] std::string compute_capability() const {
    return std::to_string(compute_major) + '.' + std::to_string(compute_minor);
  }
  /// The newest CUDA, "12.4".
  [[nodiscard]] std::string driver() const {
    return std::to_string(driver_version / 1000) + '.' + std::to_string(driver_version % 1000 / 10);
  }
};

/// Whether this library has the CUDA engine.
bool built_with_cuda();

/// Every usable device, by index; empty where there is no device or no driver, or without the CUDA engine. Asking
/// for the free memory creates a context on each device. A device that fails is left out; Error(resources) is thrown
/// when all fail.
std::vector<CudaDevice> cuda_devices();

}  // namespace segmenta
