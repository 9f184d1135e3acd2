#pragma once
// Launch shapes, chosen from the device and the kernel.

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>

#include "check.cuh"
#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

constexpr int pass_threads = 256;

inline int attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  SEGMENTA_CUDA_CHECK(cudaGetDevice(&device));
  SEGMENTA_CUDA_CHECK(cudaDeviceGetAttribute(&value, which, device));
  return value;
}

/// Bytes of shared memory that a block may ask for.
inline std::size_t most_shared_bytes() {
  return static_cast<std::size_t>(attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin));
}

__device__ inline std::int64_t thread_index() { return std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; }
__device__ inline std::int64_t threads_in_grid() { return std::int64_t{gridDim.x} * blockDim.x; }
__device__ inline std::int64_t warp_index() { return thread_index() / warp_size; }
__device__ inline std::int64_t warps_in_grid() { return threads_in_grid() / warp_size; }
__device__ inline int lane_index() { return static_cast<int>(threadIdx.x % warp_size); }

/// Bytes of shared memory that a kernel may ask for here, so that four of its blocks fit.
inline std::size_t most_block_bytes() { return most_shared_bytes() / 4; }

/// Blocks that keep the whole device busy at once, but no more than `wanted`.
template <class Kernel>
unsigned int resident_blocks(Kernel kernel, int threads, std::size_t shared_bytes, std::int64_t wanted) {
  if (shared_bytes > 0) {  // always the most: another engine may use the kernel at the same time
    SEGMENTA_CUDA_CHECK(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                             static_cast<int>(most_block_bytes())));
  }
  int each = 0;
  SEGMENTA_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&each, kernel, threads, shared_bytes));
  const std::int64_t resident = std::int64_t{std::max(each, 1)} * attribute(cudaDevAttrMultiProcessorCount);
  return static_cast<unsigned int>(std::clamp<std::int64_t>(wanted, 1, resident));
}

/// A kernel whose warps stride over `warps` pieces of work.
template <int threads = pass_threads, class... Parameters, class... Arguments>
void launch_warps(void (*kernel)(Parameters...), std::int64_t warps, std::size_t shared_bytes, const Stream& stream,
                  const Arguments&... arguments) {
  constexpr int each = threads / warp_size;
  const unsigned int blocks = resident_blocks(kernel, threads, shared_bytes, (warps + each - 1) / each);
  kernel<<<blocks, threads, shared_bytes, stream.get()>>>(arguments...);
  SEGMENTA_CUDA_CHECK(cudaGetLastError());
}

/// A kernel whose threads stride over `threads` pieces of work.
template <class... Parameters, class... Arguments>
void launch_threads(void (*kernel)(Parameters...), std::int64_t threads, const Stream& stream,
                    const Arguments&... arguments) {
  launch_warps(kernel, (threads + warp_size - 1) / warp_size, 0, stream, arguments...);
}

}  // namespace segmenta::cuda
