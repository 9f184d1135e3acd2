// Moments of a block from the kernels, or with weights and gaps row by row, and the combination of two blocks.

#include "prepare/moments.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "prepare/column_kernels.h"

namespace segmenta {
namespace {

void find_gaps(Moments& moments, std::span<const double> values, std::int64_t first_row) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto row = first_row + static_cast<std::int64_t>(i);
    if (std::isnan(values[i])) {
      ++moments.missing;
      if (moments.first_missing < 0) moments.first_missing = row;
    } else if (std::isinf(values[i]) && moments.first_infinite < 0) {
      moments.first_infinite = row;
    }
  }
}

// Every value counts once and none is missing or infinite.
std::optional<Moments> plain_moments(std::span<const double> values) {
  const ColumnKernels& kernels = column_kernels();
  const auto count = static_cast<std::int64_t>(values.size());
  Moments moments;
  LaneSum sum;
  const double origin = values[0];
  if (!kernels.sum(values.data(), count, origin, sum, moments.min, moments.max)) return std::nullopt;
  moments.present = count;
  moments.weight = static_cast<double>(count);
  moments.mean = origin + sum.total() / moments.weight;
  LaneSum squares;
  LaneSum cubes;
  kernels.sum_powers(values.data(), count, moments.mean, squares, cubes);
  moments.m2 = squares.total();
  moments.m3 = cubes.total();
  return moments;
}

}  // namespace

double Moments::skewness() const {
  const double deviation = std::sqrt(variance());
  return deviation > 0 ? (m3 / weight) / (deviation * deviation * deviation) : 0;
}

void Moments::combine(const Moments& other) {
  min = std::min(min, other.min) + 0.0;  // never -0, whichever of the two came first
  max = std::max(max, other.max) + 0.0;
  present += other.present;
  missing += other.missing;
  if (first_missing < 0) first_missing = other.first_missing;
  if (first_infinite < 0) first_infinite = other.first_infinite;
  if (other.weight == 0) return;
  const double total = weight + other.weight;
  const double delta = other.mean - mean;
  const double share = other.weight / total;
  m3 += other.m3 + delta * delta * delta * weight * share * (weight - other.weight) / total +
        3 * delta * (weight * other.m2 - other.weight * m2) / total;
  m2 += other.m2 + delta * delta * weight * share;
  mean += delta * share;
  weight = total;
}

Moments block_moments(std::span<const double> values, std::span<const double> weights, std::int64_t first_row) {
  if (weights.empty() && !values.empty()) {
    if (const auto moments = plain_moments(values)) return *moments;
  }
  Moments moments;
  LaneSum weight_sum;
  LaneSum weighted_sum;
  bool all_finite = true;
  const double origin = values.empty() || !std::isfinite(values[0]) ? 0 : values[0];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    all_finite = all_finite && std::isfinite(x);
    if (std::isnan(x)) continue;
    const double w = weights.empty() ? 1 : weights[i];
    weight_sum.add(i, w);
    weighted_sum.add(i, w * (x - origin));
    moments.min = std::min(moments.min, x);
    moments.max = std::max(moments.max, x);
    ++moments.present;
  }
  if (!all_finite) find_gaps(moments, values, first_row);
  moments.weight = weight_sum.total();
  if (moments.weight == 0) return moments;
  moments.mean = origin + weighted_sum.total() / moments.weight;
  LaneSum squares;
  LaneSum cubes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const double t = values[i] - moments.mean;
    const double square = (weights.empty() ? 1 : weights[i]) * t * t;
    squares.add(i, square);
    cubes.add(i, square * t);
  }
  moments.m2 = squares.total();
  moments.m3 = cubes.total();
  return moments;
}

}  // namespace segmenta
