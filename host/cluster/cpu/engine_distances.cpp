// Distances of rows, by the definition.

#include <algorithm>
#include <cmath>

#include "cluster/cpu/cpu_engine.h"
#include "cluster/definition.h"

namespace segmenta {
namespace {

bool farther(const FarRow& a, const FarRow& b) {
  return a.distance2 > b.distance2 || (a.distance2 == b.distance2 && a.row < b.row);
}

}  // namespace

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

RowDistances CpuEngine::distances(const Centroids& centroids) const {
  const PackedCentroids packed = pack(centroids, certificate_shrink_);
  RowDistances all;
  all.nearest2.resize(labels_.size());
  all.runner_up2.resize(labels_.size());
  all.runner_up.resize(labels_.size());
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int) {
    std::vector<TwoNearest> two(at(count));
    find_two_nearest(centroids, packed, first, two);
    for (std::int64_t i = first; i < first + count; ++i) {
      const TwoNearest& found = two[at(i - first)];
      all.nearest2[at(i)] = reported(i, found.nearest2);
      all.runner_up2[at(i)] = found.runner_up < 0 ? std::nan("") : reported(i, found.runner_up2);
      all.runner_up[at(i)] = found.runner_up;
    }
  });
  return all;
}

// The kernel names two centroids, the definition tells their distances and which is nearer.
void CpuEngine::find_two_nearest(const Centroids& centroids, const PackedCentroids& packed, std::int64_t first,
                                 std::vector<TwoNearest>& two) const {
  const Kernels& kernels = *kernels_.kernels;
  const auto count = static_cast<std::int64_t>(two.size());
  std::vector<std::int32_t> one(two.size(), label_open);
  std::vector<std::int32_t> other(two.size(), label_open);
  if (packed.features <= most_fast_features && packed.k > 1) {
    kernels.label_two(rows_.row(first), count, limits(packed.certificate, first, count).data(), packed, one.data(),
                      other.data());
  }
  for (std::size_t i = 0; i < two.size(); ++i) {
    if (one[i] != label_open) continue;
    two[i] = kernels.two_nearest(rows_.row(first + static_cast<std::int64_t>(i)), packed);
    one[i] = two[i].nearest;
    other[i] = std::max(two[i].runner_up, 0);
  }
  if (packed.k == 1) return;
  std::vector<double> one2(two.size());
  std::vector<double> other2(two.size());
  kernels.own_distance2(rows_.row(first), count, centroids, one.data(), one2.data());
  kernels.own_distance2(rows_.row(first), count, centroids, other.data(), other2.data());
  for (std::size_t i = 0; i < two.size(); ++i) {
    const bool in_order = one2[i] < other2[i] || (one2[i] == other2[i] && one[i] < other[i]);
    two[i] =
        in_order ? TwoNearest{one2[i], other2[i], one[i], other[i]} : TwoNearest{other2[i], one2[i], other[i], one[i]};
  }
}

}  // namespace segmenta
