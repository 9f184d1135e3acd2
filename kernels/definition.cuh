#pragma once
// The definitions of host/engine/definition.h on the device, operation for operation. Everything here is compiled
// without contraction (-fmad=false); the intrinsics say which rounding is meant where it matters.

#include <segmenta/rows.h>

#include <cmath>
#include <cstdint>

#include "pass.cuh"

namespace segmenta::cuda {

__device__ inline std::int64_t weight_of(const Batch& batch, std::int64_t row) {
  return batch.weights == nullptr ? 1 : batch.weights[row];
}

/// One more feature of a squared distance, in float64.
__device__ inline double add_square(float x, float c, double sum) {
  const double t = __dsub_rn(static_cast<double>(x), static_cast<double>(c));
  return __fma_rn(t, t, sum);
}

/// Squared distance over the features that are present; `present` is how many these are.
__device__ inline double distance2(const float* x, const float* c, int features, int& present) {
  double sum = 0;
  present = 0;
  for (int j = 0; j < features; ++j) {
    if (isnan(x[j])) continue;
    sum = add_square(x[j], c[j], sum);
    ++present;
  }
  return sum;
}

/// A squared distance as it is reported: scaled up from the present features to all.
__device__ inline double reported2(double distance2, int present, int features) {
  if (present == features) return distance2;
  return __ddiv_rn(__dmul_rn(distance2, static_cast<double>(features)), static_cast<double>(present));
}

/// A value as a whole number of quanta.
__device__ inline std::int64_t quanta(float value, double inverse_quantum) {
  constexpr double magic = 0x1.8p52;
  return __double_as_longlong(__dadd_rn(__dmul_rn(static_cast<double>(value), inverse_quantum), magic)) -
         __double_as_longlong(magic);
}

/// The potential of a row of weight 1 in seeding.
__device__ inline std::int64_t seed_potential_of(float distance2, double factor) {
  return isinf(distance2) ? 1 : quanta(distance2, factor);
}

/// The whole part of a value >= 0.
__device__ inline int128 whole_part(double value) {
  const auto bits = static_cast<std::uint64_t>(__double_as_longlong(value));
  const int exponent = static_cast<int>(bits >> 52) - 1075;
  const auto mantissa = static_cast<std::int64_t>((bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52);
  if (exponent >= 0) return int128{mantissa} << exponent;
  return exponent > -64 ? mantissa >> -exponent : 0;
}

/// The float64 nearest to a value >= 0, ties to even.
__device__ inline double to_double(int128 value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  const auto low = static_cast<std::uint64_t>(value);
  if (high == 0) return __ull2double_rn(low);
  // The upper 64 bits, the lowest of which says whether anything was cut off, round as the whole would.
  const int shift = 64 - __clzll(static_cast<long long>(high));
  const auto upper = static_cast<std::uint64_t>(value >> shift);
  const bool cut = (low << (64 - shift)) != 0;
  return ldexp(__ull2double_rn(upper | (cut ? 1U : 0U)), shift);
}

}  // namespace segmenta::cuda
