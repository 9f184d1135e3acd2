// The float32 kernels: the nearest centroid of each row, certified, and what the runner-up leaves as a bound.
// Included once for each instruction set; see kernels.cpp.

#if defined(SEGMENTA_RANK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEGMENTA_RANK_INL_H_
#undef SEGMENTA_RANK_INL_H_
#else
#define SEGMENTA_RANK_INL_H_
#endif

#include <cstring>
#include <limits>

#include "engine/cpu/bounds.h"
#include "engine/cpu/kernels.h"
#include "engine/cpu/tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

constexpr int group = PackedCentroids::group;

// The smallest scores of a vector of rows among a chunk of centroids. The lowest bits of a score are its centroid's
// place in the chunk, so that minimum and maximum carry it along (certificate.h counts what that costs). The third
// tells whether the second is certain; only some callers keep it.
template <bool keep_third>
struct Keys {
  VF best, second, third;

  HWY_INLINE Keys() { best = second = third = hn::Set(F(), std::numeric_limits<float>::infinity()); }
  HWY_INLINE void add(VF score, VF mask, VF place) {
    const VF key = hn::Or(hn::And(score, mask), place);
    if constexpr (keep_third) third = hn::Min(third, hn::Max(key, second));
    second = hn::Min(second, hn::Max(key, best));
    best = hn::Min(best, key);
  }
};

// Takes the scores of one group of centroids for a tile of rows in. Three vectors of rows are spelt out, so that the
// compiler keeps them in registers.
template <bool keep_third>
HWY_INLINE void rank_group(const float* HWY_RESTRICT tile, int features, const float* HWY_RESTRICT negated,
                           const float* HWY_RESTRICT half_norm2, int first_place, VF mask, Keys<keep_third>& keys0,
                           Keys<keep_third>& keys1, Keys<keep_third>& keys2) {
  static_assert(row_vectors == 3 && group == 4);
  const F f;
  VF s0[group];
  VF s1[group];
  VF s2[group];
  for (int c = 0; c < group; ++c) s0[c] = s1[c] = s2[c] = hn::Set(f, half_norm2[c]);
  const int width = tile_rows();
  for (int j = 0; j < features; ++j) {
    const VF x0 = hn::Load(f, tile);
    const VF x1 = hn::Load(f, tile + lanes());
    const VF x2 = hn::Load(f, tile + 2 * lanes());
    for (int c = 0; c < group; ++c) {
      const VF minus_c = hn::Set(f, negated[c]);
      s0[c] = hn::MulAdd(x0, minus_c, s0[c]);
      s1[c] = hn::MulAdd(x1, minus_c, s1[c]);
      s2[c] = hn::MulAdd(x2, minus_c, s2[c]);
    }
    tile += width;
    negated += group;
  }
  for (int c = 0; c < group; ++c) {
    const VF place = hn::BitCast(f, hn::Set(I(), first_place + c));
    keys0.add(s0[c], mask, place);
    keys1.add(s1[c], mask, place);
    keys2.add(s2[c], mask, place);
  }
}

// The same for a chunk of centroids, the first of which is `first`.
template <bool keep_third>
HWY_INLINE void rank_chunk(const float* tile, const PackedCentroids& centroids, int first, VF mask, Ahead& ahead,
                           Keys<keep_third>& keys0, Keys<keep_third>& keys1, Keys<keep_third>& keys2) {
  const std::int64_t features = centroids.features;
  const int here = std::min(centroids.chunk, centroids.k - first);
  for (int c = 0; c < here; c += group) {
    ahead.fetch_share();
    rank_group(tile, centroids.features, centroids.negated.data() + (first + c) * features,
               centroids.half_norm2.data() + first + c, c, mask, keys0, keys1, keys2);
  }
}

// The smallest scores of a vector of rows among all centroids, with their numbers.
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

template <bool keep_third>
HWY_INLINE void rank_all(const float* tile, const PackedCentroids& centroids, Ahead ahead,
                         Ranking<keep_third>* ranking) {
  const VI places = hn::Set(I(), centroids.chunk - 1);
  const VF mask = hn::BitCast(F(), hn::Not(places));
  for (int first = 0; first < centroids.k; first += centroids.chunk) {
    Keys<keep_third> keys0;
    Keys<keep_third> keys1;
    Keys<keep_third> keys2;
    rank_chunk(tile, centroids, first, mask, ahead, keys0, keys1, keys2);
    const VI before = hn::Set(I(), first);
    ranking[0].merge(keys0, places, before);
    ranking[1].merge(keys1, places, before);
    ranking[2].merge(keys2, places, before);
  }
}

// What a gap between two scores must exceed, for as many rows as there are lanes.
HWY_INLINE VF limit_at(const float* limits, std::int64_t row, std::int64_t count) {
  const std::int64_t last = std::min(row + lanes(), count) - 1;
  float limit = limits[std::min(row, last) / limit_rows];
  for (std::int64_t block = row / limit_rows + 1; block <= last / limit_rows; ++block) {
    limit = std::max(limit, limits[block]);
  }
  return hn::Set(F(), limit);
}

