// A column in memory: what learning asks is found by the kernels, and with weights row by row.

#include "prepare/column_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blocks.h"
#include "prepare/column_kernels.h"
#include "prepare/quantile.h"

namespace segmenta {

Moments HostColumn::moments(const PreparedFeature* used) const {
  Moments all;
  std::vector<double> buffer;
  constexpr auto rows = static_cast<std::size_t>(block_rows);
  for (std::size_t first = 0; first < values_.size(); first += rows) {
    const auto block = values_.subspan(first, std::min(rows, values_.size() - first));
    const auto weights = weights_.empty() ? weights_ : weights_.subspan(first, block.size());
    const auto values = used == nullptr ? block : used_values(block, *used, buffer);
    all.combine(block_moments(values, weights, static_cast<std::int64_t>(first)));
  }
  return all;
}

bool HostColumn::are_among(double a, double b) const {
  return std::ranges::all_of(values_, [&](double x) { return x == a || x == b || std::isnan(x); });
}

std::vector<double> HostColumn::quantiles(std::span<const double> q, const PreparedFeature* used) const {
  std::vector<double> buffer;
  return quantiles_of(used == nullptr ? values_ : used_values(values_, *used, buffer), weights_, q);
}

Limits HostColumn::limits(const TailQuantiles& quantiles, Transform transform) {
  if (!tails_are_known_) beyond_ = values_beyond(values_, weights_, quantiles);
  tails_are_known_ = true;
  return tail_limits(beyond_, quantiles, transform);
}

std::int64_t HostColumn::count_outside(const Limits& limits) const {
  const auto outside = [&](double x) { return x < limits.lower || x > limits.upper; };
  const bool tails_do = tails_are_known_ && weights_.empty();
  return std::ranges::count_if(tails_do ? std::span<const double>(beyond_) : values_, outside);
}

Range HostColumn::range(const Moments& found, const PreparedFeature* used) const {
  if (weights_.empty()) return ColumnValues::range(found, used);
  std::vector<double> buffer;
  const auto values = used == nullptr ? values_ : used_values(values_, *used, buffer);
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(weights_[i] > 0) || std::isnan(values[i])) continue;
    range.min = std::min(range.min, values[i]);
    range.max = std::max(range.max, values[i]);
  }
  return range;
}

double HostColumn::missing_weight(const Moments& stored) const {
  if (weights_.empty()) return ColumnValues::missing_weight(stored);
  double weight = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (std::isnan(values_[i])) weight += weights_[i];
  }
  return weight;
}

}  // namespace segmenta
