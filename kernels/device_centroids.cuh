#pragma once
// The centroids of a pass on the device, and what its certificates need to know of them.

#include <segmenta/engine.h>

#include "memory.cuh"

namespace segmenta::cuda {

constexpr float no_score = 0x1p126F;  ///< of padding: no centroid's comes near

class DeviceCentroids {
 public:
  /// Waits for the stream.
  void load(const Centroids& centroids, const Stream& stream);

  /// |c|^2 / 2, times a power of two and rounded; `padded` of them, those past k no_score.
  void scale_half_norms(double factor, int padded, float* scaled, const Stream& stream) const;

  [[nodiscard]] int k() const { return k_; }
  [[nodiscard]] int features() const { return features_; }
  [[nodiscard]] const float* values() const { return values_.data(); }           ///< [k x features]
  [[nodiscard]] const float* by_feature() const { return by_feature_.data(); }   ///< [features x k]
  [[nodiscard]] const double* half_norms() const { return half_norms_.data(); }  ///< [k]: |c|^2 / 2
  [[nodiscard]] double norm() const { return norm_; }                            ///< the largest |c|
  [[nodiscard]] double residual() const { return residual_; }                    ///< the largest |c - halves of c|
  [[nodiscard]] double component() const { return component_; }                  ///< the largest |c_j|

 private:
  int k_ = 0, features_ = 0;
  DeviceArray<float> values_, by_feature_;
  DeviceArray<double> half_norms_, extent_;
  double norm_ = 0, residual_ = 0, component_ = 0;
};

}  // namespace segmenta::cuda
