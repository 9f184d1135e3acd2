#pragma once
// What the lanes of a warp find together. Every lane of it calls these, and gets the result.

#include "pass.cuh"

namespace segmenta::cuda {

/// merge(d) takes in what the lane keeps whose number differs by d.
template <class Merge>
__device__ void merge_over_warp(const Merge& merge) {
#pragma unroll
  for (int distance = warp_size / 2; distance > 0; distance /= 2) merge(distance);
}

template <class T>
__device__ T warp_sum(T value) {
  merge_over_warp([&](int distance) { value += __shfl_xor_sync(whole_warp, value, distance); });
  return value;
}

}  // namespace segmenta::cuda
