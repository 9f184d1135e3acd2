// Fences at a multiple of the distance from the median to a near percentile; whiskers end at the last value within.

#include "prepare/tails.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "prepare/quantile.h"
#include "prepare/transform.h"

namespace segmenta {
namespace {

// Of the normal distribution this is 3.3 standard deviations, beyond which lies one row in a thousand.
constexpr double multiple = 2;
constexpr std::size_t rows_at_once = 4096;
constexpr double infinity = std::numeric_limits<double>::infinity();

TailSide side(double sign, double median, double near, double far, Transform transform) {
  const auto above = [&](double value) { return sign * transformed(value, transform); };
  const double f_median = above(median), f_near = above(near);
  const bool spread = f_near > f_median;
  return {.sign = sign,
          .near = sign * near,
          .fence = spread ? f_median + multiple * (f_near - f_median) : above(far),
          .whisker = spread ? sign * near : -infinity};
}

void take(TailSide& side, double value, Transform transform) {
  if (!(side.sign * value > side.near)) return;  // NaN neither
  if (side.sign * transformed(value, transform) > side.fence) {
    side.beyond = true;
  } else {
    side.whisker = std::max(side.whisker, side.sign * value);
  }
}

}  // namespace

TailQuantiles tail_quantiles(std::span<const double> values, std::span<const double> weights) {
  return named(quantiles_of(values, weights, tail_shares));
}

TailQuantiles named(const std::vector<double>& found) {
  return {.p1 = found[0], .p5 = found[1], .p50 = found[2], .p95 = found[3], .p99 = found[4]};
}

std::vector<double> values_beyond(std::span<const double> values, std::span<const double> weights,
                                  const TailQuantiles& quantiles) {
  std::vector<double> beyond;
  std::array<double, rows_at_once> kept{};
  for (std::size_t first = 0; first < values.size(); first += rows_at_once) {
    const std::size_t end = std::min(first + rows_at_once, values.size());
    std::size_t count = 0;  // written whether it stays or not: no branch that nobody could foresee
    for (std::size_t i = first; i < end; ++i) {
      kept[count] = values[i];
      const std::size_t counts = weights.empty() || weights[i] > 0 ? 1 : 0;
      const std::size_t below = values[i] < quantiles.p5 ? 1 : 0, above = values[i] > quantiles.p95 ? 1 : 0;
      count += counts & (below | above);
    }
    beyond.insert(beyond.end(), kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return beyond;
}

double TailSide::limit() const { return sign * (beyond && whisker > -infinity ? whisker : infinity) + 0.0; }

TailSides tail_sides(const TailQuantiles& quantiles, Transform transform) {
  return {.low = side(-1, quantiles.p50, quantiles.p5, quantiles.p1, transform),
          .high = side(1, quantiles.p50, quantiles.p95, quantiles.p99, transform)};
}

Limits tail_limits(std::span<const double> beyond, const TailQuantiles& quantiles, Transform transform) {
  auto [low, high] = tail_sides(quantiles, transform);
  for (const double value : beyond) {
    take(low, value, transform);
    take(high, value, transform);
  }
  return {.lower = low.limit(), .upper = high.limit()};
}

}  // namespace segmenta
