#pragma once
// Ranking by products of whole matrices (cuBLAS), where centroids are many or long: the scores of a tile of rows with
// all centroids are one product, which stays in the second-level cache until it is ranked. One product of halves
// settles most rows; a second look, by pairs of halves, most of the others. Where rows are long, a third one adds fewer
// features at a time, so that less is cut off. The bounds are in product_certificate.cuh.

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

  /// A way to multiply, and how far its scores can be wrong.
  struct Look {
    bool pairs;  // of halves; else the halves alone
    int chunk;   // features of a call
    ProductCertificate certificate;
  };
  static constexpr int most_looks = 3;

  [[nodiscard]] int looks() const { return features_ > most_short_features ? most_looks : most_looks - 1; }
  void run(const Look& look, const Batch& batch, Selection selection, const Sums& sums, const OpenRows& open,
           const Stream& stream);
  void multiply(const Look& look, std::int64_t rows) const;
  void add_product(std::int64_t rows, int row_part, int centroid_part, int row_width, int from, int features,
                   bool begin) const;

  cublasHandle_t handle_ = nullptr;
  int device_ = 0;  // of the handle
  int k_ = 0, padded_k_ = 0, features_ = 0, padded_features_ = 0;
  float row_factor_ = 1;
  Look look_[most_looks]{};
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
  DeviceArray<std::uint32_t> unsettled_[2];  // lists that looks read and write in turn
  DeviceArray<unsigned int> unsettled_count_;
};

}  // namespace segmenta::cuda
