#pragma once
// The definitions that every engine must agree with to the bit (see include/segmenta/engine.h), as plain functions.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <segmenta/engine.h>

namespace segmenta {

/// Squared distance over the features that are present, in float64, features in order.
inline double distance2(const float* x, const float* c, int features) {
  double sum = 0;
  for (int j = 0; j < features; ++j) {
    if (std::isnan(x[j])) continue;
    const double t = static_cast<double>(x[j]) - static_cast<double>(c[j]);
    sum = std::fma(t, t, sum);
  }
  return sum;
}

/// The label: the lowest index among the nearest centroids, but for `except`; -1 where there is no other.
inline std::int32_t nearest(const float* x, const Centroids& centroids, std::int32_t except = -1) {
  std::int32_t found = -1;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::int32_t c = 0; c < centroids.k; ++c) {
    if (c == except) continue;
    const double d2 = distance2(x, centroids.row(c), centroids.features);
    if (found >= 0 && d2 >= smallest) continue;
    smallest = d2;
    found = c;
  }
  return found;
}

inline int present_features(const float* x, int features) {
  int present = 0;
  for (int j = 0; j < features; ++j) present += std::isnan(x[j]) ? 0 : 1;
  return present;
}

/// A squared distance as it is reported: scaled up from the present features to all.
inline double reported2(double distance2, int present, int features) {
  return present == features ? distance2 : distance2 * static_cast<double>(features) / static_cast<double>(present);
}

/// The order of Engine::farthest().
inline bool farther(const FarRow& a, const FarRow& b) {
  return a.distance2 > b.distance2 || (a.distance2 == b.distance2 && a.row < b.row);
}

/// Sets what is reported of row i from its squared distances as they are reported.
inline void set_distances(RowDistances& distances, std::size_t i, double nearest2, double runner_up2, double unit) {
  const double nearest = std::sqrt(nearest2) * unit;
  distances.nearest[i] = static_cast<float>(nearest);
  distances.margin[i] = static_cast<float>(std::sqrt(runner_up2) * unit - nearest);
}

/// The whole part of a value >= 0; what static_cast does, without a call.
inline int128 whole_part(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int exponent = static_cast<int>(bits >> 52) - 1075;
  const auto mantissa = static_cast<std::int64_t>((bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52);
  if (exponent >= 0) return int128{mantissa} << exponent;
  return exponent > -64 ? mantissa >> -exponent : 0;
}

/// Squared distance of seeding, in float32.
inline float seed_distance2(const float* x, const float* c, int features) {
  float sum = 0;
  for (int j = 0; j < features; ++j) {
    if (std::isnan(x[j])) continue;
    const float t = x[j] - c[j];
    sum = sum + t * t;
  }
  return sum;
}

/// A value as a whole number of quanta.
inline std::int64_t quanta(float value, double inverse_quantum) {
  constexpr double magic = 0x1.8p52;
  return std::bit_cast<std::int64_t>(static_cast<double>(value) * inverse_quantum + magic) -
         std::bit_cast<std::int64_t>(magic);
}

/// The potential of a row of weight 1 in seeding.
inline std::int64_t seed_potential_of(float distance2, double factor) {
  constexpr double magic = 0x1.8p52;
  if (std::isinf(distance2)) return 1;
  return std::bit_cast<std::int64_t>(static_cast<double>(distance2) * factor + magic) -
         std::bit_cast<std::int64_t>(magic);
}

/// Fixed point for sums of squared distances: each is cut to a whole number of units. The unit is as small as a sum in
/// 128 bits allows: with 2^22 rows, nothing of a float64 is lost down to 2^-49 of the largest possible distance.
class InertiaUnit {
 public:
  explicit InertiaUnit(const Grid& grid);
  /// What a distance is multiplied by before it is cut.
  [[nodiscard]] double factor() const { return factor_; }
  [[nodiscard]] int128 units(double distance2) const { return whole_part(distance2 * factor_); }
  /// Value of a weighted sum of units.
  [[nodiscard]] double value(int128 sum) const {
    return std::ldexp(static_cast<double>(sum), -exponent_ - weight_exponent_);
  }

 private:
  int exponent_ = 0;
  double factor_ = 1;  // 2^exponent
  int weight_exponent_ = 0;
};

/// Sums of k clusters without rows.
ClusterSums zero_sums(const Grid& grid, int k);
/// Adds a row to a cluster's sums (sign +1), or takes it away (-1).
void add_to_sums(ClusterSums& sums, const Grid& grid, const float* row, std::int64_t weight, std::int32_t label,
                 int sign);
/// Adds sums of other rows.
void add(ClusterSums& sums, const ClusterSums& others);
/// Sums of k clusters where cluster c is new_label[c]; -1: it has no rows and is left out.
ClusterSums relabelled(const ClusterSums& sums, const Grid& grid, std::span<const std::int32_t> new_label, int k);

/// Centroids from exact sums: float32(double(sum) / double(weight) x quantum). A cluster without weight, and a feature
/// without a present value, keep what `before` has.
Centroids update(const Centroids& before, const ClusterSums& sums, const Grid& grid);

}  // namespace segmenta
