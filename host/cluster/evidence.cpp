// Evidence for a clustering: figures that need its rows once more.

#include "cluster/evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blocks.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

// Figures of a clustering that come from the distances of its rows.
struct Spread {
  double silhouette = 0;
  std::vector<double> mean_distances;  ///< [k]; 0 for a segment without weight
};

// Sums of some rows.
struct PartialSpread {
  double silhouettes = 0;
  std::vector<double> distances;  // [k]
};

PartialSpread spread_of_block(const Engine& engine, std::span<const std::int32_t> labels, const RowDistances& distances,
                              std::int64_t first) {
  const std::vector<std::int64_t>& counts = engine.sums().counts;
  PartialSpread sums{0, std::vector<double>(counts.size())};
  const std::int64_t until = std::min(engine.grid().rows, first + block_rows);
  const std::vector<std::int64_t> weights = engine.weights(first, until - first);
  for (std::int64_t row = first; row < until; ++row) {
    const auto i = static_cast<std::size_t>(row);
    const auto weight = static_cast<double>(weights[static_cast<std::size_t>(row - first)]);
    const auto nearest = static_cast<double>(distances.nearest[i]);
    const double second = nearest + static_cast<double>(distances.margin[i]);
    const auto c = static_cast<std::size_t>(labels[i]);
    sums.distances[c] += weight * nearest;
    if (second > 0 && counts[c] > 1) sums.silhouettes += weight * (second - nearest) / second;
  }
  return sums;
}

// Sums over blocks of rows, combined in order (design: one answer, rule 5).
Spread spread_of(const Engine& engine, const Centroids& centroids, ThreadPool& pool) {
  const RowDistances distances = engine.distances(centroids, 1);
  const std::span<const std::int32_t> labels = engine.labels();
  const std::int64_t blocks = (engine.grid().rows + block_rows - 1) / block_rows;
  std::vector<PartialSpread> partials(static_cast<std::size_t>(blocks));
  pool.run(blocks, [&](std::int64_t block, int) {
    partials[static_cast<std::size_t>(block)] = spread_of_block(engine, labels, distances, block * block_rows);
  });
  Spread spread{0, std::vector<double>(static_cast<std::size_t>(centroids.k))};
  for (const PartialSpread& partial : partials) {
    spread.silhouette += partial.silhouettes;
    for (std::size_t c = 0; c < partial.distances.size(); ++c) spread.mean_distances[c] += partial.distances[c];
  }
  spread.silhouette /= static_cast<double>(engine.grid().total_weight);
  for (std::size_t c = 0; c < spread.mean_distances.size(); ++c) {
    const auto weight = static_cast<double>(engine.sums().weights[c]);
    spread.mean_distances[c] = weight > 0 ? spread.mean_distances[c] / weight : 0;
  }
  return spread;
}

double davies_bouldin(const Centroids& centroids, const ClusterSums& sums, const std::vector<double>& mean_distances) {
  double total = 0;
  int used = 0;
  for (int i = 0; i < centroids.k; ++i) {
    if (sums.weights[static_cast<std::size_t>(i)] == 0) continue;
    double worst = 0;
    for (int j = 0; j < centroids.k; ++j) {
      if (j == i || sums.weights[static_cast<std::size_t>(j)] == 0) continue;
      const double apart = std::sqrt(distance2(centroids.row(i), centroids.row(j), centroids.features));
      const double spread = mean_distances[static_cast<std::size_t>(i)] + mean_distances[static_cast<std::size_t>(j)];
      if (apart > 0) worst = std::max(worst, spread / apart);
    }
    total += worst;
    ++used;
  }
  return used > 0 ? total / used : 0;
}

}  // namespace

// Inertia of all rows in one cluster.
double total_inertia(Engine& engine) {
  Centroids mean{1, engine.grid().features, std::vector<float>(static_cast<std::size_t>(engine.grid().features))};
  engine.reset(1);
  engine.assign(mean);
  mean = update(mean, engine.sums(), engine.grid());
  return engine.inertia(mean);
}

KEvidence evidence_of(const Engine& engine, const KMeansResult& result, double total_inertia, ThreadPool& pool) {
  KEvidence evidence;
  evidence.k = result.centroids.k;
  evidence.inertia = result.inertia;
  evidence.iterations = result.iterations;
  const Spread spread = spread_of(engine, result.centroids, pool);
  evidence.silhouette = spread.silhouette;
  evidence.davies_bouldin = davies_bouldin(result.centroids, engine.sums(), spread.mean_distances);
  const double all = std::ldexp(static_cast<double>(engine.grid().total_weight), -engine.grid().weight_exponent);
  const auto k = static_cast<double>(result.centroids.k);
  evidence.calinski_harabasz = result.inertia > 0
                                   ? (total_inertia - result.inertia) / (k - 1) / (result.inertia / (all - k))
                                   : std::numeric_limits<double>::infinity();
  const auto& counts = engine.sums().counts;
  evidence.smallest = *std::min_element(counts.begin(), counts.end());
  return evidence;
}

}  // namespace segmenta
