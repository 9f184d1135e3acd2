// Distances and potentials of seeding.
// Included once for each instruction set; see kernels.cpp.

#if defined(SEGMENTA_SEED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEGMENTA_SEED_INL_H_
#undef SEGMENTA_SEED_INL_H_
#else
#define SEGMENTA_SEED_INL_H_
#endif

#include <cstring>

#include "engine/cpu/kernels.h"
#include "engine/cpu/tiles-inl.h"
#include "engine/definition.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {
namespace {

// Takes some features into the squared distances of a tile of rows to a center.
template <bool has_missing>
HWY_INLINE void add_squares(const float* tile, int features, const float* center, float* distances2) {
  const F f;
  VF sum[row_vectors];
  for (int v = 0; v < row_vectors; ++v) sum[v] = hn::Load(f, distances2 + v * lanes());
  for (int j = 0; j < features; ++j) {
    const VF c = hn::Set(f, center[j]);
    for (int v = 0; v < row_vectors; ++v) {
      const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
      VF t = hn::Sub(x, c);
      if constexpr (has_missing) t = hn::IfThenElseZero(hn::Eq(x, x), t);
      sum[v] = hn::Add(sum[v], hn::Mul(t, t));
    }
  }
  for (int v = 0; v < row_vectors; ++v) hn::Store(sum[v], f, distances2 + v * lanes());
}

// In blocks of features, so that a tile of many stays in the nearest cache while the centers go by.
template <bool has_missing>
void seed_distances_by_blocks(const float* rows, std::int64_t count, const Centroids& centers, float* distances2) {
  const int block = choose_block(centers.features);
  const int blocks = (centers.features + block - 1) / block;
  const auto of_tile = hwy::AllocateAligned<float>(static_cast<std::size_t>(centers.k * tile_rows()));
  for_each_tile(rows, count, centers.features, centers.k * blocks, {},
                [&](const Tile& tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
                  std::fill_n(of_tile.get(), centers.k * tile_rows(), 0.0F);
                  for (int feature = 0; feature < centers.features; feature += block) {
                    const int features = std::min(block, centers.features - feature);
                    const float* values = tile.block(feature, features);
                    for (int c = 0; c < centers.k; ++c) {
                      ahead.fetch_shares();
                      add_squares<has_missing>(values, features, centers.row(c) + feature,
                                               of_tile.get() + c * tile_rows());
                    }
                  }
                  for (int c = 0; c < centers.k; ++c) {
                    std::memcpy(distances2 + c * count + first, of_tile.get() + c * tile_rows(),
                                static_cast<std::size_t>(here) * sizeof(float));
                  }
                });
}

void seed_distances(const float* rows, std::int64_t count, const Centroids& centers, bool has_missing,
                    float* distances) {
  has_missing ? seed_distances_by_blocks<true>(rows, count, centers, distances)
              : seed_distances_by_blocks<false>(rows, count, centers, distances);
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
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
