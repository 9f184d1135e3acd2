// Order statistics by selection, or by weight in sorted order.

#include "prepare/quantile.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace segmenta {
namespace {

using Weighted = std::pair<double, double>;  // a value and its weight

double least_weight(const std::vector<Weighted>& pairs) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [value, weight] : pairs) least = std::min(least, weight);
  return least;
}

// 0.3 / 0.1 is three.
double copies_of(double weight, double unit) {
  constexpr double rounding = 1e-12;
  const double copies = weight / unit, whole = std::nearbyint(copies);
  return std::abs(copies - whole) <= rounding * whole ? whole : copies;
}

}  // namespace

Quantiles::Quantiles(std::vector<double> values, std::span<const double> weights) : values_(std::move(values)) {
  if (weights.empty()) {
    std::erase_if(values_, [](double x) { return std::isnan(x); });
    total_ = static_cast<double>(values_.size());
    return;
  }
  std::vector<Weighted> pairs;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!std::isnan(values_[i]) && weights[i] > 0) pairs.emplace_back(values_[i], weights[i]);
  }
  std::sort(pairs.begin(), pairs.end());
  values_.clear();
  const double unit = least_weight(pairs);
  for (const auto& [value, weight] : pairs) {
    values_.push_back(value);
    weight_up_to_.push_back(total_ += copies_of(weight, unit));
  }
}

double Quantiles::order_statistic(double position) {
  if (weight_up_to_.empty()) {
    const auto nth = values_.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(values_.begin(), nth, values_.end());
    return *nth;
  }
  const auto found = std::upper_bound(weight_up_to_.begin(), weight_up_to_.end(), position);
  const auto index = std::min(found - weight_up_to_.begin(), static_cast<std::ptrdiff_t>(values_.size()) - 1);
  return values_[static_cast<std::size_t>(index)];
}

double Quantiles::at(double q) {
  const double position = q * std::max(0.0, total_ - 1);
  const double below = std::floor(position);
  const double low = order_statistic(below);
  if (position == below) return low;
  return low + (order_statistic(below + 1) - low) * (position - below);
}

std::vector<double> quantiles_of(std::span<const double> values, std::span<const double> weights,
                                 std::span<const double> q) {
  std::vector<double> found;
  if (!weights.empty()) {
    Quantiles quantiles({values.begin(), values.end()}, weights);
    if (quantiles.empty()) {  // all that is there weighs nothing
      found.assign(q.size(), std::nan(""));
      return found;
    }
    std::ranges::transform(q, std::back_inserter(found), [&](double one) { return quantiles.at(one); });
    return found;
  }
  const auto present = std::ranges::count_if(values, [](double value) { return !std::isnan(value); });
  std::vector<double> positions;
  for (const double one : q) positions.push_back(one * static_cast<double>(present - 1));
  const std::vector<Neighbours> neighbours = order_statistics(values, present, positions);
  return interpolated(positions, neighbours);
}

std::vector<double> interpolated(std::span<const double> positions, std::span<const Neighbours> neighbours) {
  std::vector<double> found;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto [low, high] = neighbours[i];
    const double part = positions[i] - std::floor(positions[i]);
    found.push_back((part == 0 ? low : low + (high - low) * part) + 0.0);  // -0, which sorts beside 0, is 0
  }
  return found;
}

}  // namespace segmenta
