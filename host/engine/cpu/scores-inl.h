// Scores of a tile of rows in float32, and the smallest of them.
// Included once for each instruction set; see kernels.cpp.

#if defined(SEGMENTA_SCORES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEGMENTA_SCORES_INL_H_
#undef SEGMENTA_SCORES_INL_H_
#else
#define SEGMENTA_SCORES_INL_H_
#endif

#include <atomic>
#include <limits>

#include "engine/cpu/kernels.h"
#include "engine/cpu/tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

constexpr int group = PackedCentroids::group;
// Groups scored at a time: as many sums as there are registers for, so that none is waited for and rows are loaded
// rarely. With 512 bits there are 32 of them.
constexpr int most_groups = HWY_MAX_BYTES >= 64 ? 2 : 1;

// The smallest scores of a vector of rows among a chunk of centroids. The lowest bits of a score are its centroid's
// place in the chunk, so that minimum and maximum carry it along (certificate.h counts what that costs). The third
// tells whether the second is certain; only some callers keep it.
template <bool keep_third>
struct Keys {
  VF best, second, third;

  HWY_INLINE void load(const float* from) {
    best = hn::Load(F(), from);
    second = hn::Load(F(), from + lanes());
    if constexpr (keep_third) third = hn::Load(F(), from + 2 * lanes());
  }
  HWY_INLINE void store(float* to) const {
    hn::Store(best, F(), to);
    hn::Store(second, F(), to + lanes());
    if constexpr (keep_third) hn::Store(third, F(), to + 2 * lanes());
  }
  HWY_INLINE void add(VF score, VF mask, VF place) {
    const VF key = hn::Or(hn::And(score, mask), place);
    if constexpr (keep_third) third = hn::Min(third, hn::Max(key, second));
    second = hn::Min(second, hn::Max(key, best));
    best = hn::Min(best, key);
  }
};

// The smallest scores of a vector of rows, with the numbers of their centroids.
template <bool keep_third>
struct Ranking {
  VF best, second, third;
  VI index, second_index;

  HWY_INLINE Ranking() {
    best = second = third = hn::Set(F(), std::numeric_limits<float>::infinity());
    index = second_index = hn::Zero(I());
  }
  HWY_INLINE void insert(VF score, VI at) {
    const auto better = hn::RebindMask(I(), hn::Lt(score, best));
    if constexpr (keep_third) {
      const auto better_second = hn::RebindMask(I(), hn::Lt(score, second));
      third = hn::Min(third, hn::Max(score, second));
      second_index = hn::IfThenElse(better, index, hn::IfThenElse(better_second, at, second_index));
    }
    second = hn::Min(second, hn::Max(score, best));
    best = hn::Min(score, best);
    index = hn::IfThenElse(better, at, index);
  }

  // A chunk whose first centroid is `first`.
  HWY_INLINE void merge(const Keys<keep_third>& keys, VI places, VI first) {
    insert(keys.best, hn::Add(first, hn::And(hn::BitCast(I(), keys.best), places)));
    if constexpr (keep_third) {
      insert(keys.second, hn::Add(first, hn::And(hn::BitCast(I(), keys.second), places)));
      third = hn::Min(third, keys.third);
    } else {
      second = hn::Min(second, keys.second);
    }
  }
};

// Scores of some groups of centroids for a tile of rows. Three vectors of rows are spelt out, so that the compiler
// keeps them in registers.
template <int groups>
struct Scores {
  static_assert(row_vectors == 3);
  static constexpr int count = groups * group;
  VF s0[count], s1[count], s2[count];

