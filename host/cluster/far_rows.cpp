// Weighs what the farthest rows cost against what each centroid saves.

#include "cluster/far_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/definition.h"

namespace segmenta {
namespace {

constexpr int rows_looked_at = 128;

struct Removal {
  int cluster = -1;
  double cost = 0;  // of its rows, at the nearest other mean
};

// A cluster without rows is kept so by whoever asked for that.
Removal cheapest_removal(const Centroids& means, const std::vector<std::int64_t>& weights) {
  Removal cheapest;
  for (int c = 0; c < means.k; ++c) {
    const auto weight = static_cast<double>(weights[static_cast<std::size_t>(c)]);
    const std::int32_t other = nearest(means.row(c), means, c);
    if (weight == 0 || other < 0) continue;
    const double cost = weight * distance2(means.row(c), means.row(other), means.features);
    if (cheapest.cluster < 0 || cost < cheapest.cost) cheapest = {c, cost};
  }
  return cheapest;
}

// Copies of the farthest rows, and what each costs now.
struct FarRows {
  FarRows(const Engine& engine, const Centroids& labelled, const Centroids& means) {
    std::vector<std::int64_t> places;
    for (const FarRow& far : engine.farthest(labelled, rows_looked_at)) places.push_back(far.row);
    rows = engine.select(places);
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      const std::int32_t label = engine.labels()[static_cast<std::size_t>(places[static_cast<std::size_t>(i)])];
      distances2.push_back(distance2(rows.row(i), means.row(label), means.features));
      cost += static_cast<double>(rows.weight(i)) * distances2.back();
    }
  }

  // Row i as a centroid; a missing value becomes 0, which is the mean.
  [[nodiscard]] std::vector<float> centroid(std::int64_t i) const {
    std::vector<float> values(rows.row(i), rows.row(i) + rows.features());
    for (float& x : values) x = std::isnan(x) ? 0.0F : x;
    return values;
  }

  // What these rows cost less with another centroid.
  [[nodiscard]] double gain(const std::vector<float>& centroid) const {
    double sum = 0;
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      const double saved =
          distances2[static_cast<std::size_t>(i)] - distance2(rows.row(i), centroid.data(), rows.features());
      if (saved > 0) sum += static_cast<double>(rows.weight(i)) * saved;
    }
    return sum;
  }

  Rows rows;
  std::vector<double> distances2;
  double cost = 0;
};

}  // namespace

bool move_centroid_to_far_row(const Engine& engine, const Centroids& labelled, Centroids& means) {
  const Removal removal = cheapest_removal(means, engine.sums().weights);
  if (removal.cluster < 0) return false;
  const FarRows far(engine, labelled, means);
  if (!(far.cost > removal.cost)) return false;
  std::vector<float> best;
  double most = removal.cost;
  for (std::int64_t i = 0; i < far.rows.rows(); ++i) {
    std::vector<float> centroid = far.centroid(i);
    const double gain = far.gain(centroid);
    if (!(gain > most)) continue;
    most = gain;
    best = std::move(centroid);
  }
  if (best.empty()) return false;
  std::ranges::copy(best, means.row(removal.cluster));
  return true;
}

}  // namespace segmenta
