// Devices as the CUDA runtime lists them.

#include <segmenta/devices.h>

#include <exception>

#include "check.cuh"
#include "memory.cuh"

namespace segmenta {
namespace {

// No driver, one too old for this runtime, or no device: no device that could be used, but no failure.
bool means_no_device(cudaError_t status) {
  return status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver;
}

int device_count() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (means_no_device(status)) {
    static_cast<void>(cudaGetLastError());
    return 0;
  }
  check_cuda(status, "cudaGetDeviceCount");
  return count;
}

CudaDevice describe(int index) {
  cudaDeviceProp properties{};
  SEGMENTA_CUDA_CHECK(cudaGetDeviceProperties(&properties, index));
  const cuda::CurrentDevice current(index);
  int driver_version = 0;
  SEGMENTA_CUDA_CHECK(cudaDriverGetVersion(&driver_version));
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  SEGMENTA_CUDA_CHECK(cudaMemGetInfo(&free_bytes, &total_bytes));
  return {index,
          properties.name,
          properties.major,
          properties.minor,
          static_cast<std::int64_t>(total_bytes),
          static_cast<std::int64_t>(free_bytes),
          driver_version};
}

}  // namespace

bool built_with_cuda() { return true; }

std::vector<CudaDevice> cuda_devices() {
  std::vector<CudaDevice> devices;
  const int count = device_count();
  std::exception_ptr failure;
  for (int index = 0; index < count; ++index) {
    try {
      devices.push_back(describe(index));
    } catch (const Error&) {  // one in exclusive use, say: others may do
      failure = std::current_exception();
    }
  }
  if (devices.empty() && failure) std::rethrow_exception(failure);
  return devices;
}

}  // namespace segmenta
