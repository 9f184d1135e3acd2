#pragma once
// What a ranking keeps of the scores: they are not stored.

#include <cstdint>

#include "pass.cuh"

namespace segmenta::cuda {

/// The best score, the runner-up's and the best one's centroid. A score that is not a number counts as none: that is
/// so for every centroid or, by the certificate, the row's limit is infinite.
struct Ranking {
  float best, second;
  std::int32_t label;

  __device__ void offer(float score, std::int32_t centroid) {
    const bool nearer = score < best;
    second = fminf(second, nearer ? best : score);
    best = nearer ? score : best;
    label = nearer ? centroid : label;
  }

  /// Takes in what the lane keeps whose number differs by `distance`. Every lane of a warp calls it.
  __device__ void merge_with_lane(int distance) {
    const Ranking other{__shfl_xor_sync(whole_warp, best, distance), __shfl_xor_sync(whole_warp, second, distance),
                        __shfl_xor_sync(whole_warp, label, distance)};
    second = fminf(fminf(second, other.second), fmaxf(best, other.best));
    label = other.best < best ? other.label : label;
    best = fminf(best, other.best);
  }
};

}  // namespace segmenta::cuda
