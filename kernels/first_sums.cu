// A team of lanes takes a row at a time, a lane a feature, and adds it to sums of its own in shared memory. The bus to
// device memory is what limits it.

#include "first_sums.cuh"

#include "definition.cuh"
#include "launch.cuh"
#include "sums.cuh"

namespace segmenta::cuda {
namespace {

constexpr int sum_threads = 128;
constexpr int rows_at_once = 4;  // of a team, so that loads are under way while sums are added to

int team_width(int features) { return features <= 8 ? 8 : features <= 16 ? 16 : warp_size; }

std::size_t copies_bytes(std::int64_t size, int k, int width) {
  return static_cast<std::size_t>(sum_threads / width) * static_cast<std::size_t>(8 * size + 4 * k);
}

__global__ void __launch_bounds__(sum_threads) first_sums(Batch batch, Sums sums, int k, int width) {
  extern __shared__ unsigned long long shared[];
  const int teams = sum_threads / width;
  auto* counts = reinterpret_cast<unsigned int*>(shared + teams * sums.size);
  for (std::int64_t i = threadIdx.x; i < teams * sums.size; i += sum_threads) shared[i] = 0;
  for (int i = static_cast<int>(threadIdx.x); i < teams * k; i += sum_threads) counts[i] = 0;
  __syncthreads();
  const int team = static_cast<int>(threadIdx.x) / width;
  const int lane = static_cast<int>(threadIdx.x) % width;
  unsigned long long* own = shared + team * sums.size;
  const std::int64_t stride = std::int64_t{gridDim.x} * teams;
  for (std::int64_t first = std::int64_t{blockIdx.x} * teams + team; first < batch.count;
       first += stride * rows_at_once) {
    std::int32_t label[rows_at_once];
#pragma unroll
    for (int r = 0; r < rows_at_once; ++r) {
      const std::int64_t row = first + r * stride;
      label[r] = row < batch.count ? batch.labels[row] : undecided;
      if (lane == 0 && label[r] != undecided) ++counts[team * k + label[r]];
    }
    for (int j = lane; j < batch.features; j += width) {
      const double inverse = sums.inverse_quantum[j];
      float value[rows_at_once];
#pragma unroll
      for (int r = 0; r < rows_at_once; ++r) {
        value[r] = label[r] != undecided ? __ldg(batch.values + (first + r * stride) * batch.features + j) : 0.0F;
      }
#pragma unroll
      for (int r = 0; r < rows_at_once; ++r) {
        if (label[r] == undecided) continue;
        own[label[r] * batch.features + j] += static_cast<unsigned long long>(quanta(value[r], inverse));
      }
    }
  }
  __syncthreads();
  for (std::int64_t i = threadIdx.x; i < sums.size; i += sum_threads) {
    unsigned long long sum = 0;
    for (int t = 0; t < teams; ++t) sum += shared[t * sums.size + i];
    if (sum != 0) atomicAdd(sums.values + i, sum);
  }
  for (int c = static_cast<int>(threadIdx.x); c < k; c += sum_threads) {
    std::int64_t count = 0;
    for (int t = 0; t < teams; ++t) count += counts[t * k + c];
    if (count != 0) add(sums.counts + c, count);
  }
}

}  // namespace

bool suits_first_sums(int features, const Sums& sums, int k) {
  return sums.weights == nullptr && sums.missing == nullptr &&
         copies_bytes(sums.size, k, team_width(features)) <= most_block_bytes();
}

void launch_first_sums(const Batch& batch, const Sums& sums, int k, const Stream& stream) {
  const int width = team_width(batch.features);
  const std::int64_t teams = (batch.count + rows_at_once - 1) / rows_at_once;
  launch_warps<sum_threads>(first_sums, (teams * width + warp_size - 1) / warp_size, copies_bytes(sums.size, k, width),
                            stream, batch, sums, k, width);
}

}  // namespace segmenta::cuda
