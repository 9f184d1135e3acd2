#pragma once
// Ranking where centroids are few and short: a lane takes whole rows, float32 arithmetic is faster than tensor cores.

#include "certificate.cuh"
#include "device_centroids.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

struct SmallCentroids {
  const float* values;  ///< [k x features]
  int k;
  Certificate certificate;
};

bool suits_small_pass(int features, int k);
SmallCentroids small_centroids(const DeviceCentroids& centroids, double shrink);

/// As launch_tensor_pass().
void launch_small_pass(const Batch& batch, const SmallCentroids& centroids, const Sums& sums, const OpenRows& open,
                       const Stream& stream);

}  // namespace segmenta::cuda
