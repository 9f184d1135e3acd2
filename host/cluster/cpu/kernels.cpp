// Compiled once for each instruction set by Highway's foreach_target; everything in HWY_NAMESPACE is.

#define HWY_DISABLED_TARGETS HWY_SSSE3
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/cpu/kernels.cpp"
#include <hwy/aligned_allocator.h>
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "cluster/cpu/kernels.h"
#include "cluster/definition.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using F = hn::ScalableTag<float>;
using I = hn::RebindToSigned<F>;
using VF = hn::Vec<F>;
using VI = hn::Vec<I>;

constexpr int group = PackedCentroids::group;
constexpr int row_vectors = 2;  // row vectors x group accumulators hide the latency of a multiply-add

HWY_INLINE int lanes() { return static_cast<int>(hn::Lanes(F())); }
HWY_INLINE int tile_rows() { return row_vectors * lanes(); }

// Four features of as many rows as there are lanes, from row-major to feature after feature. Each 128-bit block takes
// four rows: loaded, then transposed as a 4 x 4 matrix by interleaving twice.
#if HWY_TARGET != HWY_SCALAR
template <class D>
HWY_INLINE hn::Vec<D> load_blocks(D tag, const float* row, std::int64_t stride) {
  if constexpr (hn::MaxLanes(D()) <= 4) {
    return hn::LoadU(tag, row);
  } else {
    const hn::Half<D> half;
    const auto half_lanes = static_cast<std::int64_t>(hn::Lanes(half));
    return hn::Combine(tag, load_blocks(half, row + half_lanes * stride, stride), load_blocks(half, row, stride));
  }
}

HWY_INLINE void transpose4(const float* rows, std::int64_t stride, float* out, std::int64_t out_stride) {
  const F f;
  const hn::Repartition<double, F> pair;
  const VF a = load_blocks(f, rows, stride);
  const VF b = load_blocks(f, rows + stride, stride);
  const VF c = load_blocks(f, rows + 2 * stride, stride);
  const VF d = load_blocks(f, rows + 3 * stride, stride);
  const auto ab_low = hn::BitCast(pair, hn::InterleaveLower(f, a, b));
  const auto cd_low = hn::BitCast(pair, hn::InterleaveLower(f, c, d));
  const auto ab_high = hn::BitCast(pair, hn::InterleaveUpper(f, a, b));
  const auto cd_high = hn::BitCast(pair, hn::InterleaveUpper(f, c, d));
  hn::Store(hn::BitCast(f, hn::InterleaveLower(pair, ab_low, cd_low)), f, out);
  hn::Store(hn::BitCast(f, hn::InterleaveUpper(pair, ab_low, cd_low)), f, out + out_stride);
  hn::Store(hn::BitCast(f, hn::InterleaveLower(pair, ab_high, cd_high)), f, out + 2 * out_stride);
  hn::Store(hn::BitCast(f, hn::InterleaveUpper(pair, ab_high, cd_high)), f, out + 3 * out_stride);
}
#endif

// A tile of rows as [features x tile_rows]; rows past `count` repeat the last.
HWY_INLINE void transpose_tile(const float* rows, std::int64_t count, int features, float* tile) {
  const int width = tile_rows();
  int done = 0;
#if HWY_TARGET != HWY_SCALAR
  if (count >= width) {
    for (; done + 4 <= features; done += 4) {
      for (int v = 0; v < row_vectors; ++v) {
        transpose4(rows + static_cast<std::int64_t>(v) * lanes() * features + done, features,
                   tile + static_cast<std::int64_t>(done) * width + v * lanes(), width);
      }
    }
  }
#endif
  for (int r = 0; r < width; ++r) {
    const float* row = rows + std::min<std::int64_t>(r, count - 1) * features;
    for (int j = done; j < features; ++j) tile[static_cast<std::int64_t>(j) * width + r] = row[j];
  }
}

// The best scores so far of each row of a tile, with the centroids that have them; the third tells whether the second
// is certain, and only some callers keep it.
struct Ranking {
  VF best[row_vectors];
  VF second[row_vectors];
  VF third[row_vectors];
  VI index[row_vectors];
  VI second_index[row_vectors];
};

HWY_INLINE Ranking no_ranking() {
  Ranking ranking;
  for (int v = 0; v < row_vectors; ++v) {
    ranking.best[v] = ranking.second[v] = ranking.third[v] = hn::Set(F(), std::numeric_limits<float>::infinity());
    ranking.index[v] = ranking.second_index[v] = hn::Zero(I());
  }
  return ranking;
}

