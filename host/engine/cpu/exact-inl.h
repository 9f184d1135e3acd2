// Distances by the definition, in float64, and exact sums.
// Included once for each instruction set; see kernels.cpp.

#if defined(SEGMENTA_EXACT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEGMENTA_EXACT_INL_H_
#undef SEGMENTA_EXACT_INL_H_
#else
#define SEGMENTA_EXACT_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/cpu/kernels.h"
#include "engine/cpu/tiles-inl.h"
#include "engine/definition.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

HWY_INLINE void offer(TwoNearest& two, double d2, std::int32_t index) {
  const bool nearer = d2 < two.nearest2 || (d2 == two.nearest2 && index < two.nearest);
  if (nearer) {
    two.runner_up2 = two.nearest2;
    two.runner_up = two.nearest;
    two.nearest2 = d2;
    two.nearest = index;
  } else if (d2 < two.runner_up2 || (d2 == two.runner_up2 && index < two.runner_up)) {
    two.runner_up2 = d2;
    two.runner_up = index;
  }
}

constexpr TwoNearest nobody{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                            std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max()};

#if HWY_NATIVE_FMA && HWY_TARGET != HWY_SCALAR

// Lanes are centroids, so each keeps the definition's own chain of fused multiply-adds; several vectors at a time hide
// the latency of the chains.
template <int vectors>
HWY_INLINE void some_distances2(const float* row, const PackedCentroids& centroids, int first, double* d2) {
  const hn::CappedTag<double, 8> tag;
  const auto width = static_cast<int>(hn::Lanes(tag));
  hn::Vec<decltype(tag)> sum[vectors];
  for (auto& one : sum) one = hn::Zero(tag);
  for (int j = 0; j < centroids.features; ++j) {
    if (std::isnan(row[j])) continue;
    const double* c = centroids.by_feature.data() + static_cast<std::int64_t>(j) * centroids.padded_k + first;
    const auto x = hn::Set(tag, static_cast<double>(row[j]));
    for (int v = 0; v < vectors; ++v) {
      const auto t = hn::Sub(x, hn::LoadU(tag, c + v * width));
      sum[v] = hn::MulAdd(t, t, sum[v]);
    }
  }
  for (int v = 0; v < vectors; ++v) hn::StoreU(sum[v], tag, d2 + v * width);
}

template <int vectors>
HWY_INLINE void offer_distances(const float* row, const PackedCentroids& centroids, int first, TwoNearest& two) {
  HWY_ALIGN double d2[8 * vectors];
  some_distances2<vectors>(row, centroids, first, d2);
  const int width = static_cast<int>(hn::Lanes(hn::CappedTag<double, 8>()));
  const int here = std::min(width * vectors, centroids.k - first);
  for (int c = 0; c < here; ++c) offer(two, d2[c], first + c);
}

constexpr int vectors_at_once = 4;

TwoNearest two_nearest(const float* row, const PackedCentroids& centroids) {
  const auto width = static_cast<int>(hn::Lanes(hn::CappedTag<double, 8>()));
  TwoNearest two = nobody;
  int first = 0;
  for (; first + vectors_at_once * width <= centroids.padded_k; first += vectors_at_once * width) {
    offer_distances<vectors_at_once>(row, centroids, first, two);
  }
  for (; first < centroids.k; first += width) offer_distances<1>(row, centroids, first, two);
  return two;
}

void all_distances2(const float* row, const PackedCentroids& centroids, double* distances2) {
  const auto width = static_cast<int>(hn::Lanes(hn::CappedTag<double, 8>()));
  int first = 0;
  for (; first + vectors_at_once * width <= centroids.padded_k; first += vectors_at_once * width) {
    some_distances2<vectors_at_once>(row, centroids, first, distances2 + first);
  }
  for (; first < centroids.k; first += width) some_distances2<1>(row, centroids, first, distances2 + first);
}

#else  // multiply-add would round twice here: std::fma it is

HWY_INLINE double distance2_to(const float* row, const PackedCentroids& centroids, int c) {
  double sum = 0;
  for (int j = 0; j < centroids.features; ++j) {
    if (std::isnan(row[j])) continue;
    const double t = static_cast<double>(row[j]) -
                     centroids.by_feature[static_cast<std::size_t>(j) * static_cast<std::size_t>(centroids.padded_k) +
                                          static_cast<std::size_t>(c)];
    sum = std::fma(t, t, sum);
  }
  return sum;
}

TwoNearest two_nearest(const float* row, const PackedCentroids& centroids) {
  TwoNearest two = nobody;
  for (int c = 0; c < centroids.k; ++c) offer(two, distance2_to(row, centroids, c), c);
  return two;
}

void all_distances2(const float* row, const PackedCentroids& centroids, double* distances2) {
  for (int c = 0; c < centroids.k; ++c) distances2[c] = distance2_to(row, centroids, c);
}

#endif

TwoNearest two_nearest_or_none(const float* row, const PackedCentroids& centroids) {
  TwoNearest two = two_nearest(row, centroids);
  if (centroids.k == 1) two.runner_up = -1;
  return two;
}

#if HWY_NATIVE_FMA && HWY_TARGET != HWY_SCALAR

// Adds one feature's squared differences; a missing value adds nothing.
template <class Half, class VD>
HWY_INLINE VD add_square(Half x, Half c, VD sum) {
  const hn::Repartition<double, F> tag;
  const auto difference = hn::Sub(hn::PromoteTo(tag, x), hn::PromoteTo(tag, c));
  const auto t = hn::IfThenElseZero(hn::Eq(difference, difference), difference);
  return hn::MulAdd(t, t, sum);
}

constexpr auto most_pairs = static_cast<int>(hn::MaxLanes(F()));
HWY_INLINE int pairs_at_once() { return lanes(); }

