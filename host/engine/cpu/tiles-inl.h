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

#include "engine/cpu/kernels.h"

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

#if HWY_TARGET != HWY_SCALAR
// 128-bit blocks of rows r, r + 4, r + 8, ..., one a block; row_at(r) is where row r is read from.
template <class D, class RowAt>
HWY_INLINE hn::Vec<D> load_blocks(D tag, const RowAt& row_at, int r) {
  if constexpr (hn::MaxLanes(D()) <= 4) {
    return hn::LoadU(tag, row_at(r));
  } else {
    const hn::Half<D> half;
    return hn::Combine(tag, load_blocks(half, row_at, r + static_cast<int>(hn::Lanes(half))),
                       load_blocks(half, row_at, r));
  }
}

// Four features of as many rows as there are lanes, feature after feature. Each 128-bit block takes four rows: loaded,
// then transposed as a 4 x 4 matrix by interleaving twice.
template <class RowAt>
HWY_INLINE void transpose4(const RowAt& row_at, VF* out) {
  const F f;
  const hn::Repartition<double, F> pair;
  const VF a = load_blocks(f, row_at, 0);
  const VF b = load_blocks(f, row_at, 1);
  const VF c = load_blocks(f, row_at, 2);
  const VF d = load_blocks(f, row_at, 3);
  const auto ab_low = hn::BitCast(pair, hn::InterleaveLower(f, a, b));
  const auto cd_low = hn::BitCast(pair, hn::InterleaveLower(f, c, d));
  const auto ab_high = hn::BitCast(pair, hn::InterleaveUpper(f, a, b));
  const auto cd_high = hn::BitCast(pair, hn::InterleaveUpper(f, c, d));
  out[0] = hn::BitCast(f, hn::InterleaveLower(pair, ab_low, cd_low));
  out[1] = hn::BitCast(f, hn::InterleaveUpper(pair, ab_low, cd_low));
  out[2] = hn::BitCast(f, hn::InterleaveLower(pair, ab_high, cd_high));
  out[3] = hn::BitCast(f, hn::InterleaveUpper(pair, ab_high, cd_high));
}
#endif

// Some features of a tile of rows as [features x tile_rows]; a row has `stride` of them, rows past `count` repeat the
// last. Vector by vector of rows: so many lines stay in the nearest cache, whatever the stride, until all is read.
HWY_INLINE void transpose_tile(const float* rows, std::int64_t count, std::int64_t stride, int features, float* tile) {
  const int width = tile_rows();
  int done = 0;
#if HWY_TARGET != HWY_SCALAR
  if (count >= width) {
    const int fours = features / 4 * 4;
    for (int v = 0; v < row_vectors; ++v) {
      for (done = 0; done < fours; done += 4) {
        const float* first = rows + static_cast<std::int64_t>(v) * lanes() * stride + done;
        VF columns[4];
        transpose4([&](int r) HWY_ATTR { return first + static_cast<std::int64_t>(r) * stride; }, columns);
        float* out = tile + static_cast<std::int64_t>(done) * width + v * lanes();
        for (int q = 0; q < 4; ++q) hn::Store(columns[q], F(), out + static_cast<std::int64_t>(q) * width);
      }
    }
  }
#endif
  if (done == features) return;
  for (int r = 0; r < width; ++r) {
    const float* row = rows + std::min<std::int64_t>(r, count - 1) * stride;
    for (int j = done; j < features; ++j) tile[static_cast<std::int64_t>(j) * width + r] = row[j];
  }
}

// A tile of rows, transposed as it is asked for.
class Tile {
 public:
  HWY_INLINE Tile(const float* rows, std::int64_t count, int features, float* buffer)
      : rows_(rows), count_(count), features_(features), buffer_(buffer) {}

  /// [features x tile_rows] from the feature `first` on, until asked for others.
  HWY_INLINE const float* block(int first, int features) const {
    transpose_tile(rows_ + first, count_, features_, features, buffer_);
    return buffer_;
  }
  HWY_INLINE const float* all() const { return block(0, features_); }

 private:
  const float* rows_;
  std::int64_t count_;
  int features_;
  float* buffer_;
};

HWY_INLINE void prefetch(const float* from, const float* end) {
  constexpr std::ptrdiff_t line = 64 / sizeof(float);
  for (; from < end; from += line) hwy::Prefetch(from);
}

// Rows that will soon be read, fetched a share at a time: all at once they would hold up the work meanwhile.
class Ahead {
 public:
  HWY_INLINE Ahead(const ListedRows& rows, std::int64_t first, std::int64_t count, int features, int shares)
      : rows_(rows), at_(first), end_(first + count), features_(features), share_((count + shares - 1) / shares) {}

  HWY_INLINE void fetch_shares(int count = 1) {
    const std::int64_t until = std::min(end_, at_ + count * share_);
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

// Calls work(tile, first row, rows in it, rows to fetch ahead) for every tile of rows. The work fetches `shares`
// shares: of `later` where there are such, else of rows some tiles on.
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
  const auto buffer = hwy::AllocateAligned<float>(static_cast<std::size_t>(features * width));
  for (std::int64_t first = 0; first < count; first += width) {
    const std::int64_t here = std::min(width, count - first);
    const std::int64_t next = std::min(later.count, first + offset);
    const Ahead ahead(later, next, std::min(later.count - next, width), features, shares);
    work(Tile(rows + first * features, here, features, buffer.get()), first, here, ahead);
  }
}

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