  // Those of no features.
  HWY_INLINE void set(const float* half_norm2) {
    for (int c = 0; c < count; ++c) s0[c] = s1[c] = s2[c] = hn::Set(F(), half_norm2[c]);
  }
  HWY_INLINE void set_zero() {
    for (int c = 0; c < count; ++c) s0[c] = s1[c] = s2[c] = hn::Zero(F());
  }
  // Takes some features in. Groups of centroids lie one after the other.
  HWY_INLINE void add(const float* HWY_RESTRICT tile, int features, const float* HWY_RESTRICT negated) {
    const F f;
    const int width = tile_rows();
    const std::int64_t next_group = std::int64_t{features} * group;
    for (int j = 0; j < features; ++j) {
      const VF x0 = hn::Load(f, tile);
      const VF x1 = hn::Load(f, tile + lanes());
      const VF x2 = hn::Load(f, tile + 2 * lanes());
      for (int c = 0; c < count; ++c) {
        const VF minus_c = hn::Set(f, negated[c / group * next_group + c % group]);
        s0[c] = hn::MulAdd(x0, minus_c, s0[c]);
        s1[c] = hn::MulAdd(x1, minus_c, s1[c]);
        s2[c] = hn::MulAdd(x2, minus_c, s2[c]);
      }
      tile += width;
      negated += group;
    }
  }
  // Stores [count x tile_rows]: the sums of these and of what is there.
  HWY_INLINE void add_to(float* there) const {
    for (int c = 0; c < count; ++c) {
      float* to = there + c * tile_rows();
      hn::Store(hn::Add(hn::Load(F(), to), s0[c]), F(), to);
      hn::Store(hn::Add(hn::Load(F(), to + lanes()), s1[c]), F(), to + lanes());
      hn::Store(hn::Add(hn::Load(F(), to + 2 * lanes()), s2[c]), F(), to + 2 * lanes());
    }
  }
  template <bool keep_third>
  HWY_INLINE void rank(int first_place, VF mask, Keys<keep_third>* keys) const {
    for (int c = 0; c < count; ++c) {
      const VF place = hn::BitCast(F(), hn::Set(I(), first_place + c));
      keys[0].add(s0[c], mask, place);
      keys[1].add(s1[c], mask, place);
      keys[2].add(s2[c], mask, place);
    }
  }
};

// Calls work(scores, first centroid of theirs) for groups of `count` centroids.
template <class Work>
HWY_INLINE void for_each_groups(int count, const Work& work) {
  int c = 0;
  if constexpr (most_groups > 1) {
    for (; c + (most_groups - 1) * group < count; c += most_groups * group) work(Scores<most_groups>(), c);
  }
  for (; c < count; c += group) work(Scores<1>(), c);
}

HWY_INLINE void set_zero(VF* norm2) {
  for (int v = 0; v < row_vectors; ++v) norm2[v] = hn::Zero(F());
}

HWY_INLINE void add_norms2(const float* tile, int features, VF* norm2) {
  const F f;
  for (int j = 0; j < features; ++j) {
    for (int v = 0; v < row_vectors; ++v) {
      const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
      norm2[v] = hn::MulAdd(x, x, norm2[v]);
    }
  }
}

// Rankers rank tiles of rows among centroids [first, first + count), and fetch rows in `shares` shares meanwhile. For
// each vector of rows `ranking` takes the smallest scores and, with norms, `norm2` takes |x|^2.

// Of few features: scored and ranked at once.
class WholeRanker {
 public:
  static constexpr bool keeps_scores = false;

  WholeRanker(const PackedCentroids& centroids, int first, int count)
      : centroids_(centroids), first_(first), count_(count) {
    const VI places = hn::Set(I(), centroids.chunk - 1);
    hn::Store(hn::BitCast(F(), places), F(), kept(place_bits));
    hn::Store(hn::BitCast(F(), hn::Not(places)), F(), kept(other_bits));
    hn::Store(hn::Set(F(), std::numeric_limits<float>::infinity()), F(), kept(nothing));
  }

  [[nodiscard]] int shares() const { return (count_ + group - 1) / group; }

  template <bool with_norms, bool keep_third>
  HWY_INLINE void rank(const Tile& rows, Ahead ahead, Ranking<keep_third>* ranking, VF* norm2) {
    const float* tile = rows.all();
    std::fill_n(ranking, row_vectors, Ranking<keep_third>());
    for (int chunk = first_; chunk < first_ + count_; chunk += centroids_.chunk) {
      begin_keys();
      for_each_groups(std::min(centroids_.chunk, first_ + count_ - chunk), [&](auto scores, int c) HWY_ATTR {
        ahead.fetch_shares(scores.count / group);
        scores.set(centroids_.half_norm2.data() + chunk + c);
        scores.add(tile, centroids_.features, centroids_.negated.data() + centroids_.place(0, chunk + c));
        take<keep_third>(scores, c);
      });
      const VI places = hn::BitCast(I(), hn::Load(F(), kept(place_bits)));
      for (int v = 0; v < row_vectors; ++v) {
        Keys<keep_third> keys;
        keys.load(keys_of(v));
        ranking[v].merge(keys, places, hn::Set(I(), chunk));
      }
    }
    if constexpr (with_norms) {
      set_zero(norm2);
      add_norms2(tile, centroids_.features, norm2);
    }
  }

