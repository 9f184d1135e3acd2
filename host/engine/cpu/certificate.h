#pragma once
// How far float32 scores can be wrong: the certificate of the fast paths (design: one answer, rule 4).
//
// The fast path ranks centroids by the score s(c) = |c|^2 / 2 - x.c, which is half the squared distance less |x|^2 / 2,
// evaluated in float32: the first term is computed in float64 and rounded once, then d products are added one by one,
// fused or not. With u = 2^-24, m = d + 2 and g = m u / (1 - m u), the standard bound of such a chain (Higham 2002,
// section 3.1) and Cauchy-Schwarz give for the computed score
//     |s^(c) - s(c)|  <=  g (|c|^2 / 2 + sum_j |x_j c_j|)  <=  g (M^2 / 2 + |x| M),      M = max |c|.
// Then the lowest bits of the score are replaced by the centroid's place among a chunk of C. That moves it by at most
// C - 1 units in its last place, 2 (C - 1) u |s^|; so 2 C more u, for (1 + g) too, and m = d + 2 + 2 C.
//
// Of many features, blocks of b are added up by themselves, from zero, and then to the score; places are kept apart. A
// product is rounded at most b times in its block (the addition to zero is exact, fused it is the product's rounding)
// and once for each of the B blocks that is added from its own on; |c|^2 / 2 is rounded once and B times more. So each
// term carries at most b + B + 1 factors of 1 + e, |e| <= u, and m = b + B + 2. A score against one centroid that is
// added up by vectors of features (rank-inl.h, score_own) has no more roundings in a block. Another fast path, which
// rounds in another way (eigen/eigen_shard.cpp), has its own m.
//
// The definition itself is rounded, in float64: v = 2^-53, d^ = d (1 + e) with |e| <= (d + 3) v / (1 - (d + 3) v), and
// half the squared distance is at most |x|^2 + M^2. So when the runner-up's score exceeds the best one's by more than
// the limit
//     2 [ g (M^2 / 2 + |x| M)  +  2 (d + 3) v (|x|^2 + M^2) ]
// then every other centroid's distance by the definition is strictly larger, and the label is certain. Where it does
// not, centroids whose score exceeds the best one's by more than 2.5 limits are farther than the runner-up, whose score
// does not exceed it by one: the nearest two are among the others.
//
// Numbers below float32's normal range may be flushed to zero, as operands or results. That adds at most 2^-126 a
// product (with a factor of M or |x| where it is above 1, which the terms above cover for M >= 2^-100), altogether
// less than 2^-108 for d <= 4096.
//
// |x| stands for the largest norm among 8 neighbouring rows, computed once in float32 and brought above it: |x| <=
// sqrt(|x|^2^ + 2^-100) (1 + 2^-11), as d u <= 2^-12. The limit, the gap and the constants are float32 with a handful
// of roundings; a factor 1 + 2^-9 covers these and 1 / (1 - m u), as m u <= 2^-11.9 with C <= 64. More than 4096
// features leave the fast path. A row with a missing value has NaN for its scores and for its gap, which exceeds no
// limit.

#include <algorithm>
#include <cmath>
#include <limits>

namespace segmenta {

inline constexpr int most_fast_features = 4096;
/// Centroids whose place among them is kept in the lowest bits of their score: a power of two. Small k do with one
/// chunk; more bits would leave more rows open than a chunk saves.
inline int choose_chunk(int k) { return k <= 16 ? 16 : k <= 64 ? 64 : 32; }

/// Up to so many features make one block: with them a tile of rows stays in a processor's nearest cache.
inline constexpr int most_features_of_block = 128;
/// Features of a block: the blocks are about as large as each other.
inline int choose_block(int features) {
  constexpr int unit = 16;  // a vector, at most
  if (features <= most_features_of_block) return features;
  const int blocks = (features + most_features_of_block - 1) / most_features_of_block;
  return (features + blocks * unit - 1) / (blocks * unit) * unit;
}

/// m, see above.
inline double roundings_of_score(int features, int chunk) {
  const int block = choose_block(features);
  const int blocks = (features + block - 1) / block;
  return blocks == 1 ? features + 2 + 2 * chunk : block + blocks + 2;
}

/// At least |x|, from |x|^2 computed in float32.
inline float at_least_norm(float norm2) { return std::sqrt(norm2 + 0x1p-100F) * (1.0F + 0x1p-11F); }

struct Certificate {
  float constant = 0;
  float linear = 0;
  float square = 0;

  /// What the gap between two scores must exceed for rows of at most that norm. Infinite where scores could leave
  [[nodiscard]] float limit(float norm) const {
    const float limit = constant + norm * (linear + norm * square);
    return limit < 0x1p104F ? limit : std::numeric_limits<float>::infinity();
  }
};

/// In float64; four sums that need not wait for each other.
inline double norm2_of(const float* row, int features) {
  double sums[4] = {};
  for (int j = 0; j < features; ++j) sums[j % 4] += static_cast<double>(row[j]) * static_cast<double>(row[j]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// `roundings` is m, `largest2` is M^2. `shrink` < 1 weakens the bound; tests use it to see that wrong labels then
/// appear.
inline Certificate make_certificate(double largest2, int features, double roundings, double shrink = 1) {
  const double norm = std::sqrt(largest2);
  const double single = roundings * 0x1p-24;
  const double twice = 2 * (static_cast<double>(features) + 3) * 0x1p-53;
  const double margin = shrink * 2 * (1 + 0x1p-9);
  return {static_cast<float>(margin * (single * largest2 / 2 + twice * largest2 + 0x1p-108)),
          static_cast<float>(margin * (single * norm + 0x1p-108)), static_cast<float>(margin * twice)};
}

}  // namespace segmenta
