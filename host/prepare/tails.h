#pragma once
// Where the tails of a column begin, so that a handful of extreme customers does not become a segment.

#include <array>
#include <limits>
#include <span>
#include <vector>

#include <segmenta/prepare.h>

namespace segmenta {

/// Percentiles of a column, in original units.
struct TailQuantiles {
  double p1 = 0, p5 = 0, p50 = 0, p95 = 0, p99 = 0;
};

/// Which quantiles these are, ascending.
inline constexpr std::array tail_shares{0.01, 0.05, 0.5, 0.95, 0.99};
TailQuantiles named(const std::vector<double>& quantiles);
/// Weights are empty or as many as the values, not all of which may be missing.
TailQuantiles tail_quantiles(std::span<const double> values, std::span<const double> weights);

/// Infinite where nothing lies beyond.
struct Limits {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

/// The values below p5 or above p95, but for those of weight 0: all that limits can lie among.
std::vector<double> values_beyond(std::span<const double> values, std::span<const double> weights,
                                  const TailQuantiles& quantiles);

/// One side of a column, mirrored where it is the lower one, so that the tail is above.
struct TailSide {
  double sign = 1;      ///< -1: mirrored
  double near = 0;      ///< mirrored values above this are looked at
  double fence = 0;     ///< those above it after the transform are beyond,
  double whisker = 0;   ///< and the largest of the others ends the whisker, which begins here
  bool beyond = false;  ///< whether there is one

  /// Infinite where nothing lies beyond the fence, or all that is above the median does.
  [[nodiscard]] double limit() const;
};
struct TailSides {
  TailSide low, high;
};
/// Before any value was looked at.
TailSides tail_sides(const TailQuantiles& quantiles, Transform transform);

/// The rule of PrepareOptions::clip_percent, from values_beyond(). Limits are values of the column, and so the same to
/// the bit everywhere, as the whiskers of Tukey's box plots (1977) are.
Limits tail_limits(std::span<const double> beyond, const TailQuantiles& quantiles, Transform transform);

}  // namespace segmenta
