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

// One side of a column, mirrored where it is the lower one, so that the tail is above.
class Side {
 public:
  Side(double sign, double median, double near, double far, Transform transform)
      : sign_(sign), transform_(transform), near_(sign * near) {
    const double f_median = above(median), f_near = above(near);
    const bool spread = f_near > f_median;
    fence_ = spread ? f_median + multiple * (f_near - f_median) : above(far);
    if (spread) whisker_ = near_;
  }

  void take(double value) {
    if (!(sign_ * value > near_)) return;  // NaN neither
    if (above(value) > fence_) {
      is_beyond_ = true;
    } else {
      whisker_ = std::max(whisker_, sign_ * value);
    }
  }

  /// Infinite where nothing lies beyond the fence, or all that is above the median does.
  [[nodiscard]] double limit() const { return sign_ * (is_beyond_ && whisker_ > -infinity ? whisker_ : infinity); }

 private:
  [[nodiscard]] double above(double value) const { return sign_ * transformed(value, transform_); }

  double sign_;
  Transform transform_;
  double near_;
  double fence_ = 0;
  bool is_beyond_ = false;
  double whisker_ = -infinity;
};

}  // namespace

TailQuantiles tail_quantiles(std::span<const double> values, std::span<const double> weights) {
  const std::vector<double> found = quantiles_of(values, weights, std::array{0.01, 0.05, 0.5, 0.95, 0.99});
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

Limits tail_limits(std::span<const double> beyond, const TailQuantiles& quantiles, Transform transform) {
  Side low(-1, quantiles.p50, quantiles.p5, quantiles.p1, transform);
  Side high(1, quantiles.p50, quantiles.p95, quantiles.p99, transform);
  for (const double value : beyond) {
    low.take(value);
    high.take(value);
  }
  return {.lower = low.limit(), .upper = high.limit()};
}

}  // namespace segmenta
