// Plain loops, which compilers turn into vectors; Highway compiles them for each instruction set.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "prepare/column_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <segmenta/rows.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "prepare/column_kernels.h"
#include "prepare/log1p.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

constexpr auto lanes = static_cast<std::int64_t>(LaneSum::lanes);

void use(const double* values, std::int64_t count, const PreparedFeature& feature, double* used) {
  const double fill = feature.fill;
  const double lower = feature.lower;
  const double upper = feature.upper;
  for (std::int64_t i = 0; i < count; ++i) {
    const double filled = values[i] == values[i] ? values[i] : fill;
    const double raised = filled < lower ? lower : filled;
    used[i] = raised > upper ? upper : raised;
  }
  if (feature.transform == Transform::log1p) {
    for (std::int64_t i = 0; i < count; ++i) used[i] = log1p_of(used[i]);
  } else if (feature.transform == Transform::signed_log1p) {
    for (std::int64_t i = 0; i < count; ++i) used[i] = signed_log1p_of(used[i]);
  }
}

bool scale(const double* HWY_RESTRICT used, std::int64_t count, const PreparedFeature& feature, double quantum,
           float* HWY_RESTRICT prepared) {
  const double center = feature.center;
  const double scale = feature.scale;
  if (quantum > 0) {
    const double inverse = 1 / quantum;
    for (std::int64_t i = 0; i < count; ++i) prepared[i] = snap((used[i] - center) / scale, inverse, quantum);
  } else {
    for (std::int64_t i = 0; i < count; ++i) prepared[i] = static_cast<float>((used[i] - center) / scale);
  }
  std::uint32_t finite = 1;
  for (std::int64_t i = 0; i < count; ++i) finite &= static_cast<std::uint32_t>(prepared[i] - prepared[i] == 0.0F);
  return finite != 0;
}

bool sum(const double* values, std::int64_t count, double origin, LaneSum& sum, double& least, double& largest) {
  double low[lanes];
  double high[lanes];
  double parts[lanes] = {};
  double nothing[lanes] = {};  // x - x is 0, or NaN where x is not finite
  std::fill_n(low, lanes, std::numeric_limits<double>::infinity());
  std::fill_n(high, lanes, -std::numeric_limits<double>::infinity());
  const auto take = [&](const double* from, std::int64_t here) HWY_ATTR {
    for (std::int64_t lane = 0; lane < here; ++lane) {
      const double x = from[lane];
      parts[lane] += x - origin;
      low[lane] = x < low[lane] ? x : low[lane];
      high[lane] = x > high[lane] ? x : high[lane];
      nothing[lane] += x - x;
    }
  };
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) take(values + i, lanes);
  take(values + i, count - i);
  std::copy_n(parts, lanes, sum.parts.begin());
  least = *std::min_element(low, low + lanes);
  largest = *std::max_element(high, high + lanes);
  return std::accumulate(nothing, nothing + lanes, 0.0) == 0;
}

void sum_powers(const double* values, std::int64_t count, double mean, LaneSum& squares, LaneSum& cubes) {
  double second[lanes] = {};
  double third[lanes] = {};
  const auto take = [&](const double* from, std::int64_t here) HWY_ATTR {
    for (std::int64_t lane = 0; lane < here; ++lane) {
      const double t = from[lane] - mean;
      second[lane] += t * t;
      third[lane] += t * t * t;
    }
  };
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) take(values + i, lanes);
  take(values + i, count - i);
  std::copy_n(second, lanes, squares.parts.begin());
  std::copy_n(third, lanes, cubes.parts.begin());
}

void sum_products(const double* a, const double* b, std::int64_t count, LaneSum& products) {
  double parts[lanes] = {};
  const auto take = [&](const double* x, const double* y, std::int64_t here) HWY_ATTR {
    for (std::int64_t lane = 0; lane < here; ++lane) parts[lane] += x[lane] * y[lane];
  };
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) take(a + i, b + i, lanes);
  take(a + i, b + i, count - i);
  std::copy_n(parts, lanes, products.parts.begin());
}

}  // namespace

const ColumnKernels* table() {
  static const ColumnKernels kernels{use, scale, sum, sum_powers, sum_products};
  return &kernels;
}

}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segmenta {
namespace {

HWY_EXPORT(table);

}  // namespace

std::span<const double> used_values(std::span<const double> column, const PreparedFeature& feature,
                                    std::vector<double>& buffer) {
  const bool as_stored = std::isnan(feature.fill) && feature.transform == Transform::identity &&
                         std::isinf(feature.lower) && std::isinf(feature.upper);
  if (as_stored) return column;
  buffer.resize(column.size());
  column_kernels().use(column.data(), static_cast<std::int64_t>(column.size()), feature, buffer.data());
  return buffer;
}

const ColumnKernels& column_kernels() { return *HWY_DYNAMIC_DISPATCH(table)(); }

}  // namespace segmenta
#endif  // HWY_ONCE
