// Rows that the ranking left open, and runner-ups, in float64; with many centroids float32 comes first.

#include <cmath>

#include "decide.cuh"
#include "definition.cuh"
#include "labels.cuh"
#include "launch.cuh"
#include "ranking.cuh"
#include "sums.cuh"
#include "warp.cuh"

namespace segmenta::cuda {
namespace {

// The lowest index among the nearest centroids.
struct Nearest {
  double distance2 = INFINITY;
  std::int32_t index = -1;

  __device__ void offer(double d2, std::int32_t c) {
    if (d2 < distance2 || (d2 == distance2 && (index < 0 || c < index))) {
      distance2 = d2;
      index = c;
    }
  }
};

// The nearest centroid but one, and the distance from that one, which `except` names (-1: none).
struct Found {
  Nearest nearest;
  double except_distance2 = 0;
  int present = 0;
};

__device__ double shuffle(double value, int distance) { return __shfl_xor_sync(whole_warp, value, distance); }

// `width` lanes, a power of two, share a row; all get the result. Every lane of a warp calls it.
__device__ Found find(const float* x, int features, const DefinitionCentroids& centroids, std::int32_t except,
                      int width) {
  Found found;
  const int lane = lane_index() % width;
  for (int c = lane; c < centroids.k; c += width) {
    double sum = 0;
    found.present = 0;
    for (int j = 0; j < features; ++j) {
      const float value = x[j];
      if (isnan(value)) continue;
      sum = add_square(value, centroids.by_feature[std::int64_t{j} * centroids.k + c], sum);
      ++found.present;
    }
    if (c == except) {
      found.except_distance2 = sum;
    } else {
      found.nearest.offer(sum, c);
    }
  }
  for (int distance = width / 2; distance > 0; distance /= 2) {
    const double d2 = shuffle(found.nearest.distance2, distance);
    const std::int32_t index = __shfl_xor_sync(whole_warp, found.nearest.index, distance);
    if (index >= 0) found.nearest.offer(d2, index);
    found.except_distance2 += shuffle(found.except_distance2, distance);  // one lane's and zeros
    found.present = max(found.present, __shfl_xor_sync(whole_warp, found.present, distance));
  }
  return found;
}

// Lanes that share a row: enough for the centroids.
int choose_width(int k) {
  int width = 4;
  while (width < warp_size && width < k) width *= 2;
  return width;
}

__global__ void __launch_bounds__(pass_threads, 4)
    decide(Batch batch, DefinitionCentroids centroids, Sums sums, OpenRows open, bool all, int width) {
  DeviceSums accumulator(nullptr, sums, centroids.k);
  const std::int64_t listed = all ? batch.count : *open.count;
  const int each = warp_size / width;
  const int lane = lane_index();
  unsigned int changed = 0;
  for (std::int64_t first = warp_index() * each; first < listed; first += warps_in_grid() * each) {
    const std::int64_t place = first + lane / width;
    const std::int64_t known = place < listed ? place : listed - 1;
    const std::int64_t row = all ? known : open.rows[known];
    const Found found = find(batch.values + row * batch.features, batch.features, centroids, -1, width);
    const bool mine = place < listed && lane % width == 0;
    changed += take_label(batch, mine, row, found.nearest.index, lane, accumulator);
  }
  count_changed(open, changed);
}

constexpr int warp_rows = 8;  // ranked together, so that a centroid is read once for all of them
constexpr int many_centroids = 64, many_threads = 128;

// Scores in float32 of some rows with every 32nd centroid, and the squared norms of the rows.
template <bool aligned>
class FloatRank {
 public:
  __device__ FloatRank(const float* const (&rows)[warp_rows], int features, const DefinitionCentroids& centroids) {
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) {
      ranking[r] = {INFINITY, INFINITY, 0};
      norm2[r] = norm2_of_row(rows[r], features);
    }
    for (int first = 0; first < centroids.k; first += warp_size) {
      const int c = first + lane_index();
      offer(rows, features, centroids, min(c, centroids.k - 1), c < centroids.k);
    }
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) {
      merge_over_warp([&](int distance) { ranking[r].merge_with_lane(distance); });
    }
  }

  Ranking ranking[warp_rows];  // the same in all lanes, but for the label of a tie
  float norm2[warp_rows];

 private:
  static __device__ float norm2_of_row(const float* row, int features) {
    float sum = 0;
    for (int j = lane_index(); j < features; j += warp_size) sum = fmaf(row[j], row[j], sum);
    return warp_sum(sum);
  }

