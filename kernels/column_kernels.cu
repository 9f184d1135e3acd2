// Kernels over columns. Sums of doubles are taken in eight parts a block of rows, each part by a thread, as the host
// does; all else is whole numbers and extremes, whatever their order.

#include <cmath>
#include <limits>

#include "column_kernels.cuh"
#include "launch.cuh"
#include "prepare/transform.h"
#include "warp.cuh"

namespace segmenta::cuda {
namespace {

constexpr int lanes = 8;  // LaneSum::lanes of the host
constexpr double infinity = std::numeric_limits<double>::infinity();

__device__ double used(double x, const Use& use) {
  const double filled = x == x ? x : use.fill;
  const double raised = filled < use.lower ? use.lower : filled;
  return transformed(raised > use.upper ? use.upper : raised, use.transform);
}

__device__ double value_at(const UsedColumn& column, std::int64_t row) {
  const double x = column.values[row];
  return column.as_stored ? x : used(x, column.use);
}

__device__ bool is_finite(double x) { return x - x == 0; }

// The eight lanes of a block of rows are neighbours in a warp.
__device__ unsigned int lane_mask() { return 0xFFU << (threadIdx.x % warp_size / lanes * lanes); }

// LaneSum::total().
__device__ double total(double part) {
  double sum = 0;
  for (int lane = 0; lane < lanes; ++lane) sum = __dadd_rn(sum, __shfl_sync(lane_mask(), part, lane, lanes));
  return sum;
}

template <class T, class Merge>
__device__ T merged(T value, const Merge& merge) {
  for (int distance = lanes / 2; distance > 0; distance /= 2) {
    value = merge(value, __shfl_xor_sync(lane_mask(), value, distance, lanes));
  }
  return value;
}

__global__ void __launch_bounds__(pass_threads)
    moments(UsedColumn column, std::int64_t block_rows, std::int64_t blocks, BlockMoments* found) {
  const std::int64_t lane = threadIdx.x % lanes;
  for (std::int64_t block = thread_index() / lanes; block < blocks; block += threads_in_grid() / lanes) {
    const std::int64_t first = block * block_rows;
    const std::int64_t until = min(first + block_rows, column.count);
    const double first_value = value_at(column, first);
    const double origin = is_finite(first_value) ? first_value : 0;
    constexpr long long none = INT64_MAX;
    double sum = 0, least = infinity, most = -infinity;
    long long present = 0, missing_at = none, infinite_at = none;
    for (std::int64_t row = first + lane; row < until; row += lanes) {
      const double x = value_at(column, row);
      if (x != x) {
        missing_at = min(missing_at, static_cast<long long>(row));
        continue;
      }
      if (!is_finite(x)) infinite_at = min(infinite_at, static_cast<long long>(row));
      sum = __dadd_rn(sum, __dsub_rn(x, origin));
      least = x < least ? x : least;
      most = x > most ? x : most;
      ++present;
    }
    const auto add = [](long long a, long long b) { return a + b; };
    const auto lower = [](auto a, auto b) { return b < a ? b : a; };
    const auto higher = [](auto a, auto b) { return b > a ? b : a; };
    BlockMoments all{};
    all.present = merged(present, add);
    all.missing = until - first - all.present;
    const long long first_missing = merged(missing_at, lower), first_infinite = merged(infinite_at, lower);
    all.first_missing = first_missing == none ? -1 : first_missing;
    all.first_infinite = first_infinite == none ? -1 : first_infinite;
    all.min = merged(least, lower);
    all.max = merged(most, higher);
    sum = total(sum);
    if (all.present > 0) all.mean = __dadd_rn(origin, __ddiv_rn(sum, static_cast<double>(all.present)));
    double squares = 0, cubes = 0;
    for (std::int64_t row = first + lane; row < until; row += lanes) {
      const double x = value_at(column, row);
      if (x != x) continue;
      const double t = __dsub_rn(x, all.mean);
      const double square = __dmul_rn(t, t);
      squares = __dadd_rn(squares, square);
      cubes = __dadd_rn(cubes, __dmul_rn(square, t));
    }
    all.m2 = total(squares);
    all.m3 = total(cubes);
    if (lane == 0) found[block] = all;
  }
}

// Adds up a count over the warp, once for all its threads.
__device__ void add_count(unsigned long long mine, unsigned long long* found) {
  const unsigned long long sum = warp_sum(mine);
  if (lane_index() == 0 && sum > 0) atomicAdd(found, sum);
}

__global__ void __launch_bounds__(pass_threads)
    count_others(UsedColumn column, double a, double b, unsigned long long* found) {
  unsigned long long mine = 0;
  for (std::int64_t row = thread_index(); row < column.count; row += threads_in_grid()) {
    const double x = value_at(column, row);
    mine += x == x && x != a && x != b ? 1 : 0;
  }
  add_count(mine, found);
}

__global__ void __launch_bounds__(pass_threads)
    count_outside(UsedColumn column, double lower, double upper, unsigned long long* found) {
  unsigned long long mine = 0;
  for (std::int64_t row = thread_index(); row < column.count; row += threads_in_grid()) {
    const double x = value_at(column, row);
    mine += x < lower || x > upper ? 1 : 0;
  }
  add_count(mine, found);
}

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

__host__ __device__ std::uint64_t key_of(double value) {
  const std::uint64_t bits = bits_of(value);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

struct Side {
  Fence fence;
  std::uint64_t whisker = 0;
  unsigned long long beyond = 0;

  __device__ void take(double value, Transform transform) {
    if (!(fence.sign * value > fence.near)) return;
    if (fence.sign * transformed(value, transform) > fence.fence) {
      ++beyond;
    } else {
      whisker = max(whisker, key_of(fence.sign * value));
    }
  }
  __device__ void bring(FoundTail* found) {
    merge_over_warp([&](int distance) {
      const std::uint64_t other = __shfl_xor_sync(whole_warp, static_cast<unsigned long long>(whisker), distance);
      whisker = max(whisker, other);
    });
    if (lane_index() == 0 && whisker > 0) atomicMax(&found->whisker, static_cast<unsigned long long>(whisker));
    add_count(beyond, &found->beyond);
  }
};

__global__ void __launch_bounds__(pass_threads)
    tails(UsedColumn column, Transform transform, Fence low, Fence high, FoundTail* found) {
  Side lower{low}, upper{high};
  for (std::int64_t row = thread_index(); row < column.count; row += threads_in_grid()) {
    const double x = value_at(column, row);
    lower.take(x, transform);
    upper.take(x, transform);
  }
  lower.bring(found);
  upper.bring(found + 1);
}

// Equal values follow each other in many columns: a thread counts a run of them before it adds to the sums of its
// block.
__global__ void __launch_bounds__(pass_threads)
    count_digits(UsedColumn column, const __grid_constant__ Prefixes prefixes, unsigned long long* found) {
  __shared__ unsigned int counts[most_prefixes * digits];
  const int size = prefixes.count * digits;
  for (int i = static_cast<int>(threadIdx.x); i < size; i += pass_threads) counts[i] = 0;
  __syncthreads();
  int last = -1;
  unsigned int run = 0;
  for (std::int64_t row = thread_index(); row < column.count; row += threads_in_grid()) {
    const double x = value_at(column, row);
    if (x != x) continue;
    const std::uint64_t key = key_of(x);
    const std::uint64_t above = prefixes.shift + digit_bits == 64 ? 0 : key >> (prefixes.shift + digit_bits);
    for (int p = 0; p < prefixes.count; ++p) {
      if (above != prefixes.prefix[p]) continue;
      const int place = p * digits + static_cast<int>((key >> prefixes.shift) % digits);
      if (place != last) {
        if (run > 0) atomicAdd(&counts[last], run);
        last = place;
        run = 0;
      }
      ++run;
    }
  }
  if (run > 0) atomicAdd(&counts[last], run);
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); i < size; i += pass_threads) {
    if (counts[i] > 0) atomicAdd(&found[i], static_cast<unsigned long long>(counts[i]));
  }
}

// segmenta::snap().
__device__ float snapped(double value, double inverse, double quantum) {
  constexpr double magic = 0x1.8p52;
  const double units = __dmul_rn(static_cast<double>(static_cast<float>(value)), inverse);
  const double rounded = __dsub_rn(__dadd_rn(units, magic), magic);
  return static_cast<float>(__dmul_rn(units < 0x1p51 && units > -0x1p51 ? rounded : units, quantum));
}

__device__ float prepared_of(double x, const FeatureOfColumn& feature) {
  const double value = feature.missing_flag ? (x == x ? 0.0 : 1.0) : used(x, feature.use);
  const double scaled = __ddiv_rn(__dsub_rn(value, feature.center), feature.scale);
  return feature.quantum > 0 ? snapped(scaled, feature.inverse_quantum, feature.quantum) : static_cast<float>(scaled);
}

constexpr int tile = 32;  // rows and features, turned from columns to rows in shared memory

__global__ void __launch_bounds__(pass_threads)
    prepare(const FeatureOfColumn* features, int feature_count, std::int64_t rows, float* prepared,
            unsigned long long* not_finite) {
  __shared__ float turned[tile][tile + 1];
  const int warp = static_cast<int>(threadIdx.x) / warp_size;
  constexpr int warps = pass_threads / warp_size;
  unsigned long long bad = 0;
  for (std::int64_t first = std::int64_t{blockIdx.x} * tile; first < rows; first += std::int64_t{gridDim.x} * tile) {
    for (int from = 0; from < feature_count; from += tile) {
      const int some = min(tile, feature_count - from);
      const std::int64_t row = first + lane_index();
      for (int f = warp; f < some; f += warps) {
        if (row >= rows) continue;
        const FeatureOfColumn& feature = features[from + f];
        const float value = prepared_of(feature.values[row], feature);
        bad += value - value == 0 ? 0 : 1;
        turned[lane_index()][f] = value;
      }
      __syncthreads();
      for (int i = warp; i < tile && first + i < rows; i += warps) {
        if (lane_index() < some) prepared[(first + i) * feature_count + from + lane_index()] = turned[i][lane_index()];
      }
      __syncthreads();
    }
  }
  add_count(bad, not_finite);
}

}  // namespace

