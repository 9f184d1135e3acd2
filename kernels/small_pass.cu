// A lane holds two rows in registers; centroids come from shared memory, where all lanes of a warp read the same one,
// and serve both rows.

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "labels.cuh"
#include "launch.cuh"
#include "ranking.cuh"
#include "small_pass.cuh"
#include "sums.cuh"

namespace segmenta::cuda {
namespace {

constexpr int most_features = 8, most_k = 16, lane_rows = 2;

// Features padded with zeros, which add nothing.
template <int width>
struct CentroidTable {
  float4 negated[most_k][width / 4];
  float half_norm[most_k];

  __device__ void load(const SmallCentroids& centroids, int features) {
    auto* values = reinterpret_cast<float*>(negated);
    for (int i = static_cast<int>(threadIdx.x); i < most_k * width; i += static_cast<int>(blockDim.x)) {
      const int c = i / width;
      const int j = i % width;
      values[i] = c < centroids.k && j < features ? -centroids.values[c * features + j] : 0.0F;
    }
    for (int c = static_cast<int>(threadIdx.x); c < centroids.k; c += static_cast<int>(blockDim.x)) {
      double norm2 = 0;
      for (int j = 0; j < features; ++j) {
        const auto value = static_cast<double>(centroids.values[c * features + j]);
        norm2 = fma(value, value, norm2);
      }
      half_norm[c] = static_cast<float>(norm2 / 2);
    }
    __syncthreads();
  }
};

template <int width>
struct Row {
  float4 x[width / 4];

  __device__ void load(const Batch& batch, std::int64_t row) {
    const float* from = batch.values + (row < batch.count ? row : batch.count - 1) * batch.features;
    if (batch.features == width) {
#pragma unroll
      for (int q = 0; q < width / 4; ++q) x[q] = __ldg(reinterpret_cast<const float4*>(from) + q);
      return;
    }
    const auto at = [&](int j) { return j < batch.features ? __ldg(from + j) : 0.0F; };
#pragma unroll
    for (int q = 0; q < width / 4; ++q) x[q] = {at(4 * q), at(4 * q + 1), at(4 * q + 2), at(4 * q + 3)};
  }

  __device__ float multiply_add(const float4 (&c)[width / 4], float sum) const {
#pragma unroll
    for (int q = 0; q < width / 4; ++q) {
      sum = fmaf(x[q].w, c[q].w, fmaf(x[q].z, c[q].z, fmaf(x[q].y, c[q].y, fmaf(x[q].x, c[q].x, sum))));
    }
    return sum;
  }
};

// Blocks that fit a multiprocessor without spilling registers.
template <class Accumulator>
constexpr int resident_blocks_with = std::is_same_v<Accumulator, BlockSums> ? 4 : 3;

template <int width, class Accumulator>
__global__ void __launch_bounds__(pass_threads, resident_blocks_with<Accumulator>)
    small_pass(Batch batch, SmallCentroids centroids, Sums sums, OpenRows open) {
  extern __shared__ unsigned int shared[];
  __shared__ CentroidTable<width> table;
  table.load(centroids, batch.features);
  Accumulator accumulator(shared, sums, centroids.k);
  unsigned int changed = 0;
  constexpr int warp_rows = warp_size * lane_rows;
  for (std::int64_t first = warp_index() * warp_rows; first < batch.count; first += warps_in_grid() * warp_rows) {
    Row<width> rows[lane_rows];
    Ranking ranking[lane_rows];
#pragma unroll
    for (int r = 0; r < lane_rows; ++r) {
      rows[r].load(batch, first + r * warp_size + lane_index());
      ranking[r] = {INFINITY, INFINITY, 0};
    }
    for (int c = 0; c < centroids.k; ++c) {
#pragma unroll
      for (int r = 0; r < lane_rows; ++r) {
        ranking[r].offer(rows[r].multiply_add(table.negated[c], table.half_norm[c]), c);
      }
    }
#pragma unroll
    for (int r = 0; r < lane_rows; ++r) {
      const float limit = centroids.certificate.limit(rows[r].multiply_add(rows[r].x, 0.0F));
      const bool certain = ranking[r].second - ranking[r].best > limit;
      changed += take_labels(batch, open, first + r * warp_size + lane_index(), certain, ranking[r].label, accumulator);
    }
  }
  count_changed(open, changed);
  accumulator.flush();
}

template <int width>
void launch_width(const Batch& batch, const SmallCentroids& centroids, const Sums& sums, const OpenRows& open,
                  const Stream& stream) {
  const std::int64_t warps = (batch.count + warp_size * lane_rows - 1) / (warp_size * lane_rows);
  if (suits_block_sums(batch, sums, centroids.k)) {
    launch_warps(small_pass<width, BlockSums>, warps, BlockSums::bytes(sums.size, centroids.k), stream, batch,
                 centroids, sums, open);
  } else {
    launch_warps(small_pass<width, DeviceSums>, warps, 0, stream, batch, centroids, sums, open);
  }
}

}  // namespace

bool suits_small_pass(int features, int k) { return features <= most_features && k <= most_k; }

SmallCentroids small_centroids(const DeviceCentroids& centroids, double shrink) {
  return {centroids.values(), centroids.k(), float_certificate(centroids.features(), centroids.norm(), shrink)};
}

void launch_small_pass(const Batch& batch, const SmallCentroids& centroids, const Sums& sums, const OpenRows& open,
                       const Stream& stream) {
  if (batch.features <= 4) {
    launch_width<4>(batch, centroids, sums, open, stream);
  } else {
    launch_width<8>(batch, centroids, sums, open, stream);
  }
}

}  // namespace segmenta::cuda
