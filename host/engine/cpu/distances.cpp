// Distances of rows on the CPU, by the definitions of distances and of seeding.

#include <algorithm>
#include <cmath>

#include "engine/cpu/cpu_shard.h"
#include "engine/definition.h"

namespace segmenta {

void CpuShard::own_distances2(const Centroids& centroids, RowRange range, double* distances2) {
  distances2_to(centroids, range, labels_.data() + range.first, distances2);
}

void CpuShard::distances2_to(const Centroids& centroids, RowRange range, const std::int32_t* labels,
                             double* distances2) const {
  kernels_.own_distance2(values_of(range.first), range.rows, centroids, labels, distances2);
  if (!grid_.has_missing) return;
  for (std::int64_t i = 0; i < range.rows; ++i) distances2[i] = reported(range.first + i, distances2[i]);
}

void CpuShard::distances(const Centroids& centroids, double unit, RowDistances& all) {
  const PackedCentroids packed = pack(centroids, certificate_shrink_);
  for_each_block(block_rows, [&](RowRange block, int) {
    const std::span runner_up = std::span(all.runner_up).subspan(at(first() + block.first), at(block.rows));
    find_runner_up(packed, block.first, runner_up);
    std::vector<double> near(at(block.rows));
    std::vector<double> far(at(block.rows), std::nan(""));
    own_distances2(centroids, block, near.data());
    if (centroids.k > 1) distances2_to(centroids, block, runner_up.data(), far.data());
    for (std::size_t i = 0; i < near.size(); ++i) {
      set_distances(all, at(first() + block.first) + i, near[i], far[i], unit);
    }
  });
}

// The kernel names the two nearest centroids in either order: the runner-up is the one that is not the label. Where
// neither is, which bounds on sizes may bring about, it is the nearer one.
void CpuShard::find_runner_up(const PackedCentroids& centroids, std::int64_t first,
                              std::span<std::int32_t> runner_up) const {
  const auto rows = static_cast<std::int64_t>(runner_up.size());
  std::vector<std::int32_t> other(runner_up.size(), label_open);
  std::fill(runner_up.begin(), runner_up.end(), label_open);
  if (centroids.features <= most_fast_features && centroids.k > 1) {
    kernels_.label_two(values_of(first), rows, limits(centroids.certificate, first, rows).data(), centroids,
                       runner_up.data(), other.data());
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    std::int32_t& found = runner_up[at(i)];
    const std::int32_t label = labels_[at(first + i)];
    if (found == label) {
      found = other[at(i)];
    } else if (found == label_open || other[at(i)] != label) {
      const TwoNearest two = kernels_.two_nearest(values_of(first + i), centroids);
      found = two.nearest == label ? two.runner_up : two.nearest;
    }
  }
}

void CpuShard::center_distances2(const Centroids& centers, RowRange range, float* distances2) {
  kernels_.seed_distances(values_of(range.first), range.rows, centers, grid_.has_missing, distances2);
}

int128 CpuShard::sum_potentials(RowRange range, const float* candidate, double factor) const {
  if (grid_.weighted) return HostShard::sum_potentials(range, candidate, factor);
  return kernels_.sum_potentials(seed_distance2_.data() + range.first, candidate, range.rows, factor);
}

}  // namespace segmenta
