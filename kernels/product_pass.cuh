#pragma once
// Ranking by products of whole matrices (cuBLAS), where centroids are many and long: the scores of a tile of rows with
// all centroids are one product, which stays in the second-level cache until it is ranked. Two looks: one product of
// halves settles most rows, pairs of halves most of the others; the bounds are in product_certificate.cuh.

#include <cublas_v2.h>
#include <cuda_fp16.h>

#include "device_centroids.cuh"
#include "memory.cuh"
#include "pass.cuh"
#include "product_certificate.cuh"
#include "short_look.cuh"

namespace segmenta::cuda {

/// Whether this is the way to rank such rows.
bool suits_product_pass(int features, int k);

class ProductPass {
 public:
  ProductPass() = default;
  ~ProductPass();
  ProductPass(const ProductPass&) = delete;
  ProductPass& operator=(const ProductPass&) = delete;

  /// `largest`: the largest component of the rows.
  void load(const DeviceCentroids& centroids, float largest, double shrink, const Stream& stream);
  /// As launch_tensor_pass(); waits for the stream in between.
  void launch(const Batch& batch, const Sums& sums, const OpenRows& open, const Stream& stream);
  /// Other rows or centroids: whether the first look pays is to be seen again.
  void reset() { first_look_pays_ = true; }

 private:
  /// Some rows of a batch: those on a list or, where it is null, the first `count`.
  struct Selection {
    const std::uint32_t* rows;
    std::int64_t count;
  };

  void look(bool first, const Batch& batch, Selection selection, const Sums& sums, const OpenRows& open,
            const Stream& stream);
  void multiply(bool first, std::int64_t rows) const;
  void add_product(std::int64_t rows, int row_part, int centroid_part, int row_width, int from, int features,
                   bool begin) const;

  cublasHandle_t handle_ = nullptr;
  int k_ = 0, padded_k_ = 0, features_ = 0, padded_features_ = 0;
  float row_factor_ = 1;
  ProductCertificate first_certificate_{}, second_certificate_{};
  DeviceArray<__half> centroids_;  // [padded k x 2 x padded features]: the halves, then what is left of them
  DeviceArray<float> half_norms_;  // [padded k]
  ShortCentroids short_centroids_;
  // A tile
  std::int64_t tile_rows_ = 0;
  DeviceArray<__half> rows_;  // [tile x 1 or 2 x padded features]
  DeviceArray<float> norms2_, residuals2_;
  DeviceArray<float> scores_;  // [tile x padded k]: products
  // Between the looks
  bool first_look_pays_ = true;
  DeviceArray<std::uint32_t> unsettled_;
  DeviceArray<unsigned int> unsettled_count_;
};

}  // namespace segmenta::cuda
