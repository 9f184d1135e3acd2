// Forms groups of centroids that lie together by halving where they are spread most, and keeps up with how far each
// group moves.

#include "engine/cpu/groups.h"

#include <numeric>

#include "engine/cpu/bounds.h"

namespace segmenta {
namespace {

// The feature in which some centroids are spread most.
int widest_feature(const Centroids& centroids, std::span<const std::int32_t> part) {
  int widest = 0;
  double most = -1;
  for (int j = 0; j < centroids.features; ++j) {
    double sum = 0;
    double squares = 0;
    for (const std::int32_t c : part) {
      const auto x = static_cast<double>(centroids.row(c)[j]);
      sum += x;
      squares += x * x;
    }
    const double spread = squares - sum * sum / static_cast<double>(part.size());
    if (spread <= most) continue;
    most = spread;
    widest = j;
  }
  return widest;
}

}  // namespace

void CentroidGroups::form(const Centroids& centroids) {
  order_.resize(static_cast<std::size_t>(centroids.k));
  std::iota(order_.begin(), order_.end(), 0);
  split(centroids, order_);
  group_of_.resize(order_.size());
  for (std::size_t place = 0; place < order_.size(); ++place) {
    group_of_[static_cast<std::size_t>(order_[place])] = static_cast<int>(place) / size;
  }
  drift_.assign(static_cast<std::size_t>(count()), 0.0F);
}

// Halves a part, in whole groups, where it is widest, until it is one group.
void CentroidGroups::split(const Centroids& centroids, std::span<std::int32_t> part) {
  const auto groups = (part.size() + size - 1) / size;
  if (groups <= 1) return;
  const auto half = (groups / 2) * size;
  const int feature = widest_feature(centroids, part);
  std::nth_element(
      part.begin(), part.begin() + static_cast<std::ptrdiff_t>(half), part.end(),
      [&](std::int32_t a, std::int32_t b) { return centroids.row(a)[feature] < centroids.row(b)[feature]; });
  split(centroids, part.first(half));
  split(centroids, part.subspan(half));
}

void CentroidGroups::advance(std::span<const double> moved) {
  std::vector<double> largest(drift_.size(), 0.0);
  for (std::size_t c = 0; c < moved.size(); ++c) {
    double& group = largest[static_cast<std::size_t>(group_of_[c])];
    group = std::max(group, moved[c]);
  }
  for (std::size_t g = 0; g < drift_.size(); ++g) drift_[g] = add_drift(drift_[g], largest[g]);
}

Centroids CentroidGroups::grouped(const Centroids& centroids) const {
  Centroids grouped{centroids.k, centroids.features, {}};
  grouped.values.reserve(centroids.values.size());
  for (const std::int32_t c : order_) {
    grouped.values.insert(grouped.values.end(), centroids.row(c), centroids.row(c) + centroids.features);
  }
  return grouped;
}

}  // namespace segmenta
