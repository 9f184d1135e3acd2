// Rounds of the bootstrap, each by a thread of its own on an engine of its own.

#include <segmenta/stability.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "cluster/bootstrap_round.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr int iterations = 100;
constexpr double tolerance = 1e-4;

// Of few rows many: another local optimum would count as instability. Those of R's fpc, 20, with 1,000 rows or less.
int starts_of(std::int64_t rows) { return static_cast<int>(std::clamp<std::int64_t>(20'000 / rows, 2, 20)); }

struct RoundResult {
  std::vector<double> similarities;  // [k] the best Jaccard similarity of each cluster; NaN for one without a drawn row
  Centroids centroids;
};

// Rows drawn anew and clustered anew.
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

  [[nodiscard]] RoundResult run(int round) const {
    const auto k = static_cast<std::size_t>(options_.k);
    RoundResult found{std::vector<double>(k, std::numeric_limits<double>::quiet_NaN()), {}};
    const std::vector<std::int64_t> drawn = draw_rows(engine_.grid().rows, count_, options_.seed, round);
    Rows sample = engine_.select(drawn);
    if (sample.total_weight() == 0) return found;
    const auto small = engine_.small(std::move(sample));
    found.centroids = kmeans(*small, options_, context_).centroids;
    const Overlap overlap = compare(drawn, *small, found.centroids.k);
    for (std::size_t c = 0; c < k; ++c) {
      if (overlap.has(c)) found.similarities[c] = overlap.best_match(c).jaccard;
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
std::vector<Stability> stabilities_of(const std::vector<RoundResult>& rounds, std::size_t k) {
  std::vector<Stability> found;
  for (std::size_t c = 0; c < k; ++c) {
    double count = 0, sum = 0, squares = 0;
    for (const RoundResult& round : rounds) {
      if (std::isnan(round.similarities[c])) continue;
      ++count;
      sum += round.similarities[c];
    }
    const double mean = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    for (const RoundResult& round : rounds) {
      const double from_mean = round.similarities[c] - mean;
      if (!std::isnan(from_mean)) squares += from_mean * from_mean;
    }
    found.push_back(
        {mean, count > 1 ? std::sqrt(squares / (count - 1) / count) : std::numeric_limits<double>::quiet_NaN()});
  }
  return found;
}

}  // namespace

Bootstrap bootstrap_clusters(const Engine& engine, const KMeansOptions& options, const BootstrapOptions& bootstrap,
                             const Context& context) {
  const std::size_t k = engine.sums().counts.size();
  KMeansOptions again = options;
  again.k = static_cast<int>(k);
  const std::int64_t count = std::min(engine.grid().rows, bootstrap.most_rows);
  std::vector<RoundResult> rounds(static_cast<std::size_t>(bootstrap.rounds));
  if (count < again.k || rounds.empty()) return {stabilities_of({}, k), {}};
  const Context quiet = context.quiet(1);
  const Round one(engine, again, count, quiet);
  ThreadPool pool(std::min(context.worker_threads(), bootstrap.rounds));
  pool.run(bootstrap.rounds, [&](std::int64_t round, int) {
    quiet.check_cancelled();
    rounds[static_cast<std::size_t>(round)] = one.run(static_cast<int>(round));
  });
  Bootstrap found{stabilities_of(rounds, k), {}};
  for (RoundResult& round : rounds) found.centroids.push_back(std::move(round.centroids));
  return found;
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
