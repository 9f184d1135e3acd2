// How far each centroid has moved since a bound was set, rounded so that the bound stays one.

#include "engine/cpu/bounds.h"

#include <algorithm>

namespace segmenta {
namespace {

double distance_moved(const float* from, const float* to, int features) {
  double sum = 0;
  for (int j = 0; j < features; ++j) {
    const double t = static_cast<double>(to[j]) - static_cast<double>(from[j]);
    sum += t * t;
  }
  return std::sqrt(sum);
}

}  // namespace

float add_drift(float drift, double moved) {
  if (moved == 0) return drift;
  const auto sum = static_cast<float>(static_cast<double>(drift) + moved * (1 + 0x1p-30));
  return std::nextafter(sum, std::numeric_limits<float>::infinity());
}

void Drift::advance(const Centroids& now) {
  if (centroids_.k != now.k) {
    values_.assign(static_cast<std::size_t>(now.k), 0.0F);
    moved_.clear();
  } else {
    moved_.resize(values_.size());
    for (int c = 0; c < now.k; ++c) {
      moved_[static_cast<std::size_t>(c)] = distance_moved(centroids_.row(c), now.row(c), now.features);
    }
    const auto farthest = std::max_element(moved_.begin(), moved_.end());
    double second = 0;
    for (auto other = moved_.begin(); other != moved_.end(); ++other) {
      if (other != farthest) second = std::max(second, *other);
    }
    for (std::size_t c = 0; c < moved_.size(); ++c) {
      const bool is_farthest = static_cast<std::ptrdiff_t>(c) == farthest - moved_.begin();
      values_[c] = add_drift(values_[c], moved_[c] + (is_farthest ? second : *farthest));
    }
  }
  centroids_ = now;
}

void Drift::relabel(std::span<const std::int32_t> new_label, int k) {
  if (!known()) return;
  Centroids centroids{k, centroids_.features,
                      std::vector<float>(static_cast<std::size_t>(k) * static_cast<std::size_t>(centroids_.features))};
  std::vector<float> values(static_cast<std::size_t>(k));
  for (std::size_t c = 0; c < new_label.size(); ++c) {
    if (new_label[c] < 0) continue;
    values[static_cast<std::size_t>(new_label[c])] = values_[c];
    std::copy_n(centroids_.row(static_cast<int>(c)), centroids_.features, centroids.row(new_label[c]));
  }
  values_ = std::move(values);
  centroids_ = std::move(centroids);
}

}  // namespace segmenta