void launch_moments(const UsedColumn& column, std::int64_t block_rows, BlockMoments* found, const Stream& stream) {
  const std::int64_t blocks = (column.count + block_rows - 1) / block_rows;
  launch_threads(moments, blocks * lanes, stream, column, block_rows, blocks, found);
}

void launch_count_others(const UsedColumn& column, double a, double b, unsigned long long* found,
                         const Stream& stream) {
  launch_threads(count_others, column.count, stream, column, a, b, found);
}

void launch_count_outside(const UsedColumn& column, double lower, double upper, unsigned long long* found,
                          const Stream& stream) {
  launch_threads(count_outside, column.count, stream, column, lower, upper, found);
}

std::uint64_t sort_key(double value) { return key_of(value); }

double value_of_key(std::uint64_t key) { return double_of((key & sign_bit) != 0 ? key & ~sign_bit : ~key); }

void launch_tails(const UsedColumn& column, Transform transform, Fence low, Fence high, FoundTail* found,
                  const Stream& stream) {
  launch_threads(tails, column.count, stream, column, transform, low, high, found);
}

void launch_count_digits(const UsedColumn& column, const Prefixes& prefixes, unsigned long long* found,
                         const Stream& stream) {
  launch_threads(count_digits, column.count, stream, column, prefixes, found);
}

void launch_prepare(const FeatureOfColumn* features, int feature_count, std::int64_t rows, float* prepared,
                    unsigned long long* not_finite, const Stream& stream) {
  // A block of threads turns a tile of rows.
  launch_threads(prepare, (rows + tile - 1) / tile * pass_threads, stream, features, feature_count, rows, prepared,
                 not_finite);
}

}  // namespace segmenta::cuda
