#pragma once
// Operands of m16n8k16 tensor instructions: a tile of 16 rows, a tile of 8 centroids, a step of 16 features.
//
// In an instruction lane 4g + t holds, of rows g and g + 8 and of centroid g, the features numbered 2t, 2t + 1, 2t + 8
// and 2t + 9. Which features have these numbers is free as long as both sides agree: here they are 4t to 4t + 3 of the
// step, so that a lane takes them with one load of 16 bytes, and four lanes take 64 bytes of a row. It gets the scores
// of rows g and g + 8 with centroids 2t and 2t + 1.

#include "pass.cuh"

namespace segmenta::cuda {

constexpr int tile_rows = 16, tile_centroids = 8;

// Four features of a row; those past the end are 0. `aligned`: features are a multiple of 4.
template <bool aligned>
__device__ float4 load_features(const float* row, int first, int features) {
  if constexpr (aligned) {
    return first < features ? __ldg(reinterpret_cast<const float4*>(row + first)) : float4{0, 0, 0, 0};
  }
  const auto at = [&](int j) { return j < features ? __ldg(row + j) : 0.0F; };
  return {at(first), at(first + 1), at(first + 2), at(first + 3)};
}

__device__ inline float4 scaled(float4 x, float factor) {
  return {x.x * factor, x.y * factor, x.z * factor, x.w * factor};
}

__device__ inline float add_norm2(float4 x, float sum) {
  return fmaf(x.w, x.w, fmaf(x.z, x.z, fmaf(x.y, x.y, fmaf(x.x, x.x, sum))));
}

__device__ inline void multiply_add(float (&sum)[4], const unsigned int (&a)[4], unsigned int b0, unsigned int b1) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ inline float sum_over_four_lanes(float value) {
  value += __shfl_xor_sync(whole_warp, value, 1);
  return value + __shfl_xor_sync(whole_warp, value, 2);
}

}  // namespace segmenta::cuda
