// The reference engine: every definition to the letter, one thread, nothing clever, and nothing that another engine
// computes with but the definitions themselves.

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/random.h"
#include "engine/shard.h"

namespace segmenta {
namespace {

class ReferenceShard : public HostShard {
 public:
  using HostShard::HostShard;

  PassStats assign(const Centroids& centroids, ClusterSums& sums) override {
    PassStats stats;
    stats.evaluated = count();
    for (std::int64_t i = 0; i < count(); ++i) {
      const std::int32_t before = label_of(i);
      label_of(i) = nearest(values_of(i), centroids);
      if (label_of(i) == before) continue;
      ++stats.changed;
      if (before >= 0) add_to_sums(sums, grid_, values_of(i), weight_of(i), before, -1);
      add_to_sums(sums, grid_, values_of(i), weight_of(i), label_of(i), +1);
    }
    return stats;
  }

  std::vector<FarRow> farthest(const Centroids& centroids, int number) override {
    std::vector<FarRow> all;
    for (std::int64_t i = 0; i < count(); ++i) {
      if (weight_of(i) > 0) all.push_back({first() + i, own2(centroids, i)});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const FarRow& a, const FarRow& b) { return a.distance2 > b.distance2; });
    all.resize(std::min(all.size(), static_cast<std::size_t>(number)));
    return all;
  }

  int128 inertia(const Centroids& centroids, const InertiaUnit& unit) override {
    int128 sum = 0;
    for (std::int64_t i = 0; i < count(); ++i) sum += weight_of(i) * unit.units(own2(centroids, i));
    return sum;
  }

  float seed_add(const Centroids& centers) override {
    float largest = 0;
    for (std::int64_t i = 0; i < count(); ++i) {
      float& smallest = seed_distance2_[static_cast<std::size_t>(i)];
      for (int c = 0; c < centers.k; ++c) smallest = std::min(smallest, to_center(i, centers, c));
      if (weight_of(i) > 0) largest = std::max(largest, smallest);
    }
    return largest;
  }

  // One block.
  PotentialBlocks seed_potentials(const Centroids& candidates, double factor) override {
    PotentialBlocks all{{{0, count()}}, {}};
    for (int c = 0; c < std::max(candidates.k, 1); ++c) {
      int128 sum = 0;
      for (std::int64_t i = 0; i < count(); ++i) {
        const float smallest = seed_distance2_[static_cast<std::size_t>(i)];
        const float with = candidates.k == 0 ? smallest : std::min(smallest, to_center(i, candidates, c));
        sum += int128{weight_of(i)} * seed_potential_of(with, factor);
      }
      all.sums.push_back(sum);
    }
    return all;
  }

  std::vector<std::int64_t> seed_sample(const Draw& draw, double share, double factor) override {
    std::vector<std::int64_t> sampled;
    for (std::int64_t i = 0; i < count(); ++i) {
      const int128 potential =
          int128{weight_of(i)} * seed_potential_of(seed_distance2_[static_cast<std::size_t>(i)], factor);
      const double u = random_unit(draw, static_cast<std::uint64_t>(first() + i));
      if (u < share * static_cast<double>(potential)) sampled.push_back(first() + i);
    }
    return sampled;
  }

 private:
  double own2(const Centroids& centroids, std::int64_t i) {
    const double d2 = distance2(values_of(i), centroids.row(label_of(i)), centroids.features);
    return reported2(d2, present_features(values_of(i), centroids.features), centroids.features);
  }

  float to_center(std::int64_t i, const Centroids& centers, int c) const {
    return seed_distance2(values_of(i), centers.row(c), centers.features);
  }
};

}  // namespace

std::unique_ptr<Engine> make_reference_engine(Rows rows) {
  return std::make_unique<Engine>(
      std::move(rows),
      std::make_shared<OneShardBackEnd>("reference", "none", 1, [](const Rows& all, const Grid& grid, int /*threads*/) {
        return std::make_unique<ReferenceShard>(all, grid, 0, grid.rows);
      }));
}

}  // namespace segmenta