template <bool keep_third>
HWY_INLINE void rank(VF score, VI index, int v, Ranking& ranking) {
  const I i;
  const auto better = hn::RebindMask(i, hn::Lt(score, ranking.best[v]));
  if constexpr (keep_third) {
    const auto better_second = hn::RebindMask(i, hn::Lt(score, ranking.second[v]));
    ranking.third[v] = hn::Min(ranking.third[v], hn::Max(score, ranking.second[v]));
    ranking.second_index[v] =
        hn::IfThenElse(better, ranking.index[v], hn::IfThenElse(better_second, index, ranking.second_index[v]));
  }
  ranking.second[v] = hn::Min(ranking.second[v], hn::Max(score, ranking.best[v]));
  ranking.best[v] = hn::Min(score, ranking.best[v]);
  ranking.index[v] = hn::IfThenElse(better, index, ranking.index[v]);
}

// Scores of one group of centroids for a tile of rows.
template <bool keep_third>
HWY_INLINE void rank_group(const float* tile, int features, const float* negated, const float* half_norm2,
                           int first_index, Ranking& ranking) {
  const F f;
  const int width = tile_rows();
  VF s[row_vectors][group];
  for (int c = 0; c < group; ++c) {
    for (auto& row : s) row[c] = hn::Set(f, half_norm2[c]);
  }
  for (int j = 0; j < features; ++j) {
    const VF x0 = hn::Load(f, tile + static_cast<std::int64_t>(j) * width);
    const VF x1 = hn::Load(f, tile + static_cast<std::int64_t>(j) * width + lanes());
    for (int c = 0; c < group; ++c) {
      const VF minus_c = hn::Set(f, negated[static_cast<std::int64_t>(j) * group + c]);
      s[0][c] = hn::MulAdd(x0, minus_c, s[0][c]);
      s[1][c] = hn::MulAdd(x1, minus_c, s[1][c]);
    }
  }
  for (int c = 0; c < group; ++c) {
    const VI index = hn::Set(I(), first_index + c);
    for (int v = 0; v < row_vectors; ++v) rank<keep_third>(s[v][c], index, v, ranking);
  }
}

template <bool keep_third>
HWY_INLINE Ranking rank_all(const float* tile, const PackedCentroids& centroids) {
  Ranking ranking = no_ranking();
  for (int g = 0; g < centroids.groups(); ++g) {
    rank_group<keep_third>(tile, centroids.features,
                           centroids.negated.data() + static_cast<std::int64_t>(g) * centroids.features * group,
                           centroids.half_norm2.data() + static_cast<std::int64_t>(g) * group, g * group, ranking);
  }
  return ranking;
}

// Where a gap between two scores clears the bound. NaN anywhere in a row makes its norm, and so the bound, NaN.
HWY_INLINE auto certain(VF gap, const float* tile, int features, const Certificate& certificate, int v) {
  const F f;
  VF norm2 = hn::Zero(f);
  for (int j = 0; j < features; ++j) {
    const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
    norm2 = hn::MulAdd(x, x, norm2);
  }
  const VF norm = hn::Mul(hn::Sqrt(hn::Add(norm2, hn::Set(f, 0x1p-100F))), hn::Set(f, 1.0F + 0x1p-11F));
  const VF square = hn::Mul(norm, norm);
  VF bound = hn::MulAdd(norm, hn::Set(f, certificate.linear), hn::Set(f, certificate.constant));
  bound = hn::MulAdd(square, hn::Set(f, certificate.square), bound);
  return hn::RebindMask(I(), hn::Gt(gap, bound));
}

// Calls work(tile, first row, rows in it) for every tile of rows, transposed.
template <class Work>
HWY_INLINE void for_each_tile(const float* rows, std::int64_t count, int features, const Work& work) {
  const int width = tile_rows();
  const auto tile = hwy::AllocateAligned<float>(static_cast<std::size_t>(features * width));
  for (std::int64_t first = 0; first < count; first += width) {
    const std::int64_t here = std::min<std::int64_t>(width, count - first);
    transpose_tile(rows + first * features, here, features, tile.get());
    work(tile.get(), first, here);
  }
}

constexpr int most_tile_rows = row_vectors * static_cast<int>(hn::MaxLanes(F()));

