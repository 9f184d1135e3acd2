#pragma once
// log(1 + x), the same to the bit on every machine: the C library's differs between versions and processors.
//
// The method of FreeBSD's msun (K. C. Ng): 1 + x = 2^k (1 + f) with sqrt(1/2) < 1 + f < sqrt(2), log(1 + f) by a
// polynomial in s^2 with s = f / (2 + f), and a correction for what rounding 1 + x lost. Error below 1 unit in the last
// place. Additions and multiplications in a fixed order without branches, so that compilers may do several at once.

#include <cmath>
#include <cstdint>

#ifdef __CUDACC__
#define SEGMENTA_ON_DEVICES __host__ __device__  // compiled without contraction there as well
#else
#define SEGMENTA_ON_DEVICES
#endif

namespace segmenta {

SEGMENTA_ON_DEVICES inline std::uint64_t bits_of(double x) {
  return __builtin_bit_cast(std::uint64_t, x);  // std::bit_cast, of which devices know nothing
}

SEGMENTA_ON_DEVICES inline double double_of(std::uint64_t bits) { return __builtin_bit_cast(double, bits); }

SEGMENTA_ON_DEVICES inline double log1p_of(double x) {
  constexpr double ln2_high = 0x1.62e42feep-1;
  constexpr double ln2_low = 0x1.a39ef35793c76p-33;
  constexpr std::uint64_t one = 0x3ff0000000000000;
  constexpr std::uint64_t sqrt_half = 0x3fe6a09e00000000;
  constexpr std::uint64_t mantissa = 0x000fffffffffffff;
  const bool near_zero = x > -0.2928932188134524 && x < 0.41421356237309503;
  const double u = 1 + x;
  const std::uint64_t shifted = bits_of(u) + (one - sqrt_half);
  // The exponent as a double: as the lowest bits of 1.5 x 2^52.
  const double exponent = double_of((shifted >> 52) + bits_of(0x1.8p52)) - 0x1.8p52;
  const double far_k = exponent - 1023;
  const double far_f = double_of((shifted & mantissa) + sqrt_half) - 1;
  const double lost = far_k >= 2 ? 1 - (u - x) : x - (u - 1);
  const double k = near_zero ? 0 : far_k;
  const double f = near_zero ? x : far_f;
  const double correction = near_zero ? 0 : lost / u;
  const double half_square = 0.5 * f * f;
  const double s = f / (2 + f);
  const double z = s * s;
  const double w = z * z;
  const double even = w * (0x1.999999997fa04p-2 + w * (0x1.c71c51d8e78afp-3 + w * 0x1.39a09d078c69fp-3));
  const double odd =
      z * (0x1.5555555555593p-1 + w * (0x1.2492494229359p-2 + w * (0x1.7466496cb03dep-3 + w * 0x1.2f112df3e5244p-3)));
  const double log = s * (half_square + (even + odd)) + (k * ln2_low + correction) - half_square + f + k * ln2_high;
  const double infinity = HUGE_VAL;
  const double above = x < infinity ? log : x;  // infinity and NaN stay
  const double inside = x > -1 ? above : -infinity;
  return x >= -1 ? inside : static_cast<double>(NAN);
}

/// The same away from 0 on either side: that of -x is minus that of x.
SEGMENTA_ON_DEVICES inline double signed_log1p_of(double x) { return std::copysign(log1p_of(std::abs(x)), x); }

}  // namespace segmenta
