// Lloyd's iterations: a pass, new centroids, clusters that became empty, and when to stop.

#include "cluster/lloyd.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "blocks.h"
#include "cluster/far_rows.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

double shift2(const Centroids& a, const Centroids& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double t = static_cast<double>(a.values[i]) - static_cast<double>(b.values[i]);
    sum += t * t;
  }
  return sum;
}

std::vector<std::int32_t> empty_clusters(const ClusterSums& sums) {
  std::vector<std::int32_t> empty;
  for (std::size_t c = 0; c < sums.weights.size(); ++c) {
    if (sums.weights[c] == 0) empty.push_back(static_cast<std::int32_t>(c));
  }
  return empty;
}

class Lloyd {
 public:
  Lloyd(Engine& engine, Centroids start, const KMeansOptions& options, double variance, const Context& context,
        const StartOrigin& origin)
      : engine_(engine), centroids_(std::move(start)), options_(options), context_(context), restart_(origin.restart) {
    if (options.tol > 0) tolerance_ = options.tol * variance;
    if (origin.of_sample) moves_to_far_rows_ = centroids_.k;
  }

  LloydResult run() {
    engine_.reset(centroids_.k);
    while (!result_.converged && result_.iterations < options_.max_iter) iterate();
    if (!labels_are_current_) pass();
    if (!result_.converged) result_.stopped_by = "max_iter";
    if (options_.empty == EmptyCluster::drop) drop_empty();
    result_.centroids = std::move(centroids_);
    return std::move(result_);
  }

 private:
  PassStats pass() {
    context_.check_cancelled();
    const PassStats stats = engine_.assign(centroids_);
    result_.evaluated += stats.evaluated;
    result_.rechecked += stats.rechecked;
    ++result_.passes;
    return stats;
  }

  void iterate() {
    const PassStats stats = pass();
    ++result_.iterations;
    context_.progress("iterate", result_.iterations, options_.max_iter);
    const bool repaired = repair_empty();
    Centroids next = update(centroids_, engine_.sums(), engine_.grid());
    const bool moved = move_to_far_row(next);
    const double shift = shift2(centroids_, next);
    centroids_ = std::move(next);
    if (options_.on_pass) {
      options_.on_pass({.restart = restart_,
                        .pass = result_.iterations,
                        .changed = stats.changed,
                        .centroids = centroids_,
                        .engine = engine_});
    }
    labels_are_current_ = !repaired && !moved && (stats.changed == 0 || shift == 0);
    if (labels_are_current_) {
      stop("labels");
    } else if (!repaired && !moved && shift <= tolerance_) {
      stop("tol");
    }
  }

  void stop(const char* reason) {
    result_.converged = true;
    result_.stopped_by = reason;
  }

  // Until that brings nothing, or has come to each centroid once.
  bool move_to_far_row(Centroids& next) {
    if (moves_to_far_rows_ == 0) return false;
    const bool moved = move_centroid_to_far_row(engine_, centroids_, next);
    moves_to_far_rows_ = moved ? moves_to_far_rows_ - 1 : 0;
    return moved;
  }

  // Returns whether the clustering is another than the pass found.
  bool repair_empty() {
    switch (options_.empty) {
      case EmptyCluster::farthest:
        return fill_empty();
      case EmptyCluster::drop:
        return drop_empty();
      case EmptyCluster::keep:
        break;
    }
    return false;
  }

  // Each empty cluster takes the row farthest from its centroid that leaves no other cluster empty.
  bool fill_empty() {
    const auto empty = empty_clusters(engine_.sums());
    if (empty.empty()) return false;
    bool filled = false;
    auto next = empty.begin();
    for (const FarRow& far : engine_.farthest(centroids_, static_cast<int>(empty.size()) + centroids_.k)) {
      if (next == empty.end() || far.distance2 == 0) break;
      const auto from = static_cast<std::size_t>(engine_.labels()[static_cast<std::size_t>(far.row)]);
      if (engine_.sums().weights[from] == engine_.weights(far.row, 1).front()) continue;
      engine_.move_row(far.row, *next++);
      filled = true;
    }
    return filled;
  }

  bool drop_empty() {
    const auto empty = empty_clusters(engine_.sums());
    if (empty.empty()) return false;
    std::vector<std::int32_t> new_label(static_cast<std::size_t>(centroids_.k), -1);
    Centroids kept{0, centroids_.features, {}};
    for (std::int32_t c = 0; c < centroids_.k; ++c) {
      if (std::find(empty.begin(), empty.end(), c) != empty.end()) continue;
      new_label[static_cast<std::size_t>(c)] = kept.k++;
      kept.values.insert(kept.values.end(), centroids_.row(c), centroids_.row(c) + centroids_.features);
    }
    centroids_ = std::move(kept);
    if (has_rows(empty)) {  // of weight 0: they go to the nearest of those that stay
      engine_.reset(centroids_.k);
      pass();
    } else {
      engine_.relabel(new_label, centroids_.k);
    }
    return true;
  }

  bool has_rows(const std::vector<std::int32_t>& clusters) const {
    return std::any_of(clusters.begin(), clusters.end(),
                       [&](std::int32_t c) { return engine_.sums().counts[static_cast<std::size_t>(c)] > 0; });
  }

  Engine& engine_;
  Centroids centroids_;
  const KMeansOptions& options_;
  const Context& context_;
  int restart_;
  int moves_to_far_rows_ = 0;  // that are left
  double tolerance_ = 0;
  bool labels_are_current_ = false;
  LloydResult result_;
};

// Weighted sums of each feature, of its present values.
struct Moments {
  std::vector<double> weights, sums, squares;

  void add(const Rows& rows) {
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      const float* row = rows.row(i);
      const auto weight = static_cast<double>(rows.weight(i));
      for (std::size_t j = 0; j < weights.size(); ++j) {
        const bool missing = std::isnan(row[j]);
        const double w = missing ? 0.0 : weight;
        const double x = missing ? 0.0 : static_cast<double>(row[j]);
        weights[j] += w;
        sums[j] += w * x;
        squares[j] += w * x * x;
      }
    }
  }

  [[nodiscard]] double variance(std::size_t j) const {
    if (weights[j] == 0) return 0;
    const double mean = sums[j] / weights[j];
    return squares[j] / weights[j] - mean * mean;
  }
};

}  // namespace

double mean_variance(const Engine& engine) {
  const auto d = static_cast<std::size_t>(engine.grid().features);
  Moments moments{std::vector<double>(d), std::vector<double>(d), std::vector<double>(d)};
  const std::int64_t rows = engine.grid().rows;
  for (std::int64_t first = 0; first < rows; first += block_rows) {
    moments.add(engine.read(first, std::min(block_rows, rows - first)));
  }
  double total = 0;
  for (std::size_t j = 0; j < d; ++j) total += moments.variance(j);
  return total / static_cast<double>(d);
}

LloydResult lloyd(Engine& engine, Centroids start, const KMeansOptions& options, double variance,
                  const Context& context, const StartOrigin& origin) {
  return Lloyd(engine, std::move(start), options, variance, context, origin).run();
}

}  // namespace segmenta