void label(const float* rows, std::int64_t count, const PackedCentroids& centroids, std::int32_t* labels) {
  const I i;
  HWY_ALIGN std::int32_t found[most_tile_rows];
  for_each_tile(rows, count, centroids.features,
                [&](const float* tile, std::int64_t first, std::int64_t here) HWY_ATTR {
                  const Ranking ranking = rank_all<false>(tile, centroids);
                  for (int v = 0; v < row_vectors; ++v) {
                    const VF gap = hn::Sub(ranking.second[v], ranking.best[v]);
                    const auto sure = certain(gap, tile, centroids.features, centroids.certificate, v);
                    hn::Store(hn::IfThenElse(sure, ranking.index[v], hn::Set(i, -1)), i, found + v * lanes());
                  }
                  std::memcpy(labels + first, found, static_cast<std::size_t>(here) * sizeof(std::int32_t));
                });
}

void label_two(const float* rows, std::int64_t count, const PackedCentroids& centroids, std::int32_t* one,
               std::int32_t* other) {
  const I i;
  HWY_ALIGN std::int32_t found[2][most_tile_rows];
  for_each_tile(rows, count, centroids.features,
                [&](const float* tile, std::int64_t first, std::int64_t here) HWY_ATTR {
                  const Ranking ranking = rank_all<true>(tile, centroids);
                  for (int v = 0; v < row_vectors; ++v) {
                    const VF gap = hn::Sub(ranking.third[v], ranking.second[v]);
                    const auto sure = certain(gap, tile, centroids.features, centroids.certificate, v);
                    hn::Store(hn::IfThenElse(sure, ranking.index[v], hn::Set(i, -1)), i, found[0] + v * lanes());
                    hn::Store(hn::IfThenElse(sure, ranking.second_index[v], hn::Set(i, -1)), i, found[1] + v * lanes());
                  }
                  std::memcpy(one + first, found[0], static_cast<std::size_t>(here) * sizeof(std::int32_t));
                  std::memcpy(other + first, found[1], static_cast<std::size_t>(here) * sizeof(std::int32_t));
                });
}

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
HWY_INLINE void offer_distances(const float* row, const PackedCentroids& centroids, int first, TwoNearest& two) {
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
  HWY_ALIGN double d2[8 * vectors];
  for (int v = 0; v < vectors; ++v) hn::Store(sum[v], tag, d2 + v * width);
  const int here = std::min(width * vectors, centroids.k - first);
  for (int c = 0; c < here; ++c) offer(two, d2[c], first + c);
}

TwoNearest two_nearest(const float* row, const PackedCentroids& centroids) {
  constexpr int at_once = 4;
  const auto width = static_cast<int>(hn::Lanes(hn::CappedTag<double, 8>()));
  TwoNearest two = nobody;
  int first = 0;
  for (; first + at_once * width <= centroids.padded_k; first += at_once * width) {
    offer_distances<at_once>(row, centroids, first, two);
  }
  for (; first < centroids.k; first += width) offer_distances<1>(row, centroids, first, two);
  return two;
}

#else  // multiply-add would round twice here: std::fma it is

TwoNearest two_nearest(const float* row, const PackedCentroids& centroids) {
  TwoNearest two = nobody;
  for (int c = 0; c < centroids.k; ++c) {
    double sum = 0;
    for (int j = 0; j < centroids.features; ++j) {
      if (std::isnan(row[j])) continue;
      const double t = static_cast<double>(row[j]) -
                       centroids.by_feature[static_cast<std::size_t>(j) * static_cast<std::size_t>(centroids.padded_k) +
                                            static_cast<std::size_t>(c)];
      sum = std::fma(t, t, sum);
    }
    offer(two, sum, c);
  }
  return two;
}

#endif

TwoNearest two_nearest_or_none(const float* row, const PackedCentroids& centroids) {
  TwoNearest two = two_nearest(row, centroids);
  if (centroids.k == 1) two.runner_up = -1;
  return two;
}

// Differences of some features of a row; a missing value makes 0, which adds nothing.
HWY_INLINE void differences(const float* x, const float* c, int count, double* t) {
  for (int j = 0; j < count; ++j) {
    const double difference = static_cast<double>(x[j]) - static_cast<double>(c[j]);
    t[j] = std::isnan(x[j]) ? 0.0 : difference;
  }
}

