// Looks at the rows of a batch, tile by tile: rows to halves, the product with all centroids, the ranking.

#include "product_pass.cuh"

#include <algorithm>
#include <cmath>

#include "fragments.cuh"
#include "halves.cuh"
#include "labels.cuh"
#include "launch.cuh"
#include "ranking.cuh"
#include "sums.cuh"
#include "warp.cuh"

namespace segmenta::cuda {
namespace {

constexpr std::int64_t tile_bytes = 32 << 20;  // of halves and products, to stay in the second-level cache
constexpr std::int64_t least_tile = 128;
constexpr int alignment = 32;  // features and centroids are padded to multiples of that
constexpr int rank_rows = 4;   // of a warp at a time, so that enough loads are under way

void check_blas(cublasStatus_t status, const char* call) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  static_cast<void>(cudaGetLastError());  // as in check.cuh
  throw Error(ErrorKind::resources, std::string("cuBLAS failed in ") + call, cublasGetStatusString(status),
              "Try another device, or --device cpu");
}

int padded(int size) { return (size + alignment - 1) / alignment * alignment; }

// The halves of `x`, and what is left of them. What is left is exact in float32.
struct Halves {
  __half high, low;
  float rest;

  explicit __device__ Halves(float x) {
    high = __float2half_rn(x);
    rest = __fsub_rn(x, __half2float(high));
    low = __float2half_rn(rest);
  }
};

__global__ void __launch_bounds__(pass_threads)
    halve_centroids(const float* centroids, int k, int features, int padded_k, int padded_features, float factor,
                    __half* halves) {
  for (std::int64_t i = thread_index(); i < std::int64_t{padded_k} * padded_features; i += threads_in_grid()) {
    const auto c = i / padded_features;
    const auto j = i % padded_features;
    const Halves value(c < k && j < features ? centroids[c * features + j] * factor : 0.0F);
    __half* row = halves + c * 2 * padded_features;
    row[j] = value.high;
    row[padded_features + j] = value.low;
  }
}

// The rows of a tile: number `first` of the selection and those that follow.
struct Tile {
  const std::uint32_t* listed;  // null: rows are numbered as in the batch
  std::int64_t first, count;

  __device__ std::int64_t row(std::int64_t place) const {
    return listed == nullptr ? first + place : std::int64_t{listed[first + place]};
  }
};

// A warp a row.
__global__ void __launch_bounds__(pass_threads)
    halve_rows(Batch batch, Tile tile, int padded_features, bool with_low, float factor, __half* halves, float* norms2,
               float* residuals2) {
  for (std::int64_t place = warp_index(); place < tile.count; place += warps_in_grid()) {
    const float* x = batch.values + tile.row(place) * batch.features;
    __half* high = halves + place * padded_features * (with_low ? 2 : 1);
    float norm2 = 0;
    float residual2 = 0;
    for (int j = lane_index(); j < padded_features; j += warp_size) {
      const float value = j < batch.features ? __ldg(x + j) * factor : 0.0F;
      const Halves here(value);
      high[j] = here.high;
      if (with_low) high[padded_features + j] = here.low;
      norm2 = fmaf(value, value, norm2);
      residual2 = fmaf(here.rest, here.rest, residual2);
    }
    norm2 = warp_sum(norm2);
    residual2 = warp_sum(residual2);
    if (lane_index() != 0) continue;
    norms2[place] = norm2;
    residuals2[place] = residual2;
  }
}

struct Products {
  const float* of_rows;     // [tile x padded k]
  const float* half_norms;  // [padded k]
  const float* norms2;      // [tile]
  const float* residuals2;  // [tile]
  int k, padded_k;
};

__global__ void __launch_bounds__(pass_threads)
    rank_products(Batch batch, Tile tile, Products products, ProductCertificate certificate, Sums sums, OpenRows open) {
  DeviceSums accumulator(nullptr, sums, products.k);
  const int lane = lane_index();
  unsigned int changed = 0;
  for (std::int64_t first = warp_index() * rank_rows; first < tile.count; first += warps_in_grid() * rank_rows) {
    const float* of_row[rank_rows];
    Ranking ranking[rank_rows];
#pragma unroll
    for (int r = 0; r < rank_rows; ++r) {
      of_row[r] = products.of_rows + min(first + r, tile.count - 1) * products.padded_k;
      ranking[r] = {INFINITY, INFINITY, 0};
    }
    for (int c = lane; c < products.padded_k; c += warp_size) {
      const float half_norm = __ldg(products.half_norms + c);
#pragma unroll
      for (int r = 0; r < rank_rows; ++r) ranking[r].offer(__fsub_rn(half_norm, __ldg(of_row[r] + c)), c);
    }
    Ranking mine{};
#pragma unroll
    for (int r = 0; r < rank_rows; ++r) {
      merge_over_warp([&](int distance) { ranking[r].merge_with_lane(distance); });
      if (lane == r) mine = ranking[r];
    }
    const bool exists = lane < rank_rows && first + lane < tile.count;
    const std::int64_t place = exists ? first + lane : first;
    const std::int64_t row = tile.row(place);
    // Padding is never the label of a certain row; were it, sums would be written that are not there.
    const bool certain =
        mine.second - mine.best > certificate.limit(products.norms2[place], products.residuals2[place]) &&
        mine.label < products.k;
    list_open(open, exists && !certain, row, lane);
    changed += take_label(batch, exists && certain, row, mine.label, lane, accumulator);
  }
  count_changed(open, changed);
}

}  // namespace