HWY_INLINE void norms2(const float* tile, int features, VF* norm2) {
  const F f;
  for (int v = 0; v < row_vectors; ++v) norm2[v] = hn::Zero(f);
  for (int j = 0; j < features; ++j) {
    for (int v = 0; v < row_vectors; ++v) {
      const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
      norm2[v] = hn::MulAdd(x, x, norm2[v]);
    }
  }
}

void largest_norms(const float* rows, std::int64_t count, int features, float* norms) {
  const F f;
  HWY_ALIGN float found[most_tile_rows];
  const std::int64_t blocks = (count + limit_rows - 1) / limit_rows;
  std::fill_n(norms, blocks, 0.0F);
  const auto work = [&](const float* tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
    VF norm2[row_vectors];
    ahead.fetch_share();
    norms2(tile, features, norm2);
    for (int v = 0; v < row_vectors; ++v) hn::Store(norm2[v], f, found + v * lanes());
    for (std::int64_t r = 0; r < here; ++r) {
      float& largest = norms[(first + r) / limit_rows];
      if (found[r] > largest) largest = found[r];
    }
  };
  for_each_tile(rows, count, features, 1, {}, work);
  std::transform(norms, norms + blocks, norms, at_least_norm);  // until here their squares
}

// Lower bound of the difference of distances to runner-up and nearest (bounds.h).
HWY_INLINE VF gap_bound(VF best, VF second, VF limit, VF norm2) {
  const F f;
  const VF two = hn::Set(f, 2.0F);
  const VF base = hn::MulAdd(norm2, hn::Set(f, 1.0F + 0x1p-11F), hn::Set(f, 0x1p-100F));
  const VF near2 = hn::MulAdd(two, hn::Add(best, limit), base);
  const VF far2 = hn::MulAdd(two, hn::Add(second, limit), base);
  const VF near = hn::Sqrt(hn::Max(near2, hn::Zero(f)));
  const VF far = hn::Sqrt(hn::Max(far2, hn::Zero(f)));
  const VF apart = hn::Mul(two, hn::Sub(hn::Sub(second, best), limit));
  const VF gap = hn::Div(hn::Mul(apart, hn::Set(f, 1.0F - 0x1p-18F)), hn::Add(near, far));
  return hn::NegMulAdd(near, hn::Set(f, 0x1p-40F), gap);
}

// Adds the rows of a tile whose label is open or another than before to the list.
HWY_INLINE std::int64_t list_changes(const std::int32_t* found, const std::int32_t* before, std::int64_t first,
                                     std::int64_t here, LabelChange* changes, std::int64_t listed) {
  for (std::int64_t r = 0; r < here; ++r) {  // without branches, which could not be foretold
    changes[listed] = {static_cast<std::int32_t>(first + r), found[r]};
    listed += found[r] == before[r] ? 0 : 1;
  }
  return listed;
}

template <bool with_bounds>
std::int64_t label_rows(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes) {
  const F f;
  const I i;
  std::int64_t listed = 0;
  HWY_ALIGN std::int32_t found[most_tile_rows];
  HWY_ALIGN std::int32_t before[most_tile_rows] = {};
  HWY_ALIGN std::int32_t index[most_tile_rows];
  HWY_ALIGN float gaps[most_tile_rows];
  const auto work = [&](const float* tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
    std::memcpy(before, task.before + first, static_cast<std::size_t>(here) * sizeof(std::int32_t));
    Ranking<false> ranking[row_vectors];
    rank_all(tile, centroids, ahead, ranking);
    VF norm2[row_vectors];
    if constexpr (with_bounds) norms2(tile, centroids.features, norm2);
    auto same = hn::Eq(hn::Zero(i), hn::Zero(i));
    for (int v = 0; v < row_vectors; ++v) {
      const VF limit = limit_at(task.limits, first + v * lanes(), task.count);
      const auto sure = hn::RebindMask(i, hn::Gt(hn::Sub(ranking[v].second, ranking[v].best), limit));
      const VI label = hn::IfThenElse(sure, ranking[v].index, hn::Set(i, label_open));
      same = hn::And(same, hn::Eq(label, hn::Load(i, before + v * lanes())));
      hn::Store(label, i, found + v * lanes());
      if constexpr (with_bounds) {
        hn::Store(hn::IfThenElseZero(sure, ranking[v].index), i, index + v * lanes());  // else perhaps none
        hn::Store(gap_bound(ranking[v].best, ranking[v].second, limit, norm2[v]), f, gaps + v * lanes());
      }
    }
    if constexpr (with_bounds) {
      for (std::int64_t r = 0; r < here; ++r) task.bounds[first + r] = stored_bound(gaps[r], task.drift[index[r]]);
    }
    if (!hn::AllTrue(i, same)) listed = list_changes(found, before, first, here, changes, listed);
  };
  for_each_tile(task.rows, task.count, centroids.features, centroids.groups(), task.later, work);
  return listed;
}

