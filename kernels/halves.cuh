#pragma once
// Numbers of float32 as one or two of binary16, for tensor cores.

#include <cuda_fp16.h>

#include <algorithm>
#include <cmath>

namespace segmenta::cuda {

/// Two numbers as pairs of halves: the first in `high`, what is left of them in `low`.
struct Split {
  unsigned int high, low;
};

__device__ inline unsigned int bits(__half2 pair) { return *reinterpret_cast<unsigned int*>(&pair); }

__device__ inline Split split(float x, float y) {
  const __half2 high = __floats2half2_rn(x, y);
  const float2 back = __half22float2(high);
  return {bits(high), bits(__floats2half2_rn(__fsub_rn(x, back.x), __fsub_rn(y, back.y)))};
}

/// The power of two that brings a magnitude into [2^13, 2^14); a tiny one not all the way, which the bound allows for.
inline int scale_exponent(double magnitude) {
  constexpr int most = 100;
  return magnitude > 0 ? std::min(13 - std::ilogb(magnitude), most) : 0;
}

}  // namespace segmenta::cuda
