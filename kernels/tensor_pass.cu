// A warp ranks 32 rows, two tiles of 16, against groups of centroids, tiles of 8, with m16n8k16 instructions.
//
// Which lane holds what of an instruction: fragments.cuh.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "fragments.cuh"
#include "halves.cuh"
#include "labels.cuh"
#include "launch.cuh"
#include "ranking.cuh"
#include "sums.cuh"
#include "tensor_pass.cuh"

namespace segmenta::cuda {
namespace {

constexpr int row_tiles = 2, warp_rows = tile_rows * row_tiles;

__global__ void __launch_bounds__(pass_threads) pack_fragments(const float* centroids, int k, int features, int tiles,
                                                               int group, int steps, float factor, uint4* fragments) {
  for (std::int64_t i = thread_index(); i < std::int64_t{tiles} * steps * warp_size; i += threads_in_grid()) {
    const int lane = static_cast<int>(i % warp_size);
    const auto place = static_cast<int>(i / warp_size);
    const int step = place / group % steps;
    const int c = (place / group / steps * group + place % group) * tile_centroids + lane / 4;
    const int first = step * tensor_step + lane % 4 * 4;
    const auto at = [&](int j) {
      return c < k && j < features ? -centroids[std::int64_t{c} * features + j] * factor : 0.0F;
    };
    const Split front = split(at(first), at(first + 1));
    const Split back = split(at(first + 2), at(first + 3));
    fragments[i] = {front.high, back.high, front.low, back.low};
  }
}

// One tile of rows, for one step.
struct RowFragment {
  unsigned int high[4], low[4];
};

__device__ RowFragment make_fragment(float4 upper, float4 lower) {
  const Split upper_front = split(upper.x, upper.y);
  const Split upper_back = split(upper.z, upper.w);
  const Split lower_front = split(lower.x, lower.y);
  const Split lower_back = split(lower.z, lower.w);
  return {{upper_front.high, lower_front.high, upper_back.high, lower_back.high},
          {upper_front.low, lower_front.low, upper_back.low, lower_back.low}};
}

// The 32 rows of a warp, against all centroids, so many tiles of them at a time. What the next step needs of the rows
// is loaded before this one is computed, also that of the next rows.
template <int group, bool aligned>
class Rank {
 public:
  __device__ Rank(const Batch& batch, const TensorCentroids& centroids, std::int64_t first)
      : batch_(batch), centroids_(centroids) {
    enter(first);
    load(0);
  }

  /// Ranks the rows entered, and enters those from `next` on.
  __device__ void run(std::int64_t next) {
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) {
      norm2[r] = 0;
      ranking[r] = {INFINITY, INFINITY, 0};
    }
    const uint4* fragments = centroids_.fragments + lane();
    for (int tile = 0; tile < centroids_.tiles; tile += group) {
      fragments = score(tile, fragments, next);
      offer(tile);
    }
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) {
      ranking[r].merge_with_lane(1);
      ranking[r].merge_with_lane(2);
      norm2[r] = sum_over_four_lanes(norm2[r]);
    }
  }

  // Of rows g, g + 8, g + 16 and g + 24.
  Ranking ranking[2 * row_tiles];
  float norm2[2 * row_tiles];

 private:
  static __device__ int lane() { return static_cast<int>(threadIdx.x % warp_size); }

