// Rounds of the bootstrap, each by a thread of its own on an engine of its own, and the overlap of old and new
// clusters.

#include <segmenta/stability.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/random.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr int iterations = 100;
constexpr double tolerance = 1e-4;

// Of few rows many: another local optimum would count as instability. Those of R's fpc, 20, with 1,000 rows or less.
int starts_of(std::int64_t rows) { return static_cast<int>(std::clamp<std::int64_t>(20'000 / rows, 2, 20)); }

std::vector<std::int64_t> draw_rows(std::int64_t rows, std::int64_t count, std::uint64_t seed, int round) {
  std::vector<std::int64_t> drawn;
  const Draw draw{seed, random_for::bootstrap, static_cast<std::uint32_t>(round)};
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

// Rows drawn anew and clustered anew: the best Jaccard similarity of each cluster; NaN for one without a drawn row.
class Round {
 public:
  Round(const Engine& engine, KMeansOptions options, std::int64_t count, const Context& context)
      : engine_(engine), labels_(engine.labels()), options_(std::move(options)), count_(count), context_(context) {
    options_.restarts = starts_of(count);
    options_.search = 0;
    options_.max_iter = iterations;
    options_.tol = tolerance;
    options_.on_pass = {};
  }

  [[nodiscard]] std::vector<double> similarities(int round) const {
    const auto k = static_cast<std::size_t>(options_.k);
    std::vector<double> found(k, std::numeric_limits<double>::quiet_NaN());
    const std::vector<std::int64_t> drawn = draw_rows(engine_.grid().rows, count_, options_.seed, round);
    Rows sample = engine_.select(drawn);
    if (sample.total_weight() == 0) return found;
    const auto small = engine_.small(std::move(sample));
    const KMeansResult result = kmeans(*small, options_, context_);
    const Overlap overlap = compare(drawn, *small, result.centroids.k);
    for (std::size_t c = 0; c < k; ++c) {
      if (overlap.has(c)) found[c] = overlap.best_jaccard(c);
    }
    return found;
  }

 private:
  [[nodiscard]] Overlap compare(const std::vector<std::int64_t>& drawn, const Engine& small, int new_k) const {
    Overlap overlap(static_cast<std::size_t>(options_.k), static_cast<std::size_t>(new_k));
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (i > 0 && drawn[i] == drawn[i - 1]) continue;
      overlap.add(labels_[static_cast<std::size_t>(drawn[i])], small.labels()[i]);
    }
    return overlap;
  }

  const Engine& engine_;
  std::span<const std::int32_t> labels_;
  KMeansOptions options_;
  std::int64_t count_;
  const Context& context_;
};

// Of each column, of what is not NaN.
std::vector<Stability> stabilities_of(const std::vector<std::vector<double>>& rounds, std::size_t k) {
  std::vector<Stability> found;
  for (std::size_t c = 0; c < k; ++c) {
    double count = 0, sum = 0, squares = 0;
    for (const auto& round : rounds) {
      if (round.empty() || std::isnan(round[c])) continue;
      ++count;
      sum += round[c];
    }
    const double mean = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    for (const auto& round : rounds) {
      if (!round.empty() && !std::isnan(round[c])) squares += (round[c] - mean) * (round[c] - mean);
    }
    found.push_back(
        {mean, count > 1 ? std::sqrt(squares / (count - 1) / count) : std::numeric_limits<double>::quiet_NaN()});
  }
  return found;
}

}  // namespace

std::vector<Stability> bootstrap_jaccard(const Engine& engine, const KMeansOptions& options,
                                         const BootstrapOptions& bootstrap, const Context& context) {
  const std::size_t k = engine.sums().counts.size();
  KMeansOptions again = options;
  again.k = static_cast<int>(k);
  const std::int64_t count = std::min(engine.grid().rows, bootstrap.most_rows);
  std::vector<std::vector<double>> rounds(static_cast<std::size_t>(bootstrap.rounds));
  if (count < again.k || rounds.empty()) return stabilities_of({}, k);
  const Context quiet = context.quiet(1);
  const Round one(engine, again, count, quiet);
  ThreadPool pool(std::min(context.worker_threads(), bootstrap.rounds));
  pool.run(bootstrap.rounds, [&](std::int64_t round, int) {
    quiet.check_cancelled();
    rounds[static_cast<std::size_t>(round)] = one.similarities(static_cast<int>(round));
  });
  return stabilities_of(rounds, k);
}

Stability least_stable(std::span<const Stability> all) {
  constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
  Stability least{not_known, not_known};
  for (const Stability& one : all) {
    if (std::isnan(one.mean)) return {not_known, not_known};
    if (std::isnan(least.mean) || one.mean < least.mean) least = one;
  }
  return least;
}

std::string stability_band(double jaccard) {
  if (std::isnan(jaccard)) return "not known";
  if (jaccard >= highly_stable_from) return "highly stable";
  return jaccard >= stable_from ? "stable" : jaccard >= in_doubt_from ? "in doubt" : "dissolves";
}

}  // namespace segmenta
