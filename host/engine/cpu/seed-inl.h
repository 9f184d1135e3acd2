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

void seed_distances(const float* rows, std::int64_t count, const Centroids& centers, bool has_missing,
                    float* distances) {
  const F f;
  HWY_ALIGN float found[most_tile_rows];
  for_each_tile(rows, count, centers.features, centers.k, {},
                [&](const Tile& rows_of_tile, std::int64_t first, std::int64_t here, Ahead ahead) HWY_ATTR {
                  const float* tile = rows_of_tile.all();
                  for (int c = 0; c < centers.k; ++c) {
                    ahead.fetch_shares();
                    VF sum[row_vectors] = {hn::Zero(f), hn::Zero(f), hn::Zero(f)};
                    for (int j = 0; j < centers.features; ++j) {
                      const VF center = hn::Set(f, centers.row(c)[j]);
                      for (int v = 0; v < row_vectors; ++v) {
                        const VF x = hn::Load(f, tile + static_cast<std::int64_t>(j) * tile_rows() + v * lanes());
                        VF t = hn::Sub(x, center);
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
}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard of this instruction set