// By prediction so far (benchmarks/RESULTS.md): with few features or centroids there is little to multiply.
bool suits_product_pass(int features, int k) {
  return features <= most_product_features && (features > most_tensor_features || (features > 16 && k > 64));
}

ProductPass::~ProductPass() {
  if (handle_ == nullptr) return;
  int before = 0;
  static_cast<void>(cudaGetDevice(&before));
  static_cast<void>(cudaSetDevice(device_));
  static_cast<void>(cublasDestroy(handle_));
  static_cast<void>(cudaSetDevice(before));
}

void ProductPass::load(const DeviceCentroids& centroids, float largest, double shrink, const Stream& stream) {
  if (handle_ == nullptr) {
    SEGMENTA_CUDA_CHECK(cudaGetDevice(&device_));
    check_blas(cublasCreate(&handle_), "cublasCreate");
  }
  check_blas(cublasSetStream(handle_, stream.get()), "cublasSetStream");
  k_ = centroids.k();
  features_ = centroids.features();
  padded_k_ = padded(k_);
  padded_features_ = padded(features_);
  const HalvesScaling scaling(static_cast<double>(largest), centroids.component());
  row_factor_ = scaling.row_factor();
  const double norm = scaling.of_centroids(centroids.norm());
  const double residual = scaling.of_centroids(centroids.residual());
  const double ratio = scaling.ratio();
  look_[0] = {false, first_chunk, halves_certificate(features_, first_chunk, norm, residual, ratio, shrink)};
  look_[1] = {true, second_chunk, pairs_certificate(features_, second_chunk, norm, ratio, shrink)};
  look_[2] = {true, third_chunk, pairs_certificate(features_, third_chunk, norm, ratio, shrink)};
  const std::int64_t size = std::int64_t{padded_k_} * padded_features_;
  if (features_ <= most_short_features) {
    short_centroids_.load(centroids, scaling.centroid_factor(), scaling.score_factor(), stream);
  }
  centroids_.at_least(2 * size);
  half_norms_.at_least(padded_k_);
  launch_threads(halve_centroids, size, stream, centroids.values(), k_, features_, padded_k_, padded_features_,
                 scaling.centroid_factor(), centroids_.data());
  centroids.scale_half_norms(scaling.score_factor(), padded_k_, half_norms_.data(), stream);
}

