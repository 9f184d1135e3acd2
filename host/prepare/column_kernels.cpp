// Plain loops, which compilers turn into vectors, and sums by vectors; Highway compiles them for each instruction set.

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

// Eight lanes of a LaneSum, in as many vectors as they take. Spelt out: compilers find no vectors in the same loop over
// values.
namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, LaneSum::lanes>;
using VD = hn::Vec<D>;
constexpr std::int64_t width = hn::MaxLanes(D());
constexpr std::int64_t vectors = lanes / width;

HWY_INLINE void fill(VD* parts, double value) {
  for (std::int64_t v = 0; v < vectors; ++v) parts[v] = hn::Set(D(), value);
}
HWY_INLINE void store(const VD* parts, double* to) {
  for (std::int64_t v = 0; v < vectors; ++v) hn::StoreU(parts[v], D(), to + v * width);
}

bool sum(const double* values, std::int64_t count, double origin, LaneSum& sum, double& least, double& largest) {
  VD sums[vectors], nothings[vectors], lows[vectors], highs[vectors];  // x - x is 0, or NaN where x is not finite
  fill(sums, 0);
  fill(nothings, 0);
  fill(lows, std::numeric_limits<double>::infinity());
  fill(highs, -std::numeric_limits<double>::infinity());
  const VD from = hn::Set(D(), origin);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::int64_t v = 0; v < vectors; ++v) {
      const VD x = hn::LoadU(D(), values + i + v * width);
      sums[v] = hn::Add(sums[v], hn::Sub(x, from));
      nothings[v] = hn::Add(nothings[v], hn::Sub(x, x));
      lows[v] = hn::IfThenElse(hn::Lt(x, lows[v]), x, lows[v]);
      highs[v] = hn::IfThenElse(hn::Gt(x, highs[v]), x, highs[v]);
    }
  }
  double parts[lanes], nothing[lanes], low[lanes], high[lanes];
  store(sums, parts);
  store(nothings, nothing);
  store(lows, low);
  store(highs, high);
  for (std::int64_t lane = 0; i < count; ++i, ++lane) {
    const double x = values[i];
    parts[lane] += x - origin;
    nothing[lane] += x - x;
    low[lane] = x < low[lane] ? x : low[lane];
    high[lane] = x > high[lane] ? x : high[lane];
  }
  std::copy_n(parts, lanes, sum.parts.begin());
  least = *std::min_element(low, low + lanes);
  largest = *std::max_element(high, high + lanes);
  return std::accumulate(nothing, nothing + lanes, 0.0) == 0;
}

void sum_powers(const double* values, std::int64_t count, double mean, LaneSum& squares, LaneSum& cubes) {
  VD second[vectors], third[vectors];
  fill(second, 0);
  fill(third, 0);
  const VD middle = hn::Set(D(), mean);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::int64_t v = 0; v < vectors; ++v) {
      const VD t = hn::Sub(hn::LoadU(D(), values + i + v * width), middle);
      const VD square = hn::Mul(t, t);
      second[v] = hn::Add(second[v], square);
      third[v] = hn::Add(third[v], hn::Mul(square, t));
    }
  }
  store(second, squares.parts.data());
  store(third, cubes.parts.data());
  for (std::size_t lane = 0; i < count; ++i, ++lane) {
    const double t = values[i] - mean;
    squares.add(lane, t * t);
    cubes.add(lane, t * t * t);
  }
}

void sum_products(const double* a, const double* b, std::int64_t count, LaneSum& products) {
  VD sums[vectors];
  fill(sums, 0);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::int64_t v = 0; v < vectors; ++v) {
      const VD product = hn::Mul(hn::LoadU(D(), a + i + v * width), hn::LoadU(D(), b + i + v * width));
      sums[v] = hn::Add(sums[v], product);
    }
  }
  store(sums, products.parts.data());
  for (std::size_t lane = 0; i < count; ++i, ++lane) products.add(lane, a[i] * b[i]);
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