  // The rows to load from now on; the last row again where there are no more.
  __device__ void enter(std::int64_t first) {
    first = min(first, batch_.count - 1);
    rows_ = batch_.values + first * batch_.features;
    const auto last = static_cast<int>(min(std::int64_t{warp_rows}, batch_.count - first)) - 1;
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) offsets_[r] = min(r * tile_centroids + lane() / 4, last) * batch_.features;
  }

  __device__ void load(int step) {
    const int first = step * tensor_step + lane() % 4 * 4;
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) {
      loaded_[r] = load_features<aligned>(rows_ + offsets_[r], first, batch_.features);
    }
  }

  // Scores of a group of tiles; returns where the fragments of the next one are.
  __device__ const uint4* score(int tile, const uint4* fragments, std::int64_t next) {
#pragma unroll
    for (int n = 0; n < group; ++n) {
      const auto half_norms =
          __ldg(reinterpret_cast<const float2*>(centroids_.half_norms + (tile + n) * tile_centroids + lane() % 4 * 2));
#pragma unroll
      for (int m = 0; m < row_tiles; ++m) {
        scores_[m][n][0] = scores_[m][n][2] = half_norms.x;
        scores_[m][n][1] = scores_[m][n][3] = half_norms.y;
      }
    }
    for (int step = 0; step < centroids_.steps; ++step, fragments += group * warp_size) {
      RowFragment rows[row_tiles];
#pragma unroll
      for (int m = 0; m < row_tiles; ++m) rows[m] = take_loaded(m, tile == 0);
      const bool last_step = step + 1 == centroids_.steps;
      if (last_step && tile + group >= centroids_.tiles) enter(next);
      load(last_step ? 0 : step + 1);
#pragma unroll
      for (int n = 0; n < group; ++n) {
        const uint4 c = __ldg(fragments + n * warp_size);
#pragma unroll
        for (int m = 0; m < row_tiles; ++m) {
          multiply_add(scores_[m][n], rows[m].low, c.x, c.y);
          multiply_add(scores_[m][n], rows[m].high, c.z, c.w);
          multiply_add(scores_[m][n], rows[m].high, c.x, c.y);
        }
      }
    }
    return fragments;
  }

  __device__ RowFragment take_loaded(int m, bool first_time) {
    const float4 upper = scaled(loaded_[2 * m], centroids_.row_factor);
    const float4 lower = scaled(loaded_[2 * m + 1], centroids_.row_factor);
    if (first_time) {
      norm2[2 * m] = add_norm2(upper, norm2[2 * m]);
      norm2[2 * m + 1] = add_norm2(lower, norm2[2 * m + 1]);
    }
    return make_fragment(upper, lower);
  }

  __device__ void offer(int tile) {
#pragma unroll
    for (int n = 0; n < group; ++n) {
      const std::int32_t first = (tile + n) * tile_centroids + lane() % 4 * 2;
#pragma unroll
      for (int m = 0; m < row_tiles; ++m) {
        ranking[2 * m].offer(scores_[m][n][0], first);
        ranking[2 * m].offer(scores_[m][n][1], first + 1);
        ranking[2 * m + 1].offer(scores_[m][n][2], first);
        ranking[2 * m + 1].offer(scores_[m][n][3], first + 1);
      }
    }
  }

  const Batch& batch_;
  const TensorCentroids& centroids_;
  const float* rows_;
  int offsets_[2 * row_tiles];    // of rows g, g + 8, ...
  float4 loaded_[2 * row_tiles];  // of these rows, the features of the next step
  float scores_[row_tiles][group][4];
};

// Small blocks, so that registers suffice for as many warps as can be; the blocks that fit a multiprocessor without
// spilling any. Machine code for the older devices takes more registers.
constexpr int tensor_threads = 64;
constexpr int resident_blocks_of(int group, bool aligned) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
  return !aligned || group > 4 ? 4 : group == 4 ? 6 : 8;
#else
  return !aligned || group > 4 ? 4 : group == 4 ? 8 : 10;
#endif
}

