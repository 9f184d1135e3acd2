#pragma once
// How far scores from tensor cores can be wrong; compare host/engine/cpu/certificate.h, whose terms these are.
//
// Rows and centroids are scaled by powers of two, x' = 2^a x and c' = 2^b c, so that the largest component of each lies
// in [2^13, 2^14). The score is s(c) = 2^(a+b) (|c|^2 / 2 - x.c) = h - x'.c'. With u = 2^-24, X = |x'|, M = max |c'|,
// r = 2^(a-b) and T = M^2 r / 2 + X M, which bounds h, x'.c' and every partial sum of theirs:
//
// h is computed in float64 and rounded once: u M^2 r / 2.
//
// Split: a component is the sum of two binary16 numbers, y = y1 + y2 + e, each rounded to nearest, with
// |y2| <= 2^-11 |y| + 2^-25 and |e| <= 2^-22 |y| + 2^-25 (the second terms where numbers are subnormal; scaling may
// underflow in float32, far below them). Three of the four products are taken; what is left out and the two e make, by
// Cauchy-Schwarz, at most 3.02 2^-22 X M + 1.01 2^-24 sqrt(d) (X + M) + d 2^-49.
//
// Tensor cores: mma.sync adds 16 products, exact, to an accumulator, in blocks of at least 4 products. In each block
// terms are aligned to the largest exponent and cut, not rounded, to no less than 24 bits, and so is the sum (Fasi,
// Higham, Mikaitis, Pranesh 2021, doi:10.7717/peerj-cs.330, for Volta to Ampere; Khattak, Mikaitis 2025,
// arXiv:2512.07004, up to Blackwell: later ones have larger blocks and keep more bits). So an instruction cuts at most
// 4 x (5 + 1) = 24 numbers, each by less than 2^-23 T: with 3 instructions for every 16 features, 3 x 24 x 2 u T for
// each of the ceil(d / 16) steps. Growth of the partial sums by these errors, and the products of y1, y2 being a little
// larger than those of y, are below 2^-7 for d <= 4096.
//
// The definition's own rounding is 2 (d + 3) 2^-53 (X^2 / r + M^2 r), see there.
//
// When the runner-up's score exceeds the best one's by more than twice all that, the label is certain. 1 + 2^-8 covers
// the rounding of the limit, of the gap and of the constants. X is computed in float32 and brought above, see there.
// Scores that could leave float32 have T >= 2^127, and the limit is at least 2 (d + 2) u T >= 2^105.5 then: one above
// 2^104 counts as infinite. A row with a value that is no number has an infinite limit or one that is no number.

#include <cuda_runtime.h>

#include <cmath>

namespace segmenta::cuda {

constexpr int most_tensor_features = 256;  ///< with more, product_pass.cuh leaves fewer rows open
constexpr int tensor_step = 16;            ///< features of one instruction

struct Certificate {
  float constant, linear, square;

  /// What the gap between two scores must exceed for a row whose |x'|^2, in float32, is this.
  __device__ float limit(float norm2) const {
    const float norm = sqrtf(norm2 + 0x1p-100F) * (1.0F + 0x1p-11F);
    const float limit = constant + norm * (linear + norm * square);
    return limit < 0x1p104F ? limit : INFINITY;
  }
};

/// Scores in float32, h rounded once and then d fused products one by one, of rows and centroids as they are: with
/// g = (d + 2) u / (1 - (d + 2) u) each is wrong by at most g (M^2 / 2 + X M), and the rest is as above.
inline Certificate float_certificate(int features, double norm, double shrink) {
  const double d = features;
  const double single = (d + 2) * 0x1p-24;
  const double twice = 2 * (d + 3) * 0x1p-53;
  const double margin = shrink * 2 * (1 + 0x1p-8);
  return {static_cast<float>(margin * ((single / 2 + twice) * norm * norm + 0x1p-108)),
          static_cast<float>(margin * (single * norm + 0x1p-108)), static_cast<float>(margin * twice)};
}

/// `norm` is M, `ratio` r. `shrink` < 1 weakens the bound; tests use it to see that wrong labels then appear.
inline Certificate tensor_certificate(int features, double norm, double ratio, double shrink) {
  const double d = features;
  const double steps = (features + tensor_step - 1) / tensor_step;
  const double cuts = (3 * 24 * 2 * steps + 1) * 0x1p-24 * (1 + 0x1p-7);
  const double split = 3.02 * 0x1p-22;
  const double tiny = 1.01 * 0x1p-24 * std::sqrt(d);
  const double twice = 2 * (d + 3) * 0x1p-53;
  const double margin = shrink * 2 * (1 + 0x1p-8);
  return {static_cast<float>(
              margin * (cuts * norm * norm * ratio / 2 + tiny * norm + d * 0x1p-49 + twice * norm * norm * ratio)),
          static_cast<float>(margin * ((cuts + split) * norm + tiny)), static_cast<float>(margin * twice / ratio)};
}

}  // namespace segmenta::cuda