void own_distance2(const float* rows, std::int64_t count, const Centroids& centroids, const std::int32_t* labels,
                   double* distances) {
  // Differences are computed across features, then four rows add up their squares side by side.
  constexpr int at_once = 4;
  constexpr int chunk = 64;
  const std::int64_t features = centroids.features;
  for (std::int64_t first = 0; first < count; first += at_once) {
    double sum[at_once] = {};
    for (int from = 0; from < features; from += chunk) {
      const int here = std::min(chunk, centroids.features - from);
      double t[at_once][chunk];
      for (int r = 0; r < at_once; ++r) {
        const std::int64_t i = std::min(first + r, count - 1);
        differences(rows + i * features + from, centroids.row(labels[i]) + from, here, t[r]);
      }
      for (int j = 0; j < here; ++j) {
        for (int r = 0; r < at_once; ++r) sum[r] = std::fma(t[r][j], t[r][j], sum[r]);
      }
    }
    for (int r = 0; r < at_once && first + r < count; ++r) distances[first + r] = sum[r];
  }
}

void add_row(const float* row, int features, const double* inverse_quantum, std::int64_t sign, std::int64_t* sums) {
  for (int j = 0; j < features; ++j) sums[j] += sign * quanta(row[j], inverse_quantum[j]);
}

void seed_distances(const float* rows, std::int64_t count, const Centroids& centres, bool has_missing,
                    float* distances) {
  const F f;
  HWY_ALIGN float found[most_tile_rows];
  for_each_tile(rows, count, centres.features, [&](const float* tile, std::int64_t first, std::int64_t here) HWY_ATTR {
    for (int c = 0; c < centres.k; ++c) {
      VF sum[row_vectors] = {hn::Zero(f), hn::Zero(f)};
      for (int j = 0; j < centres.features; ++j) {
        const VF centre = hn::Set(f, centres.row(c)[j]);
        for (int v = 0; v < row_vectors; ++v) {
          const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
          VF t = hn::Sub(x, centre);
          if (has_missing) t = hn::IfThenElseZero(hn::Eq(x, x), t);
          sum[v] = hn::Add(sum[v], hn::Mul(t, t));
        }
      }
      for (int v = 0; v < row_vectors; ++v) hn::Store(sum[v], f, found + v * lanes());
      std::memcpy(distances + c * count + first, found, static_cast<std::size_t>(here) * sizeof(float));
    }
  });
}

std::int64_t sum_potentials(const float* current, const float* candidate, std::int64_t count, double factor) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float nearer = candidate == nullptr ? current[i] : std::min(current[i], candidate[i]);
    sum += seed_potential_of(nearer, factor);
  }
  return sum;
}

}  // namespace

const Kernels* kernels() {
  static const Kernels table{label,   label_two,      two_nearest_or_none, own_distance2,
                             add_row, seed_distances, sum_potentials};
  return &table;
}

}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segmenta {
namespace {

struct Choice {
  const char* name;
  std::int64_t target;
  const Kernels* (*kernels)();
};

// First choice first. AVX-512 comes after AVX2: where 512-bit operations take two turns (Zen 4) it is up to 1.4 x
// slower at d = 16 to 32 and level elsewhere; --simd avx512 asks for it.
constexpr Choice choices[] = {
#if HWY_TARGETS & HWY_AVX2
    {"avx2", HWY_AVX2, N_AVX2::kernels},
#endif
#if HWY_TARGETS & HWY_AVX3
    {"avx512", HWY_AVX3, N_AVX3::kernels},
#endif
#if HWY_TARGETS & HWY_SSE4
    {"sse4", HWY_SSE4, N_SSE4::kernels},
#endif
#if HWY_TARGETS & HWY_NEON
    {"neon", HWY_NEON, N_NEON::kernels},
#endif
#if HWY_TARGETS & HWY_SCALAR
    {"scalar", HWY_SCALAR, N_SCALAR::kernels},
#elif HWY_TARGETS & HWY_EMU128
    {"scalar", HWY_EMU128, N_EMU128::kernels},
#endif
};

}  // namespace

ChosenKernels choose_kernels(const std::string& simd) {
  const std::int64_t supported = hwy::SupportedTargets();
  std::string names;
  for (const Choice& choice : choices) {
    const bool always = choice.target == HWY_STATIC_TARGET;
    if (!always && (supported & choice.target) == 0) continue;
    if (simd == "auto" || simd == choice.name) return {choice.name, choice.kernels()};
    names += names.empty() ? choice.name : std::string(", ") + choice.name;
  }
  throw Error(ErrorKind::usage, "No kernels for --simd " + simd, "this machine and build have " + names,
              "Choose one of them, or auto");
}

}  // namespace segmenta
#endif  // HWY_ONCE