// Squared distances by the definition between as many rows and centroids. Lanes are pairs, so each keeps the
// definition's own chain of fused multiply-adds.
HWY_INLINE void pair_distances2(const float* const* x, const float* const* c, int features, double* distances2) {
  const F f;
  const hn::Half<F> half;
  const hn::Repartition<double, F> tag;
  HWY_ALIGN float rest_x[most_pairs];
  HWY_ALIGN float rest_c[most_pairs];
  auto low = hn::Zero(tag);
  auto high = hn::Zero(tag);
  const auto add = [&](VF xs, VF cs) HWY_ATTR {
    low = add_square(hn::LowerHalf(half, xs), hn::LowerHalf(half, cs), low);
    high = add_square(hn::UpperHalf(half, xs), hn::UpperHalf(half, cs), high);
  };
  int j = 0;
  for (; j + 4 <= features; j += 4) {
    VF xs[4];
    VF cs[4];
    transpose4([&](int r) HWY_ATTR { return x[r] + j; }, xs);
    transpose4([&](int r) HWY_ATTR { return c[r] + j; }, cs);
    for (int q = 0; q < 4; ++q) add(xs[q], cs[q]);
  }
  for (; j < features; ++j) {
    for (int r = 0; r < lanes(); ++r) {
      rest_x[r] = x[r][j];
      rest_c[r] = c[r][j];
    }
    add(hn::Load(f, rest_x), hn::Load(f, rest_c));
  }
  hn::Store(low, tag, distances2);
  hn::Store(high, tag, distances2 + lanes() / 2);
}

#else

// Differences of some features of a row; a missing value makes 0, which adds nothing.
HWY_INLINE void differences(const float* x, const float* c, int count, double* t) {
  for (int j = 0; j < count; ++j) {
    const double difference = static_cast<double>(x[j]) - static_cast<double>(c[j]);
    t[j] = std::isnan(x[j]) ? 0.0 : difference;
  }
}

constexpr int most_pairs = 4;
HWY_INLINE int pairs_at_once() { return most_pairs; }

// Squared distances by the definition between as many rows and centroids: differences are computed across features,
// then the pairs add up their squares side by side.
HWY_INLINE void pair_distances2(const float* const* x, const float* const* c, int features, double* distances2) {
  constexpr int chunk = 64;
  std::fill_n(distances2, most_pairs, 0.0);
  for (int from = 0; from < features; from += chunk) {
    const int here = std::min(chunk, features - from);
    double t[most_pairs][chunk];
    for (int r = 0; r < most_pairs; ++r) differences(x[r] + from, c[r] + from, here, t[r]);
    for (int j = 0; j < here; ++j) {
      for (int r = 0; r < most_pairs; ++r) distances2[r] = std::fma(t[r][j], t[r][j], distances2[r]);
    }
  }
}

#endif

void own_distance2(const float* rows, std::int64_t count, const Centroids& centroids, const std::int32_t* labels,
                   double* distances) {
  HWY_ALIGN double distances2[most_pairs];
  const float* x[most_pairs];
  const float* c[most_pairs];
  for (std::int64_t first = 0; first < count; first += pairs_at_once()) {
    for (int r = 0; r < pairs_at_once(); ++r) {
      const std::int64_t i = std::min(first + r, count - 1);
      x[r] = rows + i * centroids.features;
      c[r] = centroids.row(labels[i]);
    }
    pair_distances2(x, c, centroids.features, distances2);
    std::copy_n(distances2, std::min<std::int64_t>(pairs_at_once(), count - first), distances + first);
  }
}

// The two nearest of some centroids, in ascending order.
class NearestOf {
 public:
  NearestOf(const float* row, const PackedCentroids& centroids) : row_(row), centroids_(centroids) {}

  HWY_INLINE void take(std::int32_t centroid) {
    taken_[count_++] = centroid;
    if (count_ == pairs_at_once()) decide();
  }

  HWY_INLINE TwoNearest nearest() {
    if (count_ > 0) decide();
    return two_;
  }

 private:
  void decide() {
    HWY_ALIGN double distances2[most_pairs];
    const float* x[most_pairs];
    const float* c[most_pairs];
    for (int i = 0; i < pairs_at_once(); ++i) {
      x[i] = row_;
      c[i] = centroids_.row(taken_[std::min(i, count_ - 1)]);
    }
    pair_distances2(x, c, centroids_.features, distances2);
    for (int i = 0; i < count_; ++i) offer(two_, distances2[i], taken_[i]);
    count_ = 0;
  }

  const float* row_;
  const PackedCentroids& centroids_;
  std::int32_t taken_[most_pairs] = {};
  int count_ = 0;
  TwoNearest two_ = nobody;
};

void move_rows(const float* rows, int features, const RowMove* moves, std::int64_t count,
               const double* HWY_RESTRICT inverse_quantum, std::int64_t* HWY_RESTRICT sums) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float* HWY_RESTRICT row = rows + static_cast<std::int64_t>(moves[i].row) * features;
    std::int64_t* to = sums + static_cast<std::int64_t>(moves[i].to) * features;
    if (moves[i].from < 0) {
      for (int j = 0; j < features; ++j) to[j] += quanta(row[j], inverse_quantum[j]);
      continue;
    }
    std::int64_t* HWY_RESTRICT from = sums + static_cast<std::int64_t>(moves[i].from) * features;
    std::int64_t* HWY_RESTRICT into = to;  // another cluster's, so they do not overlap
    for (int j = 0; j < features; ++j) {
      const std::int64_t value = quanta(row[j], inverse_quantum[j]);
      from[j] -= value;
      into[j] += value;
    }
  }
}

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