  __device__ void offer(const float* const (&rows)[warp_rows], int features, const DefinitionCentroids& centroids,
                        int c, bool exists) {
    const auto half_norm = static_cast<float>(__ldg(centroids.half_norms + c));
    float scores[warp_rows];
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) scores[r] = half_norm;
    const float* centroid = centroids.by_feature + c;
    int j = 0;
    if constexpr (aligned) {
      for (; j < features; j += 4, centroid += std::int64_t{4} * centroids.k) {
        const float4 negated = {-__ldg(centroid), -__ldg(centroid + centroids.k),
                                -__ldg(centroid + std::int64_t{2} * centroids.k),
                                -__ldg(centroid + std::int64_t{3} * centroids.k)};
#pragma unroll
        for (int r = 0; r < warp_rows; ++r) {
          const auto x = __ldg(reinterpret_cast<const float4*>(rows[r] + j));
          scores[r] = fmaf(x.w, negated.w, fmaf(x.z, negated.z, fmaf(x.y, negated.y, fmaf(x.x, negated.x, scores[r]))));
        }
      }
    } else {
      for (; j < features; ++j, centroid += centroids.k) {
        const float negated = -__ldg(centroid);
#pragma unroll
        for (int r = 0; r < warp_rows; ++r) scores[r] = fmaf(__ldg(rows[r] + j), negated, scores[r]);
      }
    }
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) {
      if (exists) ranking[r].offer(scores[r], c);
    }
  }
};

// For many centroids: in float32 where that certificate suffices, else by the definition.
template <bool aligned>
__global__ void __launch_bounds__(many_threads, 3)
    decide_many(Batch batch, DefinitionCentroids centroids, Sums sums, OpenRows open) {
  DeviceSums accumulator(nullptr, sums, centroids.k);
  const std::int64_t listed = *open.count;
  const int lane = lane_index();
  unsigned int changed = 0;
  for (std::int64_t first = warp_index() * warp_rows; first < listed; first += warps_in_grid() * warp_rows) {
    const float* rows[warp_rows];
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) {
      rows[r] = batch.values + std::int64_t{open.rows[min(first + r, listed - 1)]} * batch.features;
    }
    const FloatRank<aligned> rank(rows, batch.features, centroids);
    std::int32_t label = 0;  // of the row of this lane
#pragma unroll
    for (int r = 0; r < warp_rows; ++r) {
      const Ranking& found = rank.ranking[r];
      const bool certain = found.second - found.best > centroids.certificate.limit(rank.norm2[r]);
      const std::int32_t decided =
          certain ? found.label : find(rows[r], batch.features, centroids, -1, warp_size).nearest.index;
      if (lane == r) label = decided;
    }
    const bool mine = lane < warp_rows && first + lane < listed;
    const std::int64_t row = mine ? open.rows[first + lane] : 0;
    changed += take_label(batch, mine, row, label, lane, accumulator);
  }
  count_changed(open, changed);
}

__global__ void __launch_bounds__(pass_threads, 4)
    distances(Batch batch, DefinitionCentroids centroids, double unit, float* nearest, float* margin,
              std::int32_t* runner_up, int width) {
  const int each = warp_size / width;
  const int lane = lane_index();
  for (std::int64_t first = warp_index() * each; first < batch.count; first += warps_in_grid() * each) {
    const std::int64_t place = first + lane / width;
    const std::int64_t row = place < batch.count ? place : batch.count - 1;
    const Found found = find(batch.values + row * batch.features, batch.features, centroids, batch.labels[row], width);
    if (place >= batch.count || lane % width != 0) continue;
    const double own2 = reported2(found.except_distance2, found.present, batch.features);
    const double own = __dmul_rn(__dsqrt_rn(own2), unit);
    nearest[row] = static_cast<float>(own);
    runner_up[row] = found.nearest.index;
    const double other2 = reported2(found.nearest.distance2, found.present, batch.features);
    margin[row] = found.nearest.index < 0 ? __int_as_float(0x7FC00000)
                                          : static_cast<float>(__dsub_rn(__dmul_rn(__dsqrt_rn(other2), unit), own));
  }
}

}  // namespace

void launch_decide(const Batch& batch, const DefinitionCentroids& centroids, const Sums& sums, const OpenRows& open,
                   bool all, const Stream& stream) {
  if (!all && centroids.k >= many_centroids) {
    const auto kernel = batch.features % 4 == 0 ? decide_many<true> : decide_many<false>;
    return launch_warps<many_threads>(kernel, (batch.count + warp_rows - 1) / warp_rows, 0, stream, batch, centroids,
                                      sums, open);
  }
  const int width = choose_width(centroids.k);
  launch_threads(decide, batch.count * width, stream, batch, centroids, sums, open, all, width);
}

void launch_distances(const Batch& batch, const DefinitionCentroids& centroids, double unit, float* nearest,
                      float* margin, std::int32_t* runner_up, const Stream& stream) {
  const int width = choose_width(centroids.k);
  launch_threads(distances, batch.count * width, stream, batch, centroids, unit, nearest, margin, runner_up, width);
}

}  // namespace segmenta::cuda
