// k-means: the best of several starts, and how many of them, over how many rows, are taken where nobody says.

#include <segmenta/kmeans.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/lloyd.h"
#include "cluster/search.h"
#include "cluster/seeding.h"
#include "cluster/starts.h"

namespace segmenta {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Attempt {
  LloydResult run;
  double inertia = 0;
  double iterate_seconds = 0;
};

// Iterates; the engine is left with the labels and sums.
Attempt attempt(Engine& engine, const KMeansOptions& options, Centroids start, int restart, double variance,
                const Context& context) {
  Attempt result;
  const auto clock = std::chrono::steady_clock::now();
  const StartOrigin origin{.restart = restart, .of_sample = seeds_on_sample(engine, options)};
  result.run = lloyd(engine, std::move(start), options, variance, context, origin);
  result.iterate_seconds = seconds_since(clock);
  result.inertia = engine.inertia(result.run.centroids);
  return result;
}

// Adds what a start took, and keeps its result where that is better than those before: whether it is.
bool take(KMeansResult& best, Attempt&& found, int restart) {
  best.iterate_seconds += found.iterate_seconds;
  best.evaluated += found.run.evaluated;
  best.rechecked += found.run.rechecked;
  best.passes += found.run.passes;
  if (restart > 0 && !(found.inertia < best.inertia)) return false;
  best.centroids = std::move(found.run.centroids);
  best.inertia = found.inertia;
  best.iterations = found.run.iterations;
  best.converged = found.run.converged;
  best.stopped_by = found.run.stopped_by;
  best.restart = restart;
  return true;
}

// Goes on from the best start and takes what that leads to, where it is better: whether it is.
bool search_further(Engine& engine, const KMeansOptions& options, double variance, KMeansResult& best,
                    const Context& context) {
  const auto clock = std::chrono::steady_clock::now();
  KMeansOptions anew = options;
  if (anew.start.init == Init::given) anew.start.init = Init::kmeans_plus_plus;
  const auto start = [&](int restart) { return seed_on_all(engine, anew, restart, context.quiet()); };
  best.search.rows = engine.grid().rows;
  Centroids found = search_centroids(engine, best.centroids, best.restarts, anew, start, best.search, context);
  best.refine_seconds += seconds_since(clock);
  const double before = best.inertia;
  const int restart = best.restart;
  const Centroids gone_on_from = best.centroids;
  if (!take(best, attempt(engine, options, std::move(found), best.restarts, variance, context), best.restarts)) {
    return false;
  }
  best.search.gain = before > 0 ? 1 - best.inertia / before : 0;
  if (best.search.gain < hardly_worse) best.search.runners_up.push_back(gone_on_from);
  best.restart = restart;
  return true;
}

}  // namespace

int choose_restarts(std::int64_t rows, int features, int k) {
  constexpr double cheap = 0x1p24;
  return static_cast<double>(rows) * features * k <= cheap ? 4 : 1;
}

std::int64_t choose_seed_rows(std::int64_t rows, int k) {
  constexpr std::int64_t least = 65536, each = 64, worthwhile = 2;
  const std::int64_t sample = std::max(least, each * k);
  return rows < worthwhile * sample ? rows : sample;
}

std::int64_t rows_seen_by_seeding(const KMeansOptions& options, std::int64_t rows) {
  if (options.start.init != Init::kmeans_plus_plus) return rows;
  const std::int64_t wanted = options.seed_rows > 0 ? options.seed_rows : choose_seed_rows(rows, options.k);
  return wanted < options.k ? rows : std::min(wanted, rows);
}

KMeansResult kmeans_by_starts(Engine& engine, const KMeansOptions& options, const std::vector<StartingPoint>& starts,
                              double variance, const Context& context, const std::function<void()>& after_each) {
  KMeansResult best;
  best.restarts = static_cast<int>(starts.size());
  best.seed_rows = rows_seen_by_seeding(options, engine.grid().rows);
  for (int restart = 0; restart < best.restarts; ++restart) {
    const StartingPoint& start = starts[static_cast<std::size_t>(restart)];
    best.seed_seconds += start.seed_seconds;
    best.refine_seconds += start.refine_seconds;
    take(best, attempt(engine, options, start.centroids, restart, variance, context), restart);
    after_each();
  }
  bool engine_has_best = best.restart == best.restarts - 1;
  if (searches_here(engine, options)) {
    engine_has_best = search_further(engine, options, variance, best, context);
  } else {
    best.search = starts[static_cast<std::size_t>(best.restart)].search;
  }
  if (!engine_has_best) {
    engine.reset(best.centroids.k);
    engine.assign(best.centroids);
  }
  return best;
}

KMeansResult kmeans(Engine& engine, const KMeansOptions& options, const Context& context) {
  const auto starts = find_starts(engine, {&options, 1}, context);
  const double variance = options.tol > 0 ? mean_variance(engine) : 0;
  return kmeans_by_starts(engine, options, starts.front(), variance, context, [] {});
}

}  // namespace segmenta
