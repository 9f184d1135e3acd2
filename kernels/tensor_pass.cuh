#pragma once
// Ranking by tensor cores; the bound on its errors is in certificate.cuh.

#include "certificate.cuh"
#include "device_centroids.cuh"
#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

/// Centroids as the tensor cores take them, scaled and negated. Padding has scores that no centroid reaches.
struct TensorCentroids {
  const uint4* fragments;   ///< [groups x steps x tiles of a group x 32 lanes]: 8 centroids x 16 features as two pairs
                            ///< of halves, then the rest
  const float* half_norms;  ///< [tiles x 8]
  int k;
  int tiles;  ///< of 8 centroids, padded to whole groups
  int steps;  ///< of 16 features
  float row_factor;
  Certificate certificate;
};

/// Holds them on the device.
class TensorCentroidsOnDevice {
 public:
  /// `largest`: the largest component of the rows.
  const TensorCentroids& load(const DeviceCentroids& centroids, float largest, double shrink, const Stream& stream);

 private:
  DeviceArray<uint4> fragments_;
  DeviceArray<float> half_norms_;
  TensorCentroids view_{};
};

/// Labels the rows of a batch, lists those left open, moves the others that changed.
void launch_tensor_pass(const Batch& batch, const TensorCentroids& centroids, const Sums& sums, const OpenRows& open,
                        const Stream& stream);

}  // namespace segmenta::cuda
