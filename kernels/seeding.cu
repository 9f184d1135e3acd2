// Centers eight at a time against each row, potentials summed over blocks of rows, and independent draws by Philox.

#include <Random123/philox.h>
#include <thrust/copy.h>
#include <thrust/count.h>
#include <thrust/execution_policy.h>
#include <thrust/iterator/counting_iterator.h>

#include <algorithm>
#include <cmath>

#include "definition.cuh"
#include "launch.cuh"
#include "reduce.cuh"
#include "seeding.cuh"
#include "thrust_errors.cuh"

namespace segmenta::cuda {
namespace {

// Distances of a row from one group of centers, in float32: each operation rounded, features in order.
__device__ void seed_distances2(const float* x, const float* centers, int features, float (&sums)[centers_at_once]) {
  for (float& sum : sums) sum = 0;
  for (int j = 0; j < features; ++j) {
    const float value = x[j];
    if (isnan(value)) continue;
#pragma unroll
    for (int c = 0; c < centers_at_once; ++c) {
      const float t = __fsub_rn(value, centers[j * centers_at_once + c]);
      sums[c] = __fadd_rn(sums[c], __fmul_rn(t, t));
    }
  }
}

__global__ void __launch_bounds__(pass_threads)
    seed_add(Batch batch, const float* centers, int count, float* distance2, unsigned int* largest) {
  unsigned int mine = 0;
  for (std::int64_t row = thread_index(); row < batch.count; row += threads_in_grid()) {
    const float* x = batch.values + row * batch.features;
    float nearest = distance2[row];
    for (int first = 0; first < count; first += centers_at_once) {
      float sums[centers_at_once];
      seed_distances2(x, centers + std::int64_t{first} * batch.features, batch.features, sums);
#pragma unroll
      for (int c = 0; c < centers_at_once; ++c) {
        if (first + c < count) nearest = fminf(nearest, sums[c]);
      }
    }
    distance2[row] = nearest;
    if (weight_of(batch, row) > 0) mine = max(mine, __float_as_uint(nearest));  // >= 0: ordered as its bits
  }
  mine = __reduce_max_sync(whole_warp, mine);
  if (lane_index() == 0) atomicMax(largest, mine);
}

// One block of threads a block of rows.
__global__ void __launch_bounds__(pass_threads)
    seed_try(Batch batch, const float* centers, int count, const float* distance2, double factor, int128* sums) {
  const std::int64_t from = std::int64_t{blockIdx.x} * potential_block_rows;
  const std::int64_t until = min(from + potential_block_rows, batch.count);
  for (int first = 0; first < max(count, 1); first += centers_at_once) {
    int128 potentials[centers_at_once] = {};
    for (std::int64_t row = from + threadIdx.x; row < until; row += blockDim.x) {
      float candidates[centers_at_once];
      for (float& candidate : candidates) candidate = INFINITY;
      if (count > 0) {
        seed_distances2(batch.values + row * batch.features, centers + std::int64_t{first} * batch.features,
                        batch.features, candidates);
      }
#pragma unroll
      for (int c = 0; c < centers_at_once; ++c) {
        potentials[c] +=
            int128{weight_of(batch, row)} * seed_potential_of(fminf(distance2[row], candidates[c]), factor);
      }
    }
    for (int c = 0; c < centers_at_once && first + c < max(count, 1); ++c) {
      const int128 sum = block_sum(potentials[c]);
      if (threadIdx.x == 0) sums[std::int64_t{blockIdx.x} * max(count, 1) + first + c] = sum;
    }
  }
}

struct IsDrawn {
  Batch batch;
  std::int64_t first;
  const float* distance2;
  Draw draw;
  double factor, potential_factor;

  __device__ bool operator()(std::int64_t i) const {
    const auto row = static_cast<std::uint64_t>(first + i);
    const r123::Philox4x32::ctr_type counter = {
        {draw.purpose, draw.round, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32)}};
    const r123::Philox4x32::key_type key = {
        {static_cast<std::uint32_t>(draw.seed), static_cast<std::uint32_t>(draw.seed >> 32)}};
    const auto words = r123::Philox4x32()(counter, key);
    const std::uint64_t bits = std::uint64_t{words[0]} << 32 | words[1];
    const double unit = __dmul_rn(static_cast<double>(bits >> 11), 0x1p-53);
    const int128 potential = int128{weight_of(batch, i)} * seed_potential_of(distance2[i], potential_factor);
    return unit < __dmul_rn(factor, to_double(potential));
  }
};

}  // namespace

std::vector<float> by_groups(const Centroids& centers) {
  const auto d = static_cast<std::size_t>(centers.features);
  const auto groups = static_cast<std::size_t>((centers.k + centers_at_once - 1) / centers_at_once);
  std::vector<float> packed(groups * d * centers_at_once);
  for (int c = 0; c < centers.k; ++c) {
    const std::size_t base = static_cast<std::size_t>(c / centers_at_once) * d * centers_at_once;
    const std::size_t place = base + static_cast<std::size_t>(c % centers_at_once);
    for (std::size_t j = 0; j < d; ++j) packed[place + j * centers_at_once] = centers.row(c)[j];
  }
  return packed;
}

void launch_seed_add(const Batch& batch, const float* centers, int count, float* distance2, unsigned int* largest,
                     const Stream& stream) {
  launch_threads(seed_add, batch.count, stream, batch, centers, count, distance2, largest);
}

void launch_seed_try(const Batch& batch, const float* centers, int count, const float* distance2, double factor,
                     int128* sums, const Stream& stream) {
  const auto blocks = static_cast<unsigned int>((batch.count + potential_block_rows - 1) / potential_block_rows);
  seed_try<<<blocks, pass_threads, 0, stream.get()>>>(batch, centers, count, distance2, factor, sums);
  SEGMENTA_CUDA_CHECK(cudaGetLastError());
}

std::vector<std::int64_t> sample_rows(const Batch& batch, std::int64_t first, const float* distance2, const Draw& draw,
                                      double factor, double potential_factor, const Stream& stream) {
  const IsDrawn is_drawn{batch, first, distance2, draw, factor, potential_factor};
  const thrust::counting_iterator<std::int64_t> rows(0);
  return guard_thrust([&] {
    const auto policy = thrust::cuda::par.on(stream.get());
    const std::int64_t count = thrust::count_if(policy, rows, rows + batch.count, is_drawn);
    const DeviceArray<std::int64_t> drawn(count);
    thrust::copy_if(policy, rows, rows + batch.count, drawn.data(), is_drawn);
    std::vector<std::int64_t> found = to_host(drawn.data(), count, stream);
    for (std::int64_t& row : found) row += first;
    return found;
  });
}

}  // namespace segmenta::cuda
