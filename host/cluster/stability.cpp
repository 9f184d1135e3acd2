#include <segmenta/stability.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "cluster/random.h"

namespace segmenta {
namespace {

constexpr std::uint32_t bootstrap_purpose = 6;  // of random numbers; seeding.cpp has the others
constexpr int starts = 2;
constexpr int iterations = 100;
constexpr double tolerance = 1e-4;

std::vector<std::int64_t> draw_rows(std::int64_t rows, std::int64_t count, std::uint64_t seed, int round) {
  std::vector<std::int64_t> drawn;
  const Draw draw{seed, bootstrap_purpose, static_cast<std::uint32_t>(round)};
  for (std::int64_t i = 0; i < count; ++i) {
    drawn.push_back(static_cast<std::int64_t>(random_below(draw, static_cast<std::uint64_t>(i), rows)));
  }
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

// Distinct drawn rows by cluster (rows of the table) and new cluster (columns).
class Overlap {
 public:
  Overlap(std::size_t k, std::size_t new_k) : new_k_(new_k), both_(k * new_k), old_(k), new_(new_k) {}

  void add(std::int32_t cluster, std::int32_t new_cluster) {
    ++both_[static_cast<std::size_t>(cluster) * new_k_ + static_cast<std::size_t>(new_cluster)];
    ++old_[static_cast<std::size_t>(cluster)];
    ++new_[static_cast<std::size_t>(new_cluster)];
  }

  [[nodiscard]] bool has(std::size_t cluster) const { return old_[cluster] > 0; }

  [[nodiscard]] double best_jaccard(std::size_t cluster) const {
    double best = 0;
    for (std::size_t c = 0; c < new_k_; ++c) {
      const std::int64_t both = both_[cluster * new_k_ + c];
      if (both == 0) continue;
      best = std::max(best, static_cast<double>(both) / static_cast<double>(old_[cluster] + new_[c] - both));
    }
    return best;
  }

 private:
  std::size_t new_k_;
  std::vector<std::int64_t> both_, old_, new_;
};

}  // namespace

std::vector<double> bootstrap_jaccard(const Engine& engine, const KMeansOptions& options,
                                      const BootstrapOptions& bootstrap, const Context& context) {
  const std::int64_t rows = engine.rows().rows();
  const std::size_t k = engine.sums().counts.size();
  const std::span<const std::int32_t> labels = engine.labels();
  KMeansOptions again = options;
  again.k = static_cast<int>(k);
  again.restarts = starts;
  again.max_iter = iterations;
  again.tol = tolerance;
  Context quiet;
  quiet.cancelled = context.cancelled;
  std::vector<double> sums(k);
  std::vector<int> found(k);
  const std::int64_t count = std::min(rows, bootstrap.most_rows);
  for (int round = 0; round < bootstrap.rounds && count >= again.k; ++round) {
    context.check_cancelled();
    const std::vector<std::int64_t> drawn = draw_rows(rows, count, options.seed, round);
    Rows sample = select(engine.rows(), drawn);
    if (sample.total_weight() == 0) continue;
    const auto small = engine.like(std::move(sample));
    const KMeansResult result = kmeans(*small, again, quiet);
    const std::span<const std::int32_t> new_labels = small->labels();
    Overlap overlap(k, static_cast<std::size_t>(result.centroids.k));
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (i > 0 && drawn[i] == drawn[i - 1]) continue;
      overlap.add(labels[static_cast<std::size_t>(drawn[i])], new_labels[i]);
    }
    for (std::size_t c = 0; c < k; ++c) {
      if (!overlap.has(c)) continue;
      sums[c] += overlap.best_jaccard(c);
      ++found[c];
    }
  }
  for (std::size_t c = 0; c < k; ++c) {
    sums[c] = found[c] > 0 ? sums[c] / found[c] : std::numeric_limits<double>::quiet_NaN();
  }
  return sums;
}

std::string stability_band(double jaccard) {
  if (std::isnan(jaccard)) return "not known";
  return jaccard >= 0.85 ? "highly stable" : jaccard >= 0.75 ? "stable" : jaccard >= 0.6 ? "in doubt" : "dissolves";
}

}  // namespace segmenta
