#pragma once
// Sums of 128 bits over a block.

#include <segmenta/rows.h>

#include <cub/block/block_reduce.cuh>

#include "launch.cuh"

namespace segmenta::cuda {

struct Add {
  __device__ int128 operator()(int128 a, int128 b) const { return a + b; }
};

/// The sum over the threads of a block, in its first thread. Every thread calls it.
__device__ inline int128 block_sum(int128 value) {
  using Reduce = cub::BlockReduce<int128, pass_threads, cub::BLOCK_REDUCE_WARP_REDUCTIONS>;
  __shared__ typename Reduce::TempStorage storage;
  const int128 sum = Reduce(storage).Reduce(value, Add());
  __syncthreads();
  return sum;
}

}  // namespace segmenta::cuda
