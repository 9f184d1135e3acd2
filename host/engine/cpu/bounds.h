#pragma once
// Bounds that let a row keep its label unseen (after Hamerly 2010, with one number a row and rounding accounted for).
//
// When a row is labelled a, the kernel finds a lower bound g of what its distance to any other centroid exceeds its
// distance to a. A pass later centroids have moved: a by m_a, the others by at most m_o(a) = max over c != a of m_c.
// By the triangle inequality (which also holds for distances over the features that a row has) the difference is then
// still at least g - m_a - m_o(a). So each cluster a keeps one number, its drift T[a], the sum of m_a + m_o(a) over the
// passes; a row stores g + T[a] as of when it was labelled, and needs no look for as long as that exceeds T[a] of now.
//
// The gap. With half the squared distance less |x|^2 / 2 as score s (certificate.h), the difference of distances D is
//     D_2 - D_1 = 2 (s_2 - s_1) / (D_1 + D_2),      D_i = sqrt(|x|^2 + 2 s_i).
// The kernel has s^ in float32, and a limit L (certificate.h) with 2 |s^ - s| <= L. It takes s^_2 - s^_1 - L for the
// numerator, and for D_i the root of |x|^2^ (1 + 2^-11) + 2^-100 + 2 (s^_i + L): the first factor is more than what
// rounding takes from |x|^2^ (d u <= 2^-12) and than the rounding of this sum where it cancels, at most 4 u (|x|^2 +
// 2 |s_i|) <= 4 u (2 |x|^2 + D_i^2). The remaining relative errors, 4 u of D_i^2 and five operations, are less than
// 2^-20; a factor of 1 - 2^-18 covers them.
//
// The definition's distances are rounded in float64: d^ = d (1 + e), |e| <= (d + 3) v / (1 - (d + 3) v) < 2^-40.9 for
// d <= 4096. They keep the order where D_2 - D_1 > 2^-40 D_1. So 2^-40 D_1 is taken from g, and drifts are enlarged
// by a factor 1 + 2^-30, as D_1 may grow by the drift.
//
// Rounding of g + T[a]: the sum is scaled by 1 - 2^-22, which is more than the two roundings; T itself is a float that
// is rounded up at each addition, so that differences of T are never too small. Where g is not positive, or NaN, the
// stored number does not exceed T[a] and the row is looked at in each pass.

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <segmenta/engine.h>

namespace segmenta {

/// In place of a row's bound: it must be looked at.
inline constexpr float no_bound = -std::numeric_limits<float>::infinity();

/// What a row stores: its gap as of that drift.
inline float stored_bound(float gap, float drift) { return (gap + drift) * (1.0F - 0x1p-22F); }

/// What a row stores, from its squared distances by the definition.
inline float bound_of(double nearest2, double runner_up2, float drift) {
  const double near = std::sqrt(nearest2);
  const double gap = (std::sqrt(runner_up2) - near) * (1 - 0x1p-40) - near * 0x1p-39;
  return stored_bound(static_cast<float>(gap), drift);
}

/// Adds a move to a drift, rounded up.
float add_drift(float drift, double moved);

/// T[a] of every cluster, and the centroids that they are as of.
class Drift {
 public:
  /// Forgets everything: every row must be labelled anew.
  void reset() { centroids_ = {}; }
  [[nodiscard]] bool known() const { return centroids_.k > 0; }

  /// Centroids move to where they are now.
  void advance(const Centroids& now);
  /// Clusters get other numbers: old c becomes new_label[c], or nothing (-1).
  void relabel(std::span<const std::int32_t> new_label, int k);

  /// [k]
  [[nodiscard]] const std::vector<float>& values() const { return values_; }
  /// How far each centroid moved at the last advance() [k]; empty: it was the first.
  [[nodiscard]] const std::vector<double>& moved() const { return moved_; }

  /// What a row labelled a stores, from its squared distances by the definition.
  [[nodiscard]] float bound(double nearest2, double runner_up2, std::int32_t a) const {
    return bound_of(nearest2, runner_up2, values_[static_cast<std::size_t>(a)]);
  }

 private:
  Centroids centroids_;
  std::vector<float> values_;
  std::vector<double> moved_;
};

}  // namespace segmenta
