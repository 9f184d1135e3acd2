// A warp holds the halves of 32 rows, two tiles of 16, in registers; a block of eight warps stages centroids in shared
// memory, where the next ones are copied to while these are multiplied.

#include "short_look.cuh"

#include <cuda_pipeline_primitives.h>

#include "fragments.cuh"
#include "halves.cuh"
#include "labels.cuh"
#include "launch.cuh"
#include "ranking.cuh"
#include "sums.cuh"

namespace segmenta::cuda {
namespace {

constexpr int row_tiles = 2, warp_rows = tile_rows * row_tiles;
constexpr int look_threads = 256, block_rows = look_threads / warp_size * warp_rows;
constexpr int stage_tiles = 8;  // of centroids
constexpr int tiles_at_once = 2;

int step_pairs(int features) { return (features + 2 * tensor_step - 1) / (2 * tensor_step); }

__global__ void __launch_bounds__(pass_threads)
    pack(const float* centroids, int k, int features, int tiles, int pairs, float factor, uint4* fragments) {
  for (std::int64_t i = thread_index(); i < std::int64_t{tiles} * pairs * warp_size; i += threads_in_grid()) {
    const int lane = static_cast<int>(i % warp_size);
    const auto place = static_cast<int>(i / warp_size);
    const int c = place / pairs * tile_centroids + lane / 4;
    const int first = place % pairs * 2 * tensor_step + lane % 4 * 4;
    const auto at = [&](int j) {
      return c < k && j < features ? -centroids[std::int64_t{c} * features + j] * factor : 0.0F;
    };
    const auto halves = [&](int j) { return bits(__floats2half2_rn(at(j), at(j + 1))); };
    fragments[i] = {halves(first), halves(first + 2), halves(first + tensor_step), halves(first + tensor_step + 2)};
  }
}

// Of the 32 rows of a warp.
template <int pairs, bool aligned>
struct Rows {
  unsigned int halves[row_tiles][2 * pairs][4];
  float norm2[2 * row_tiles], residual2[2 * row_tiles];  // of rows g, g + 8, g + 16 and g + 24

  __device__ void load(const Batch& batch, std::int64_t first, float factor) {
    const int lane = lane_index();
    const auto last = batch.count - 1;
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) {
      const float* row = batch.values + min(first + r * tile_centroids + lane / 4, last) * batch.features;
      norm2[r] = 0;
      residual2[r] = 0;
#pragma unroll
      for (int step = 0; step < 2 * pairs; ++step) {
        const float4 x = scaled(load_features<aligned>(row, step * tensor_step + lane % 4 * 4, batch.features), factor);
        const int upper = r % 2;
        halves[r / 2][step][upper] = take(x.x, x.y, r);
        halves[r / 2][step][2 + upper] = take(x.z, x.w, r);
      }
      norm2[r] = sum_over_four_lanes(norm2[r]);
      residual2[r] = sum_over_four_lanes(residual2[r]);
    }
  }

 private:
  __device__ unsigned int take(float x, float y, int r) {
    const auto [pair, left] = halve(x, y);
    norm2[r] = fmaf(y, y, fmaf(x, x, norm2[r]));
    residual2[r] = fmaf(left.y, left.y, fmaf(left.x, left.x, residual2[r]));
    return pair;
  }
};

// Centroids that a block works with.
template <int pairs>
struct Stage {
  uint4 fragments[stage_tiles * pairs * warp_size];
  float half_norms[stage_tiles * tile_centroids];

