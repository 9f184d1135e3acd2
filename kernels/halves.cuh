#pragma once
// Numbers of float32 as one or two of binary16, for tensor cores.

#include <cuda_fp16.h>

#include <algorithm>
#include <cmath>

namespace segmenta::cuda {

__device__ inline unsigned int bits(__half2 pair) { return *reinterpret_cast<unsigned int*>(&pair); }

/// Two numbers as halves, and what these leave of them, which is exact.
struct Halved {
  unsigned int halves;
  float2 left;
};

__device__ inline Halved halve(float x, float y) {
  const __half2 pair = __floats2half2_rn(x, y);
  const float2 back = __half22float2(pair);
  return {bits(pair), {__fsub_rn(x, back.x), __fsub_rn(y, back.y)}};
}

/// Two numbers as pairs of halves: the first in `high`, what is left of them in `low`.
struct Split {
  unsigned int high, low;
};

__device__ inline Split split(float x, float y) {
  const Halved first = halve(x, y);
  return {first.halves, bits(__floats2half2_rn(first.left.x, first.left.y))};
}

/// The power of two that brings a magnitude into [2^13, 2^14); a tiny one not all the way, which the bound allows for.
inline int scale_exponent(double magnitude) {
  constexpr int most = 100;
  return magnitude > 0 ? std::min(13 - std::ilogb(magnitude), most) : 0;
}

/// The powers of two by which rows and centroids, and with them their scores, are scaled; certificate.cuh says why.
struct HalvesScaling {
  int rows, centroids;  ///< exponents

  /// `largest`: the largest components of both.
  HalvesScaling(double largest_of_rows, double largest_of_centroids)
      : rows(scale_exponent(largest_of_rows)), centroids(scale_exponent(largest_of_centroids)) {}

  [[nodiscard]] float row_factor() const { return std::ldexp(1.0F, rows); }
  [[nodiscard]] float centroid_factor() const { return std::ldexp(1.0F, centroids); }
  [[nodiscard]] double score_factor() const { return std::ldexp(1.0, rows + centroids); }
  [[nodiscard]] double ratio() const { return std::ldexp(1.0, rows - centroids); }
  /// A length of centroids.
  [[nodiscard]] double of_centroids(double length) const { return std::ldexp(length, centroids); }
};

}  // namespace segmenta::cuda
