// Each row against one centroid, and the inertia as partial sums in fixed point.

#include "definition.cuh"
#include "launch.cuh"
#include "own_distances.cuh"
#include "reduce.cuh"

namespace segmenta::cuda {
namespace {

constexpr std::int64_t inertia_blocks = 4096;

__device__ double own2(const Batch& batch, const float* centroids, std::int64_t row) {
  int present = 0;
  const double d2 = distance2(batch.values + row * batch.features,
                              centroids + std::int64_t{batch.labels[row]} * batch.features, batch.features, present);
  return reported2(d2, present, batch.features);
}

__global__ void __launch_bounds__(pass_threads, 4)
    own_distances(Batch batch, const float* centroids, double* distances2) {
  for (std::int64_t row = thread_index(); row < batch.count; row += threads_in_grid()) {
    distances2[row] = weight_of(batch, row) > 0 ? own2(batch, centroids, row) : -1.0;
  }
}

__global__ void __launch_bounds__(pass_threads, 4)
    inertia(Batch batch, const float* centroids, double factor, int128* partials) {
  int128 sum = 0;
  for (std::int64_t row = thread_index(); row < batch.count; row += threads_in_grid()) {
    sum += weight_of(batch, row) * whole_part(__dmul_rn(own2(batch, centroids, row), factor));
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) partials[blockIdx.x] += sum;
}

}  // namespace

void launch_own_distances(const Batch& batch, const float* centroids, double* distances2, const Stream& stream) {
  launch_threads(own_distances, batch.count, stream, batch, centroids, distances2);
}

std::int64_t most_partials() { return inertia_blocks; }

void launch_inertia(const Batch& batch, const float* centroids, double factor, int128* partials, const Stream& stream) {
  const auto threads = std::min(batch.count, inertia_blocks * pass_threads);
  launch_threads(inertia, threads, stream, batch, centroids, factor, partials);
}

}  // namespace segmenta::cuda