  // Begins to copy; every thread of the block calls it.
  __device__ void fetch(const ShortCentroids::View& centroids, int which) {
    constexpr int size = stage_tiles * pairs * warp_size, norms = stage_tiles * tile_centroids / 4;
    for (int i = static_cast<int>(threadIdx.x); i < size; i += look_threads) {
      __pipeline_memcpy_async(fragments + i, centroids.fragments + std::int64_t{which} * size + i, sizeof(uint4));
    }
    if (threadIdx.x < norms) {
      const auto i = static_cast<int>(threadIdx.x) * 4;
      __pipeline_memcpy_async(half_norms + i, centroids.half_norms + which * stage_tiles * tile_centroids + i,
                              sizeof(float4));
    }
  }
};

template <int pairs, bool aligned>
__device__ void rank(const Rows<pairs, aligned>& rows, const Stage<pairs>& stage, int first_centroid,
                     Ranking (&ranking)[2 * row_tiles]) {
  const int lane = lane_index();
#pragma unroll 1
  for (int tile = 0; tile < stage_tiles; tile += tiles_at_once) {
    float scores[tiles_at_once][row_tiles][4] = {};
#pragma unroll
    for (int pair = 0; pair < pairs; ++pair) {
#pragma unroll
      for (int n = 0; n < tiles_at_once; ++n) {
        const uint4 c = stage.fragments[((tile + n) * pairs + pair) * warp_size + lane];
#pragma unroll
        for (int m = 0; m < row_tiles; ++m) {
          multiply_add(scores[n][m], rows.halves[m][2 * pair], c.x, c.y);
          multiply_add(scores[n][m], rows.halves[m][2 * pair + 1], c.z, c.w);
        }
      }
    }
#pragma unroll
    for (int n = 0; n < tiles_at_once; ++n) {
      const int place = (tile + n) * tile_centroids + lane % 4 * 2;
      const auto half_norms = *reinterpret_cast<const float2*>(stage.half_norms + place);
      const std::int32_t c = first_centroid + place;
#pragma unroll
      for (int m = 0; m < row_tiles; ++m) {
        ranking[2 * m].offer(half_norms.x + scores[n][m][0], c);
        ranking[2 * m].offer(half_norms.y + scores[n][m][1], c + 1);
        ranking[2 * m + 1].offer(half_norms.x + scores[n][m][2], c);
        ranking[2 * m + 1].offer(half_norms.y + scores[n][m][3], c + 1);
      }
    }
  }
}

// Blocks that fit a multiprocessor without spilling registers.
constexpr int resident_blocks_of(int pairs, bool aligned) { return pairs == 4 && !aligned ? 1 : 2; }

template <int pairs, bool aligned>
__global__ void __launch_bounds__(look_threads, resident_blocks_of(pairs, aligned))
    short_look(Batch batch, ShortCentroids::View centroids, float row_factor, ProductCertificate certificate, Sums sums,
               OpenRows open) {
  __shared__ Stage<pairs> stages[2];
  DeviceSums accumulator(nullptr, sums, centroids.k);
  const int lane = lane_index();
  const int which = lane % 4;  // of the rows that this group of lanes ranked, the one that this lane decides
  const auto warp = static_cast<int>(threadIdx.x) / warp_size;
  unsigned int changed = 0;
  for (std::int64_t block = std::int64_t{blockIdx.x} * block_rows; block < batch.count;
       block += std::int64_t{gridDim.x} * block_rows) {
    stages[0].fetch(centroids, 0);
    __pipeline_commit();
    const std::int64_t first = block + warp * warp_rows;
    Rows<pairs, aligned> rows;
    rows.load(batch, first, row_factor);
    Ranking ranking[2 * row_tiles];
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) ranking[r] = {INFINITY, INFINITY, 0};
    for (int s = 0; s < centroids.stages; ++s) {
      if (s + 1 < centroids.stages) stages[(s + 1) % 2].fetch(centroids, s + 1);
      __pipeline_commit();
      __pipeline_wait_prior(1);
      __syncthreads();
      rank(rows, stages[s % 2], s * stage_tiles * tile_centroids, ranking);
      __syncthreads();
    }
    Ranking mine{};
    float norm2 = 0;
    float residual2 = 0;
#pragma unroll
    for (int r = 0; r < 2 * row_tiles; ++r) {
      ranking[r].merge_with_lane(1);
      ranking[r].merge_with_lane(2);
      if (which != r) continue;
      mine = ranking[r];
      norm2 = rows.norm2[r];
      residual2 = rows.residual2[r];
    }
    const std::int64_t row = first + which * tile_centroids + lane / 4;
    // Padding is never the label of a certain row; were it, sums would be written that are not there.
    const bool certain = mine.second - mine.best > certificate.limit(norm2, residual2) && mine.label < centroids.k;
    changed += take_labels(batch, open, row, certain, mine.label, accumulator);
  }
  count_changed(open, changed);
}

template <int pairs>
void launch_pairs(const Batch& batch, const ShortCentroids::View& centroids, float row_factor,
                  const ProductCertificate& certificate, const Sums& sums, const OpenRows& open, const Stream& stream) {
  const auto kernel = batch.features % 4 == 0 ? short_look<pairs, true> : short_look<pairs, false>;
  launch_warps<look_threads>(kernel, (batch.count + warp_rows - 1) / warp_rows, 0, stream, batch, centroids, row_factor,
                             certificate, sums, open);
}

}  // namespace

void ShortCentroids::load(const DeviceCentroids& centroids, float factor, double score_factor, const Stream& stream) {
  constexpr int stage_centroids = stage_tiles * tile_centroids;
  k_ = centroids.k();
  stages_ = (k_ + stage_centroids - 1) / stage_centroids;
  const int tiles = stages_ * stage_tiles;
  const int pairs = step_pairs(centroids.features());
  const std::int64_t fragments = std::int64_t{tiles} * pairs * warp_size;
  fragments_.at_least(fragments);
  half_norms_.at_least(tiles * tile_centroids);
  launch_threads(pack, fragments, stream, centroids.values(), k_, centroids.features(), tiles, pairs, factor,
                 fragments_.data());
  centroids.scale_half_norms(score_factor, tiles * tile_centroids, half_norms_.data(), stream);
}

void launch_short_look(const Batch& batch, const ShortCentroids::View& centroids, float row_factor,
                       const ProductCertificate& certificate, const Sums& sums, const OpenRows& open,
                       const Stream& stream) {
  switch (step_pairs(batch.features)) {
    case 1:
      return launch_pairs<1>(batch, centroids, row_factor, certificate, sums, open, stream);
    case 2:
      return launch_pairs<2>(batch, centroids, row_factor, certificate, sums, open, stream);
    case 3:
      return launch_pairs<3>(batch, centroids, row_factor, certificate, sums, open, stream);
    default:
      return launch_pairs<4>(batch, centroids, row_factor, certificate, sums, open, stream);
  }
}

}  // namespace segmenta::cuda
