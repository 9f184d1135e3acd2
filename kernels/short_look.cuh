#pragma once
// The first look of product_pass.cuh where rows are short: own kernels keep the scores in registers, and a product by a
// library would take longer to store them than to compute them.

#include "device_centroids.cuh"
#include "memory.cuh"
#include "pass.cuh"
#include "product_certificate.cuh"

namespace segmenta::cuda {

constexpr int most_short_features = 128;

/// Halves of centroids, negated, as the tensor cores take them.
class ShortCentroids {
 public:
  /// `factor` scales the centroids, `score_factor` their half norms.
  void load(const DeviceCentroids& centroids, float factor, double score_factor, const Stream& stream);

  struct View {
    const uint4* fragments;   ///< [tiles x pairs of steps x 32 lanes]
    const float* half_norms;  ///< [tiles x 8]
    int k;
    int stages;  ///< of tiles that a block holds at a time
  };
  [[nodiscard]] View view() const { return {fragments_.data(), half_norms_.data(), k_, stages_}; }

 private:
  int k_ = 0, stages_ = 0;
  DeviceArray<uint4> fragments_;
  DeviceArray<float> half_norms_;
};

/// Labels the rows that one product of halves settles; the others go on the list.
void launch_short_look(const Batch& batch, const ShortCentroids::View& centroids, float row_factor,
                       const ProductCertificate& certificate, const Sums& sums, const OpenRows& open,
                       const Stream& stream);

}  // namespace segmenta::cuda
