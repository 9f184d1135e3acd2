// Vector types, and rows brought into tiles: feature after feature, a vector of rows each.
// Included once for each instruction set; see kernels.cpp.

#if defined(SEGMENTA_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEGMENTA_TILES_INL_H_
#undef SEGMENTA_TILES_INL_H_
#else
#define SEGMENTA_TILES_INL_H_
#endif

#include <hwy/aligned_allocator.h>
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

#include "cluster/cpu/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using F = hn::ScalableTag<float>;
using I = hn::RebindToSigned<F>;
using VF = hn::Vec<F>;
using VI = hn::Vec<I>;

constexpr int row_vectors = 3;  // with 4 centroids at a time: 12 chains hide the latency of a multiply-add
constexpr int most_tile_rows = row_vectors * static_cast<int>(hn::MaxLanes(F()));

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

// The same where rows lie apart: block after block takes the rows that pointers 0, 4, 8, ... lead to.
template <class D>
HWY_INLINE hn::Vec<D> load_blocks_of(D tag, const float* const* rows, int feature) {
  if constexpr (hn::MaxLanes(D()) <= 4) {
    return hn::LoadU(tag, rows[0] + feature);
  } else {
    const hn::Half<D> half;
    const auto half_lanes = static_cast<std::int64_t>(hn::Lanes(half));
    return hn::Combine(tag, load_blocks_of(half, rows + half_lanes, feature), load_blocks_of(half, rows, feature));
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
  if (done == features) return;
  for (int r = 0; r < width; ++r) {
    const float* row = rows + std::min<std::int64_t>(r, count - 1) * features;
    for (int j = done; j < features; ++j) tile[static_cast<std::int64_t>(j) * width + r] = row[j];
  }
}

HWY_INLINE void prefetch(const float* from, const float* end) {
  constexpr std::ptrdiff_t line = 64 / sizeof(float);
  for (; from < end; from += line) hwy::Prefetch(from);
}

// Rows that will soon be read, fetched a share at a time: all at once they would hold up the work meanwhile.
class Ahead {
 public:
  HWY_INLINE Ahead(const ListedRows& rows, std::int64_t first, std::int64_t count, int features, int shares)
      : rows_(rows), at_(first), end_(first + count), features_(features), share_((count + shares - 1) / shares) {}

  HWY_INLINE void fetch_share() {
    const std::int64_t until = std::min(end_, at_ + share_);
    if (rows_.list == nullptr) {
      prefetch(rows_.rows + at_ * features_, rows_.rows + until * features_);
      at_ = std::max(at_, until);
      return;
    }
    for (; at_ < until; ++at_) {
      const float* row = rows_.rows + static_cast<std::int64_t>(rows_.list[at_]) * features_;
      prefetch(row, row + features_);
    }
  }

 private:
  ListedRows rows_;
  std::int64_t at_, end_;
  std::int64_t features_;
  std::int64_t share_;
};

// Calls work(tile, first row, rows in it, rows to fetch ahead) for every tile of rows, transposed. The work fetches
// `shares` shares: of `later` where there are such, else of rows some tiles on.
template <class Work>
HWY_INLINE void for_each_tile(const float* rows, std::int64_t count, int features, int shares, ListedRows later,
                              const Work& work) {
  constexpr std::int64_t bytes_ahead = 4096;
  const std::int64_t width = tile_rows();
  std::int64_t offset = 0;
  if (later.list == nullptr) {
    later = {rows, nullptr, count};
    offset = width * (1 + bytes_ahead / (width * features * 4));
  }
  const auto tile = hwy::AllocateAligned<float>(static_cast<std::size_t>(features * width));
  for (std::int64_t first = 0; first < count; first += width) {
    const std::int64_t here = std::min(width, count - first);
    const std::int64_t next = std::min(later.count, first + offset);
    const Ahead ahead(later, next, std::min(later.count - next, width), features, shares);
    transpose_tile(rows + first * features, here, features, tile.get());
    work(tile.get(), first, here, ahead);
  }
}

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
