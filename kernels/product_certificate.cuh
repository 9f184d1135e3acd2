#pragma once
// How far scores from products of halves can be wrong, in whatever order a library adds up the products of a call, as
// long as it adds what was there before (beta C) at the end, as cuBLAS does (it adds to C by atomics only where
// cublasSetAtomicsMode() allows it). Terms and scaling are those of certificate.cuh: x', c', X,
// M, r, u; the score is h - x'.c'.
//
// Sums. A call multiplies at most so many features, a chunk, by instructions that each add 16 exact products; as there,
// an instruction cuts at most 24 numbers, each by less than 2^-23 of what the chunk's partial sums may be. One more
// number for every instruction covers partial sums that are kept apart and added at the end. Partial sums begin at 0,
// so those of chunk b are at most |x'_b| |c'_b|, and over the chunks, by Cauchy-Schwarz, these make at most X M: all
// cuts together at most 25 x 2 u (chunk / 16) X M. A call adds its sum to those before, rounded to float32 once: u X M
// each. The halves may be larger than what they stand for, and partial sums grow by these errors: a factor below
// 1 + 2^-7. Alignment goes by exponents, and those of subnormal halves are -14 whatever their leading zeros: what is
// cut is then below 2^-23 2^-14 times the other factor, at most 25 x 2^-37 (X + M) for every instruction of a call,
// which the tiny terms of pairs cover as well, here and in certificate.cuh. Then h, and h less the product, are rounded
// once each: u (M^2 r + X M).
//
// Halves alone: x' and c' are replaced by their halves, x' - e and c' - f. That changes the product by e.c' + (x' -
// e).f, at most E M + (X + E) F, with E = |e| of the row, computed in float32 and brought above as X is, and F = max
// |f|: the largest of |c - halves of c| over all centroids, scaled, and 2^-25 for each of the features that become
// subnormal.
//
// Pairs of halves: of the four products three are taken, as in certificate.cuh, in calls of their own. Those with
// what is left of one factor are at most 2^-10 X M together (and tiny terms), so their cuts count that much less.

#include <algorithm>

#include "certificate.cuh"

namespace segmenta::cuda {

constexpr int most_product_features = 1 << 15;
constexpr int first_chunk = 512, second_chunk = 256, third_chunk = 64;  ///< features of a call of each look

struct ProductCertificate {
  Certificate certificate;
  float residual;

  /// What the gap must exceed for a row with these |x'|^2 and |e|^2, both in float32.
  __device__ float limit(float norm2, float residual2) const {
    return certificate.limit(norm2) + sqrtf(residual2 + 0x1p-100F) * (1.0F + 0x1p-11F) * residual;
  }
};

/// What the products of the features themselves, `chunk` a call, are cut and rounded by: in units of u X M.
inline double cuts_of(int features, int chunk) {
  const int steps = (std::min(features, chunk) + tensor_step - 1) / tensor_step;
  const int calls = (features + chunk - 1) / chunk;
  return 50.0 * steps + calls;
}

/// The terms that all looks share; `cuts` as above.
inline Certificate sum_certificate(int features, double cuts, double norm, double ratio) {
  const double twice = 2 * (features + 3) * 0x1p-53;
  const double rounded = 0x1p-24 * (1 + 0x1p-7);
  return {static_cast<float>((rounded + twice) * norm * norm * ratio + 0x1p-100),
          static_cast<float>(rounded * (cuts + 1) * norm + 0x1p-100), static_cast<float>(twice / ratio)};
}

inline ProductCertificate scaled(Certificate one, double residual, double shrink) {
  const double margin = shrink * 2 * (1 + 0x1p-8);
  return {{static_cast<float>(margin * one.constant), static_cast<float>(margin * one.linear),
           static_cast<float>(margin * one.square)},
          static_cast<float>(margin * residual)};
}

/// `norm` is M, `residual` the largest |c - halves of c| scaled as M is, `ratio` r.
inline ProductCertificate halves_certificate(int features, int chunk, double norm, double residual, double ratio,
                                             double shrink) {
  const double left = residual + 0x1p-25 * std::sqrt(static_cast<double>(features));
  Certificate one = sum_certificate(features, cuts_of(features, chunk), norm, ratio);
  const double subnormal = 25.0 * ((features + tensor_step - 1) / tensor_step) * 0x1p-36;  // halves are rounded up, too
  one.constant += static_cast<float>(subnormal * norm);
  one.linear += static_cast<float>(left + subnormal);
  return scaled(one, norm + left, shrink);
}

inline ProductCertificate pairs_certificate(int features, int chunk, double norm, double ratio, double shrink) {
  const double d = features;
  const double low_cuts = 0x1p-10 * cuts_of(features, features) + 2;
  Certificate one = sum_certificate(features, cuts_of(features, chunk) + low_cuts, norm, ratio);
  const double tiny = 1.01 * 0x1p-24 * std::sqrt(d);
  one.constant += static_cast<float>(tiny * norm + d * 0x1p-49);
  one.linear += static_cast<float>(3.02 * 0x1p-22 * norm + tiny);
  return scaled(one, 0, shrink);
}

}  // namespace segmenta::cuda