void ProductPass::launch(const Batch& batch, const Sums& sums, const OpenRows& open, const Stream& stream) {
  const std::int64_t row_bytes = 4 * std::int64_t{padded_k_} + 4 * std::int64_t{padded_features_} + 8;
  tile_rows_ = std::min(std::max(tile_bytes / row_bytes / least_tile * least_tile, least_tile), batch.count);
  rows_.at_least(tile_rows_ * 2 * padded_features_);
  norms2_.at_least(tile_rows_);
  residuals2_.at_least(tile_rows_);
  scores_.at_least(tile_rows_ * padded_k_);
  unsettled_count_.at_least(1);
  Selection selection{nullptr, batch.count};
  for (int number = first_look_pays_ ? 0 : 1; number < looks(); ++number) {
    const bool last = number + 1 == looks();
    auto& list = unsettled_[number % 2];
    if (!last) list.at_least(selection.count);
    const OpenRows left = last ? open : OpenRows{list.data(), unsettled_count_.data(), open.changed};
    if (!last) set_zero(unsettled_count_, stream);
    if (number == 0 && features_ <= most_short_features) {
      launch_short_look(batch, short_centroids_.view(), row_factor_, look_[0].certificate, sums, left, stream);
    } else {
      run(look_[number], batch, selection, sums, left, stream);
    }
    if (last) return;
    selection = {list.data(), to_host(unsettled_count_.data(), 1, stream).front()};
    // The second look takes three times as long as the first.
    if (number == 0) first_look_pays_ = 3 * selection.count < 2 * batch.count;
  }
}

void ProductPass::run(const Look& look, const Batch& batch, Selection selection, const Sums& sums, const OpenRows& open,
                      const Stream& stream) {
  for (std::int64_t from = 0; from < selection.count; from += tile_rows_) {
    const Tile tile{selection.rows, from, std::min(tile_rows_, selection.count - from)};
    launch_warps(halve_rows, tile.count, 0, stream, batch, tile, padded_features_, look.pairs, row_factor_,
                 rows_.data(), norms2_.data(), residuals2_.data());
    multiply(look, tile.count);
    launch_warps(rank_products, (tile.count + rank_rows - 1) / rank_rows, 0, stream, batch, tile,
                 Products{scores_.data(), half_norms_.data(), norms2_.data(), residuals2_.data(), k_, padded_k_},
                 look.certificate, sums, open);
  }
}

// What is left of halves, of rows or of centroids, comes in one call: its cuts hardly count.
void ProductPass::multiply(const Look& look, std::int64_t rows) const {
  const int width = look.pairs ? 2 * padded_features_ : padded_features_;
  for (int from = 0; from < padded_features_; from += look.chunk) {
    add_product(rows, 0, 0, width, from, std::min(look.chunk, padded_features_ - from), from == 0);
  }
  if (!look.pairs) return;
  add_product(rows, 0, 1, width, 0, padded_features_, false);
  add_product(rows, 1, 0, width, 0, padded_features_, false);
}

// Row by row for us is column by column for cuBLAS: products [k x rows] are those of the transposed centroids.
void ProductPass::add_product(std::int64_t rows, int row_part, int centroid_part, int row_width, int from, int features,
                              bool begin) const {
  const float one = 1;
  const float before = begin ? 0 : 1;
  check_blas(cublasGemmEx(handle_, CUBLAS_OP_T, CUBLAS_OP_N, padded_k_, static_cast<int>(rows), features, &one,
                          centroids_.data() + centroid_part * padded_features_ + from, CUDA_R_16F, 2 * padded_features_,
                          rows_.data() + row_part * padded_features_ + from, CUDA_R_16F, row_width, &before,
                          scores_.data(), CUDA_R_32F, padded_k_, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT),
             "cublasGemmEx");
}

}  // namespace segmenta::cuda
