#pragma once
// Bounds by groups of centroids, for many features and clusters (after Ding et al. 2015, "Yinyang K-means").
//
// Centroids that lie together form a group of 32, which is also a chunk of the kernels. For each row and group a number
// vouches that every centroid of the group but the row's own is at least so far away: b - D, where b is stored and D,
// the group's drift, sums up the largest move within the group, pass by pass. A pass scores a row's own centroid;
// groups with b - D above that distance cannot hold a nearer one.
//
// Rounding is accounted for as in bounds.h, whose terms are used here: with score s^ and limit L a true distance lies
// between the roots of |x|^2^ (1 -+ 2^-11) + 2 (s^ -+ L), brought down and up by a factor 1 -+ 2^-18, which leaves more
// than the 2^-40 by which the definition's own rounding could change an order. Floats of D are rounded up when added
// to, b is scaled by 1 - 2^-22. Where something is not a number, no group is left out and the row is decided by the
// definition.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/engine.h>

namespace segmenta {

class CentroidGroups {
 public:
  static constexpr int size = 32;  ///< choose_chunk() of so many centroids
  static constexpr int most = 64;  ///< groups; each costs a row 4 bytes

  /// Whether groups can pay: below, finding out costs as much as it saves.
  static bool suit(int k, int features) {
    return k >= 4 * size && k <= most * size && static_cast<std::int64_t>(k) * features >= 16384;
  }

  void reset() { order_.clear(); }
  [[nodiscard]] bool known() const { return !order_.empty(); }
  /// Forms groups of centroids that lie together.
  void form(const Centroids& centroids);
  /// Takes in how far each centroid moved.
  void advance(std::span<const double> moved);

  [[nodiscard]] int count() const { return (static_cast<int>(order_.size()) + size - 1) / size; }
  /// The centroids, group after group.
  [[nodiscard]] Centroids grouped(const Centroids& centroids) const;
  /// Which centroid stands at a place of grouped().
  [[nodiscard]] std::int32_t centroid_at(std::int32_t place) const { return order_[static_cast<std::size_t>(place)]; }
  [[nodiscard]] int group_of(std::int32_t centroid) const { return group_of_[static_cast<std::size_t>(centroid)]; }
  /// [count()]
  [[nodiscard]] const std::vector<float>& drift() const { return drift_; }

 private:
  void split(const Centroids& centroids, std::span<std::int32_t> part);

  std::vector<std::int32_t> order_;
  std::vector<int> group_of_;
  std::vector<float> drift_;
};

/// Bounds of a distance from its score.
inline float distance_at_least(float norm2, float score, float limit) {
  const float square = norm2 * (1.0F - 0x1p-11F) + 2.0F * (score - limit);
  return square > 0 ? std::sqrt(square) * (1.0F - 0x1p-18F)
                    : square - square;  // 0, or NaN. NOLINT(misc-redundant-expression)
}
inline float distance_at_most(float norm2, float score, float limit) {
  const float square = norm2 * (1.0F + 0x1p-11F) + 0x1p-100F + 2.0F * (score + limit);
  return square < 0 ? 0.0F : std::sqrt(square) * (1.0F + 0x1p-18F);
}

}  // namespace segmenta