template <int group, bool aligned, class Accumulator>
__global__ void __launch_bounds__(tensor_threads, resident_blocks_of(group, aligned))
    tensor_pass(Batch batch, TensorCentroids centroids, Sums sums, OpenRows open) {
  extern __shared__ unsigned int shared[];
  Accumulator accumulator(shared, sums, centroids.k);
  const int lane = static_cast<int>(threadIdx.x % warp_size);
  const int which = lane % 4;  // of the rows that this group of lanes ranked, the one that this lane decides
  unsigned int changed = 0;
  const std::int64_t stride = warps_in_grid() * warp_rows;
  std::int64_t first = warp_index() * warp_rows;
  Rank<group, aligned> rank(batch, centroids, first);
  for (; first < batch.count; first += stride) {
    rank.run(first + stride);
    Ranking mine = rank.ranking[0];
    float norm2 = rank.norm2[0];
#pragma unroll
    for (int r = 1; r < 2 * row_tiles; ++r) {
      if (which == r) mine = rank.ranking[r];
      if (which == r) norm2 = rank.norm2[r];
    }
    const std::int64_t row = first + which * tile_centroids + lane / 4;
    // Padding is never the label of a certain row; were it, sums would be written that are not there.
    const bool certain = mine.second - mine.best > centroids.certificate.limit(norm2) && mine.label < centroids.k;
    changed += take_labels(batch, open, row, certain, mine.label, accumulator);
  }
  count_changed(open, changed);
  accumulator.flush();
}

template <int group, bool aligned>
void launch_aligned(const Batch& batch, const TensorCentroids& centroids, const Sums& sums, const OpenRows& open,
                    const Stream& stream) {
  const std::int64_t warps = (batch.count + warp_rows - 1) / warp_rows;
  if (suits_block_sums(batch, sums, centroids.k)) {
    launch_warps<tensor_threads>(tensor_pass<group, aligned, BlockSums>, warps,
                                 BlockSums::bytes(sums.size, centroids.k), stream, batch, centroids, sums, open);
  } else {
    launch_warps<tensor_threads>(tensor_pass<group, aligned, DeviceSums>, warps, 0, stream, batch, centroids, sums,
                                 open);
  }
}

template <int group>
void launch_group(const Batch& batch, const TensorCentroids& centroids, const Sums& sums, const OpenRows& open,
                  const Stream& stream) {
  if (batch.features % 4 == 0) {
    launch_aligned<group, true>(batch, centroids, sums, open, stream);
  } else {
    launch_aligned<group, false>(batch, centroids, sums, open, stream);
  }
}

// Rows are converted anew for each group, so many centroids are ranked by large ones, though fewer warps fit then. With
// 64 centroids and less the loads of the rows take longer, which more warps hide.
int choose_group(int k) { return k <= 8 ? 1 : k <= 16 ? 2 : k <= 64 ? 4 : 8; }

}  // namespace

const TensorCentroids& TensorCentroidsOnDevice::load(const DeviceCentroids& centroids, float largest, double shrink,
                                                     const Stream& stream) {
  const int k = centroids.k();
  const int features = centroids.features();
  const int group = choose_group(k);
  view_.k = k;
  view_.tiles = (k + tile_centroids * group - 1) / (tile_centroids * group) * group;
  view_.steps = (features + tensor_step - 1) / tensor_step;
  const HalvesScaling scaling(static_cast<double>(largest), centroids.component());
  view_.row_factor = scaling.row_factor();
  view_.certificate = tensor_certificate(features, scaling.of_centroids(centroids.norm()), scaling.ratio(), shrink);
  const int scores = view_.tiles * tile_centroids;
  half_norms_.at_least(scores);
  centroids.scale_half_norms(scaling.score_factor(), scores, half_norms_.data(), stream);
  const std::int64_t fragments = std::int64_t{view_.tiles} * view_.steps * warp_size;
  fragments_.at_least(fragments);
  launch_threads(pack_fragments, fragments, stream, centroids.values(), k, features, view_.tiles, group, view_.steps,
                 scaling.centroid_factor(), fragments_.data());
  view_.fragments = fragments_.data();
  view_.half_norms = half_norms_.data();
  return view_;
}

void launch_tensor_pass(const Batch& batch, const TensorCentroids& centroids, const Sums& sums, const OpenRows& open,
                        const Stream& stream) {
  switch (choose_group(centroids.k)) {
    case 1:
      return launch_group<1>(batch, centroids, sums, open, stream);
    case 2:
      return launch_group<2>(batch, centroids, sums, open, stream);
    case 4:
      return launch_group<4>(batch, centroids, sums, open, stream);
    default:
      return launch_group<8>(batch, centroids, sums, open, stream);
  }
}

}  // namespace segmenta::cuda
