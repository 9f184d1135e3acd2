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
#include "engine/cpu/exact-inl.h"
#include "engine/cpu/kernels.h"
#include "engine/cpu/scores-inl.h"
#include "engine/cpu/tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

// What a gap between two scores must exceed, for as many rows as there are lanes.
HWY_INLINE VF limit_at(const float* limits, std::int64_t row, std::int64_t count) {
  const std::int64_t last = std::min(row + lanes(), count) - 1;
  float limit = limits[std::min(row, last) / limit_rows];
  for (std::int64_t block = row / limit_rows + 1; block <= last / limit_rows; ++block) {
    limit = std::max(limit, limits[block]);
  }
  return hn::Set(F(), limit);
}

void largest_norms(const float* rows, std::int64_t count, int features, float* norms) {
  const F f;
  HWY_ALIGN float found[most_tile_rows];
  const std::int64_t blocks = (count + limit_rows - 1) / limit_rows;
  std::fill_n(norms, blocks, 0.0F);
  const auto work = [&](const Tile& tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
    VF norm2[row_vectors];
    ahead.fetch_shares();
    set_zero(norm2);
    add_norms2(tile.all(), features, norm2);
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

// The nearest two of a row that its scores leave open, of which they tell all but a few centroids to be farther
// (certificate.h).
HWY_INLINE TwoNearest nearest_by_scores(const BlockRanker& scored, std::int64_t row_of_tile, float best, float limit,
                                        const float* row, const PackedCentroids& centroids) {
  const float most = 2.5F * limit;
  if (!(best + most < std::numeric_limits<float>::infinity())) return two_nearest_or_none(row, centroids);
  NearestOf open(row, centroids);
  for (std::int32_t c = 0; c < centroids.k; ++c) {
    if (!(scored.score(row_of_tile, c) - best > most)) open.take(c);
  }
  return open.nearest();
}

// Labels rows in tiles, in one instruction set.
template <class Ranker, bool with_bounds>
class Labeller {
 public:
  Labeller(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes)
      : task_(task), centroids_(centroids), changes_(changes), ranker_(centroids, 0, centroids.k) {}

  // Not inlined, so that what a tile's scores do not need stays in memory while they are added up.
  HWY_NOINLINE LabelCounts run() {
    for_each_tile(task_.rows, task_.count, centroids_.features, ranker_.shares(), task_.later,
                  [&](const Tile& tile, std::int64_t first, std::int64_t here, const Ahead& ahead)
                      HWY_ATTR { label_tile(tile, first, here, ahead); });
    return counts_;
  }

 private:
  HWY_INLINE void label_tile(const Tile& tile, std::int64_t first, std::int64_t here, const Ahead& ahead) {
    const F f;
    const I i;
    std::memcpy(before_, task_.before + first, static_cast<std::size_t>(here) * sizeof(std::int32_t));
    ranker_.template rank<with_bounds>(tile, ahead, ranking_, norm2_);
    auto same = hn::Eq(hn::Zero(i), hn::Zero(i));
    for (int v = 0; v < row_vectors; ++v) {
      const VF limit = limit_at(task_.limits, first + v * lanes(), task_.count);
      const auto sure = hn::RebindMask(i, hn::Gt(hn::Sub(ranking_[v].second, ranking_[v].best), limit));
      const VI label = hn::IfThenElse(sure, ranking_[v].index, hn::Set(i, label_open));
      same = hn::And(same, hn::Eq(label, hn::Load(i, before_ + v * lanes())));
      hn::Store(label, i, found_ + v * lanes());
      if constexpr (with_bounds) {
        hn::Store(hn::IfThenElseZero(sure, ranking_[v].index), i, index_ + v * lanes());  // else perhaps none
        hn::Store(gap_bound(ranking_[v].best, ranking_[v].second, limit, norm2_[v]), f, gaps_ + v * lanes());
      }
      if constexpr (Ranker::keeps_scores) {
        hn::Store(ranking_[v].best, f, best_ + v * lanes());
        hn::Store(limit, f, limit_ + v * lanes());
      }
    }
    if constexpr (with_bounds) {
      for (std::int64_t r = 0; r < here; ++r) task_.bounds[first + r] = stored_bound(gaps_[r], task_.drift[index_[r]]);
    }
    if (hn::AllTrue(i, same)) return;
    if constexpr (Ranker::keeps_scores) decide_open(first, here);
    list_changes(first, here);
  }

  void decide_open(std::int64_t first, std::int64_t here) {
    for (std::int64_t r = 0; r < here; ++r) {
      if (found_[r] != label_open) continue;
      const float* row = task_.rows + (first + r) * centroids_.features;
      const TwoNearest two = nearest_by_scores(ranker_, r, best_[r], limit_[r], row, centroids_);
      found_[r] = two.nearest;
      ++counts_.decided;
      if constexpr (with_bounds) {
        task_.bounds[first + r] = bound_of(two.nearest2, two.runner_up2, task_.drift[two.nearest]);
      }
    }
  }

  // Of a tile the rows whose label is open or another than before.
  HWY_INLINE void list_changes(std::int64_t first, std::int64_t here) {
    for (std::int64_t r = 0; r < here; ++r) {  // without branches, which could not be foretold
      changes_[counts_.changes] = {static_cast<std::int32_t>(first + r), found_[r]};
      counts_.changes += found_[r] == before_[r] ? 0 : 1;
    }
  }

  const LabelTask& task_;
  const PackedCentroids& centroids_;
  LabelChange* changes_;
  Ranker ranker_;
  LabelCounts counts_;
  Ranking<false> ranking_[row_vectors];
  VF norm2_[row_vectors];
  HWY_ALIGN std::int32_t found_[most_tile_rows] = {};
  HWY_ALIGN std::int32_t before_[most_tile_rows] = {};
  HWY_ALIGN std::int32_t index_[most_tile_rows] = {};
  HWY_ALIGN float gaps_[most_tile_rows] = {};
  HWY_ALIGN float best_[most_tile_rows] = {};
  HWY_ALIGN float limit_[most_tile_rows] = {};
};

// Whether a tile is scored at once, by a WholeRanker.
HWY_INLINE bool is_one_block(const PackedCentroids& centroids) { return centroids.blocks() == 1; }

template <class Ranker>
LabelCounts label_by(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes) {
  return task.bounds == nullptr ? Labeller<Ranker, false>(task, centroids, changes).run()
                                : Labeller<Ranker, true>(task, centroids, changes).run();
}

LabelCounts label(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes) {
  return is_one_block(centroids) ? label_by<WholeRanker>(task, centroids, changes)
                                 : label_by<BlockRanker>(task, centroids, changes);
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

template <class Ranker>
void score_chunk_by(const float* rows, std::int64_t count, const PackedCentroids& centroids, int chunk,
                    ChunkScores* scores) {
  const F f;
  const I i;
  HWY_ALIGN float best[most_tile_rows];
  HWY_ALIGN float second[most_tile_rows];
  HWY_ALIGN std::int32_t place[most_tile_rows];
  const int first_centroid = chunk * centroids.chunk;
  const int here_centroids = std::min(centroids.chunk, centroids.k - first_centroid);
  Ranker ranker(centroids, first_centroid, here_centroids);
  const auto work = [&](const Tile& tile, std::int64_t first, std::int64_t here, const Ahead& ahead) HWY_ATTR {
    Ranking<false> ranking[row_vectors];
    ranker.template rank<false>(tile, ahead, ranking, nullptr);
    for (int v = 0; v < row_vectors; ++v) {
      hn::Store(ranking[v].best, f, best + v * lanes());
      hn::Store(ranking[v].second, f, second + v * lanes());
      hn::Store(ranking[v].index, i, place + v * lanes());
    }
    for (std::int64_t r = 0; r < here; ++r) scores[first + r] = {best[r], second[r], place[r]};
  };
  for_each_tile(rows, count, centroids.features, ranker.shares(), {}, work);
}

void score_chunk(const float* rows, std::int64_t count, const PackedCentroids& centroids, int chunk,
                 ChunkScores* scores) {
  is_one_block(centroids) ? score_chunk_by<WholeRanker>(rows, count, centroids, chunk, scores)
                          : score_chunk_by<BlockRanker>(rows, count, centroids, chunk, scores);
}

void score_own(const float* rows, std::int64_t count, const Centroids& centroids, const float* half_norm2,
               const std::int32_t* labels, float* norm2, float* scores) {
  const F f;
  const int features = centroids.features;
  const int block = choose_block(features);  // certificate.h
  for (std::int64_t r = 0; r < count; ++r) {
    const float* x = rows + r * features;
    const float* c = centroids.row(std::max(labels[r], 0));
    float square = 0;
    float product = 0;
    for (int first = 0; first < features; first += block) {
      const int end = std::min(first + block, features);
      VF squares = hn::Zero(f);
      VF products = hn::Zero(f);
      int j = first;
      for (; j + lanes() <= end; j += lanes()) {
        const VF xs = hn::LoadU(f, x + j);
        squares = hn::MulAdd(xs, xs, squares);
        products = hn::MulAdd(xs, hn::LoadU(f, c + j), products);
      }
      float square_of_block = hn::GetLane(hn::SumOfLanes(f, squares));
      float product_of_block = hn::GetLane(hn::SumOfLanes(f, products));
      for (; j < end; ++j) {
        square_of_block += x[j] * x[j];
        product_of_block += x[j] * c[j];
      }
      square += square_of_block;
      product += product_of_block;
    }
    norm2[r] = square;
    scores[r] = labels[r] < 0 ? std::numeric_limits<float>::infinity() : half_norm2[labels[r]] - product;
  }
}

template <class Ranker>
void label_two_by(const float* rows, std::int64_t count, const float* limits, const PackedCentroids& centroids,
                  std::int32_t* one, std::int32_t* other) {
  const I i;
  HWY_ALIGN std::int32_t found[2][most_tile_rows];
  Ranker ranker(centroids, 0, centroids.k);
  const auto work = [&](const Tile& tile, std::int64_t first, std::int64_t here, const Ahead& ahead) HWY_ATTR {
    Ranking<true> ranking[row_vectors];
    ranker.template rank<false>(tile, ahead, ranking, nullptr);
    for (int v = 0; v < row_vectors; ++v) {
      const VF limit = limit_at(limits, first + v * lanes(), count);
      const auto sure = hn::RebindMask(i, hn::Gt(hn::Sub(ranking[v].third, ranking[v].second), limit));
      hn::Store(hn::IfThenElse(sure, ranking[v].index, hn::Set(i, label_open)), i, found[0] + v * lanes());
      hn::Store(hn::IfThenElse(sure, ranking[v].second_index, hn::Set(i, label_open)), i, found[1] + v * lanes());
    }
    std::memcpy(one + first, found[0], static_cast<std::size_t>(here) * sizeof(std::int32_t));
    std::memcpy(other + first, found[1], static_cast<std::size_t>(here) * sizeof(std::int32_t));
  };
  for_each_tile(rows, count, centroids.features, ranker.shares(), {}, work);
}

void label_two(const float* rows, std::int64_t count, const float* limits, const PackedCentroids& centroids,
               std::int32_t* one, std::int32_t* other) {
  is_one_block(centroids) ? label_two_by<WholeRanker>(rows, count, limits, centroids, one, other)
                          : label_two_by<BlockRanker>(rows, count, limits, centroids, one, other);
}

}  // namespace
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
