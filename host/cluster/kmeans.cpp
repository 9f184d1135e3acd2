// k-means: the best of several starts, and how many of them, over how many rows, are taken where nobody says.

#include <segmenta/kmeans.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/lloyd.h"
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
  result.run = lloyd(engine, std::move(start), options, variance, context, restart);
  result.iterate_seconds = seconds_since(clock);
  result.inertia = engine.inertia(result.run.centroids);
  return result;
}

// Adds what a start took, and keeps its result where that is better than those before.
void take(KMeansResult& best, Attempt&& found, int restart) {
  best.iterate_seconds += found.iterate_seconds;
  best.evaluated += found.run.evaluated;
  best.rechecked += found.run.rechecked;
  best.passes += found.run.passes;
  if (restart > 0 && !(found.inertia < best.inertia)) return;
  best.centroids = std::move(found.run.centroids);
  best.inertia = found.inertia;
  best.iterations = found.run.iterations;
  best.converged = found.run.converged;
  best.stopped_by = found.run.stopped_by;
  best.restart = restart;
}

}  // namespace

int choose_restarts(std::int64_t rows, int features, int k) {
  constexpr double cheap = 0x1p24;
  return static_cast<double>(rows) * features * k <= cheap ? 4 : 1;
}

std::int64_t choose_seed_rows(std::int64_t rows, int k) {
  constexpr std::int64_t least = 65536, each = 64, worthwhile = 4;
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
  if (best.restart != best.restarts - 1) {
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
