// What passes ask of centroids is found by the device: with many long ones the host would take as long as the pass.

#include "device_centroids.cuh"

#include <algorithm>
#include <cmath>

#include "launch.cuh"
#include "warp.cuh"

namespace segmenta::cuda {
namespace {

constexpr int extents = 3;  // of a centroid: |c|, |c - halves of c|, largest |c_j|

// To the 11 significant bits of a binary16 number, ties to even; where that is too small for one, an error of 2^-25 is
// the caller's to add.
__device__ float to_half_precision(float x) {
  const unsigned int bits = __float_as_uint(x);
  return __uint_as_float((bits + 0xFFFU + (bits >> 13 & 1U)) & ~0x1FFFU);
}

__device__ float warp_largest(float value) {
  merge_over_warp([&](int distance) { value = fmaxf(value, __shfl_xor_sync(whole_warp, value, distance)); });
  return value;
}

// A warp a centroid.
__global__ void __launch_bounds__(pass_threads)
    measure(const float* centroids, int k, int features, double* half_norms, double* extent) {
  for (std::int64_t c = warp_index(); c < k; c += warps_in_grid()) {
    double norm2 = 0;
    double residual2 = 0;
    float component = 0;
    for (int j = lane_index(); j < features; j += warp_size) {
      const float x = centroids[c * features + j];
      const auto value = static_cast<double>(x);
      const double residual = value - static_cast<double>(to_half_precision(x));
      norm2 = fma(value, value, norm2);
      residual2 = fma(residual, residual, residual2);
      component = fmaxf(component, fabsf(x));
    }
    norm2 = warp_sum(norm2);
    residual2 = warp_sum(residual2);
    component = warp_largest(component);
    if (lane_index() != 0) continue;
    half_norms[c] = norm2 / 2;
    extent[c] = sqrt(norm2);
    extent[k + c] = sqrt(residual2);
    extent[2 * k + c] = static_cast<double>(component);
  }
}

__global__ void __launch_bounds__(pass_threads)
    transpose(const float* centroids, int k, int features, float* by_feature) {
  for (std::int64_t i = thread_index(); i < std::int64_t{k} * features; i += threads_in_grid()) {
    by_feature[i] = centroids[i % k * features + i / k];
  }
}

__global__ void __launch_bounds__(pass_threads)
    scale(const double* half_norms, int k, double factor, int padded, float* scaled) {
  for (std::int64_t c = thread_index(); c < padded; c += threads_in_grid()) {
    scaled[c] = c < k ? static_cast<float>(__dmul_rn(half_norms[c], factor)) : no_score;
  }
}

}  // namespace

void DeviceCentroids::scale_half_norms(double factor, int padded, float* scaled, const Stream& stream) const {
  launch_threads(scale, padded, stream, half_norms_.data(), k_, factor, padded, scaled);
}

void DeviceCentroids::load(const Centroids& centroids, const Stream& stream) {
  k_ = centroids.k;
  features_ = centroids.features;
  const auto size = static_cast<std::int64_t>(centroids.values.size());
  values_.at_least(size);
  by_feature_.at_least(size);
  half_norms_.at_least(k_);
  extent_.at_least(std::int64_t{extents} * k_);
  copy_to_device(values_.data(), std::span<const float>(centroids.values), stream);
  launch_threads(transpose, size, stream, values_.data(), k_, features_, by_feature_.data());
  launch_warps(measure, k_, 0, stream, values_.data(), k_, features_, half_norms_.data(), extent_.data());
  const std::vector<double> extent = to_host(extent_.data(), std::int64_t{extents} * k_, stream);
  const auto largest = [&](int which) {
    const auto first = extent.begin() + std::int64_t{which} * k_;
    return *std::max_element(first, first + k_);
  };
  norm_ = largest(0);
  residual_ = largest(1);
  component_ = largest(2);
}

}  // namespace segmenta::cuda
