#pragma once
// Where the tails of a column begin, so that a handful of extreme customers does not become a segment.

#include <limits>
#include <span>

#include <segmenta/prepare.h>

namespace segmenta {

/// Percentiles of a column, in original units.
struct TailQuantiles {
  double p1 = 0, p5 = 0, p50 = 0, p95 = 0, p99 = 0;
};

/// Weights are empty or as many as the values, not all of which may be missing.
TailQuantiles tail_quantiles(std::span<const double> values, std::span<const double> weights);

/// Infinite where nothing lies beyond.
struct Limits {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

/// The rule of PrepareOptions::clip_percent. Limits are values of the column, and so the same to the bit everywhere, as
/// the whiskers of Tukey's box plots (1977) are. Values of weight 0 set none.
Limits tail_limits(std::span<const double> values, std::span<const double> weights, const TailQuantiles& quantiles,
                   Transform transform);

}  // namespace segmenta
