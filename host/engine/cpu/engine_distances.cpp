// Distances of rows, by the definition.

#include <algorithm>
#include <cmath>

#include "engine/cpu/cpu_engine.h"
#include "engine/definition.h"

namespace segmenta {
double CpuEngine::reported(std::int64_t row, double d2) const {
  if (!rows_.has_missing) return d2;
  return reported2(d2, present_features(rows_.row(row), rows_.features()), rows_.features());
}

std::vector<FarRow> CpuEngine::farthest(const Centroids& centroids, int count) const {
  std::vector<std::vector<FarRow>> found(at(pool_.threads()));
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t rows, int thread) {
    std::vector<double> distances(at(rows));
    kernels_.kernels->own_distance2(rows_.row(first), rows, centroids, labels_.data() + first, distances.data());
    std::vector<FarRow>& mine = found[at(thread)];
    for (std::int64_t i = 0; i < rows; ++i) {
      if (rows_.weight(first + i) > 0) mine.push_back({first + i, reported(first + i, distances[at(i)])});
    }
    const auto keep = std::min(mine.size(), at(count));
    std::partial_sort(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(keep), mine.end(), farther);
    mine.resize(keep);
  });
  std::vector<FarRow> all;
  for (const auto& mine : found) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end(), farther);
  all.resize(std::min(all.size(), at(count)));
  return all;
}

double CpuEngine::inertia(const Centroids& centroids) const {
  const InertiaUnit unit(rows_);
  std::vector<int128> sums(at(pool_.threads()), 0);
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int thread) {
    std::vector<double> distances(at(count));
    kernels_.kernels->own_distance2(rows_.row(first), count, centroids, labels_.data() + first, distances.data());
    int128 sum = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      sum += rows_.weight(first + i) * unit.units(reported(first + i, distances[at(i)]));
    }
    sums[at(thread)] += sum;
  });
  int128 total = 0;
  for (const int128 sum : sums) total += sum;
  return unit.value(total);
}

RowDistances CpuEngine::distances(const Centroids& centroids, double unit) const {
  const PackedCentroids packed = pack(centroids, certificate_shrink_);
  RowDistances all;
  all.nearest.resize(labels_.size());
  all.margin.resize(labels_.size());
  all.runner_up.resize(labels_.size());
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int) {
    const std::span<std::int32_t> runner_up(all.runner_up.data() + first, at(count));
    find_runner_up(packed, first, runner_up);
    std::vector<double> near(at(count));
    std::vector<double> far(at(count), std::nan(""));
    const auto own_distance2 = kernels_.kernels->own_distance2;
    own_distance2(rows_.row(first), count, centroids, labels_.data() + first, near.data());
    if (centroids.k > 1) own_distance2(rows_.row(first), count, centroids, runner_up.data(), far.data());
    for (std::int64_t i = 0; i < count; ++i) {
      set_distances(all, at(first + i), reported(first + i, near[at(i)]), reported(first + i, far[at(i)]), unit);
    }
  });
  return all;
}

// The kernel names the two nearest centroids in either order: the runner-up is the one that is not the label.
void CpuEngine::find_runner_up(const PackedCentroids& centroids, std::int64_t first,
                               std::span<std::int32_t> runner_up) const {
  const auto count = static_cast<std::int64_t>(runner_up.size());
  std::vector<std::int32_t> other(runner_up.size(), label_open);
  std::fill(runner_up.begin(), runner_up.end(), label_open);
  if (centroids.features <= most_fast_features && centroids.k > 1) {
    kernels_.kernels->label_two(rows_.row(first), count, limits(centroids.certificate, first, count).data(), centroids,
                                runner_up.data(), other.data());
  }
  for (std::int64_t i = 0; i < count; ++i) {
    std::int32_t& found = runner_up[at(i)];
    if (found == label_open) {
      found = kernels_.kernels->two_nearest(rows_.row(first + i), centroids).runner_up;
    } else if (found == labels_[at(first + i)]) {
      found = other[at(i)];
    }
  }
}

}  // namespace segmenta