 private:
  // What follows waits in memory until scores are there, which the fences see to: in registers it would drive out the
  // sums.
  enum Kept { place_bits, other_bits, nothing, first_keys };

  HWY_INLINE void begin_keys() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const VF none = hn::Load(F(), kept(nothing));
    for (int key = 0; key < 3 * row_vectors; ++key) hn::Store(none, F(), kept(first_keys + key));
  }

  template <bool keep_third, int groups>
  HWY_INLINE void take(const Scores<groups>& scores, int place) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    Keys<keep_third> keys[row_vectors];
    for (int v = 0; v < row_vectors; ++v) keys[v].load(keys_of(v));
    scores.rank(place, hn::Load(F(), kept(other_bits)), keys);
    for (int v = 0; v < row_vectors; ++v) keys[v].store(keys_of(v));
  }

  [[nodiscard]] HWY_INLINE float* kept(int vector) const { return kept_.get() + vector * lanes(); }
  [[nodiscard]] HWY_INLINE float* keys_of(int v) const { return kept(first_keys + 3 * v); }

  const PackedCentroids& centroids_;
  int first_, count_;
  hwy::AlignedFreeUniquePtr<float[]> kept_ =
      hwy::AllocateAligned<float>(static_cast<std::size_t>((first_keys + 3 * row_vectors) * lanes()));
};

// Of many features: scored by blocks of them, which the nearest cache holds while the centroids go by, and ranked in
// the end. The scores so far wait in the next cache.
class BlockRanker {
 public:
  static constexpr bool keeps_scores = true;

  BlockRanker(const PackedCentroids& centroids, int first, int count)
      : centroids_(centroids),
        first_(first),
        count_(count),
        scores_(hwy::AllocateAligned<float>(static_cast<std::size_t>((count + group) * tile_rows()))) {}

  [[nodiscard]] int shares() const { return (count_ + group - 1) / group * centroids_.blocks(); }

  template <bool with_norms, bool keep_third>
  HWY_INLINE void rank(const Tile& rows, Ahead ahead, Ranking<keep_third>* ranking, VF* norm2) {
    begin();
    if constexpr (with_norms) set_zero(norm2);
    for (int feature = 0; feature < centroids_.features; feature += centroids_.block) {
      const int features = centroids_.block_at(feature);
      const float* tile = rows.block(feature, features);
      if constexpr (with_norms) add_norms2(tile, features, norm2);
      for_each_groups(count_, [&](auto scores, int c) HWY_ATTR {
        ahead.fetch_shares(scores.count / group);
        scores.set_zero();
        scores.add(tile, features, centroids_.negated.data() + centroids_.place(feature, first_ + c));
        scores.add_to(scores_of(c));
      });
    }
    std::fill_n(ranking, row_vectors, Ranking<keep_third>());
    for (int c = 0; c < count_; ++c) {
      const VI at = hn::Set(I(), first_ + c);
      for (int v = 0; v < row_vectors; ++v) ranking[v].insert(hn::Load(F(), scores_of(c) + v * lanes()), at);
    }
  }

  // Of the tile just ranked, against one of the centroids, counted from the first.
  [[nodiscard]] HWY_INLINE float score(std::int64_t row, int centroid) const { return scores_of(centroid)[row]; }

 private:
  [[nodiscard]] HWY_INLINE float* scores_of(int centroid) const {
    return scores_.get() + std::int64_t{centroid} * tile_rows();
  }

  HWY_INLINE void begin() {
    for (int c = 0; c < (count_ + group - 1) / group * group; ++c) {
      const VF half_norm2 = hn::Set(F(), centroids_.half_norm2[static_cast<std::size_t>(first_ + c)]);
      for (int v = 0; v < row_vectors; ++v) hn::Store(half_norm2, F(), scores_of(c) + v * lanes());
    }
  }

  const PackedCentroids& centroids_;
  int first_, count_;
  hwy::AlignedFreeUniquePtr<float[]> scores_;  // [count, in whole groups, x tile_rows]
};

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