std::int64_t label(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes) {
  return task.bounds == nullptr ? label_rows<false>(task, centroids, changes)
                                : label_rows<true>(task, centroids, changes);
}

// Without branches, and without vectors: gathering is slower than this on most processors.
std::int64_t list_open(const float* bounds, const std::int32_t* labels, std::int64_t count, const float* drift,
                       std::int32_t* open) {
  std::int64_t listed = 0;
  for (std::int64_t row = 0; row < count; ++row) {
    open[listed] = static_cast<std::int32_t>(row);
    listed += bounds[row] > drift[labels[row]] ? 0 : 1;
  }
  return listed;
}

void gather(const float* rows, int features, const std::int32_t* list, std::int64_t count, float* out) {
  const F f;
  for (std::int64_t i = 0; i < count; ++i) {
    const float* row = rows + static_cast<std::int64_t>(list[i]) * features;
    int j = 0;
    for (; j + lanes() <= features; j += lanes()) hn::StoreU(hn::LoadU(f, row + j), f, out + j);
    for (; j < features; ++j) out[j] = row[j];
    out += features;
  }
}

void score_chunk(const float* rows, std::int64_t count, const PackedCentroids& centroids, int chunk,
                 ChunkScores* scores) {
  const F f;
  const I i;
  HWY_ALIGN float best[most_tile_rows];
  HWY_ALIGN float second[most_tile_rows];
  HWY_ALIGN std::int32_t place[most_tile_rows];
  const int first_centroid = chunk * centroids.chunk;
  const int here_centroids = std::min(centroids.chunk, centroids.k - first_centroid);
  const VI places = hn::Set(i, centroids.chunk - 1);
  const VF mask = hn::BitCast(f, hn::Not(places));
  const auto work = [&](const float* tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
    Keys<false> keys0;
    Keys<false> keys1;
    Keys<false> keys2;
    rank_chunk(tile, centroids, first_centroid, mask, ahead, keys0, keys1, keys2);
    const Keys<false>* all[row_vectors] = {&keys0, &keys1, &keys2};
    for (int v = 0; v < row_vectors; ++v) {
      hn::Store(all[v]->best, f, best + v * lanes());
      hn::Store(all[v]->second, f, second + v * lanes());
      hn::Store(hn::And(hn::BitCast(i, all[v]->best), places), i, place + v * lanes());
    }
    for (std::int64_t r = 0; r < here; ++r) scores[first + r] = {best[r], second[r], first_centroid + place[r]};
  };
  for_each_tile(rows, count, centroids.features, (here_centroids + group - 1) / group, {}, work);
}

void score_own(const float* rows, std::int64_t count, const Centroids& centroids, const float* half_norm2,
               const std::int32_t* labels, float* norm2, float* scores) {
  const F f;
  const int features = centroids.features;
  for (std::int64_t r = 0; r < count; ++r) {
    const float* x = rows + r * features;
    const float* c = centroids.row(std::max(labels[r], 0));
    VF squares = hn::Zero(f);
    VF products = hn::Zero(f);
    int j = 0;
    for (; j + lanes() <= features; j += lanes()) {
      const VF xs = hn::LoadU(f, x + j);
      squares = hn::MulAdd(xs, xs, squares);
      products = hn::MulAdd(xs, hn::LoadU(f, c + j), products);
    }
    float square = hn::GetLane(hn::SumOfLanes(f, squares));
    float product = hn::GetLane(hn::SumOfLanes(f, products));
    for (; j < features; ++j) {
      square += x[j] * x[j];
      product += x[j] * c[j];
    }
    norm2[r] = square;
    scores[r] = labels[r] < 0 ? std::numeric_limits<float>::infinity() : half_norm2[labels[r]] - product;
  }
}

void label_two(const float* rows, std::int64_t count, const float* limits, const PackedCentroids& centroids,
               std::int32_t* one, std::int32_t* other) {
  const I i;
  HWY_ALIGN std::int32_t found[2][most_tile_rows];
  const auto work = [&](const float* tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
    Ranking<true> ranking[row_vectors];
    rank_all(tile, centroids, ahead, ranking);
    for (int v = 0; v < row_vectors; ++v) {
      const VF limit = limit_at(limits, first + v * lanes(), count);
      const auto sure = hn::RebindMask(i, hn::Gt(hn::Sub(ranking[v].third, ranking[v].second), limit));
      hn::Store(hn::IfThenElse(sure, ranking[v].index, hn::Set(i, label_open)), i, found[0] + v * lanes());
      hn::Store(hn::IfThenElse(sure, ranking[v].second_index, hn::Set(i, label_open)), i, found[1] + v * lanes());
    }
    std::memcpy(one + first, found[0], static_cast<std::size_t>(here) * sizeof(std::int32_t));
    std::memcpy(other + first, found[1], static_cast<std::size_t>(here) * sizeof(std::int32_t));
  };
  for_each_tile(rows, count, centroids.features, centroids.groups(), {}, work);
}

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
