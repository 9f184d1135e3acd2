#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/kmeans.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/lloyd.h"
#include "cluster/seeding.h"
#include "cluster/starts.h"

namespace segmenta {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void check(const Engine& engine, const KMeansOptions& options) {
  const std::int64_t rows = engine.rows().rows();
  if (options.k < 1 || options.restarts < 0 || options.max_iter < 1 || options.seed_rows < 0) {
    throw Error(ErrorKind::usage, "k and max_iter are at least 1, restarts and seed_rows at least 0", "", "");
  }
  if (options.k > rows) {
    throw Error(ErrorKind::input, fmt::format("k = {} is above the number of rows", options.k),
                fmt::format("there are {}", rows), "Choose a smaller k");
  }
  if (options.init != Init::given) return;
  if (options.start.k != options.k || options.start.features != engine.rows().features()) {
    throw Error(ErrorKind::input,
                fmt::format("The start has {} centroids of {} features", options.start.k, options.start.features),
                fmt::format("the fit has k = {} and {} features", options.k, engine.rows().features()),
                "Give a start of that shape");
  }
}

struct Start {
  LloydResult run;
  double inertia = 0;
  double seed_seconds = 0, refine_seconds = 0, iterate_seconds = 0;
};

// Seeds and iterates; the engine is left with the labels and sums.
Start run_start(Engine& engine, const KMeansOptions& options, int restart, const Context& context) {
  Start result;
  auto clock = std::chrono::steady_clock::now();
  const auto lap = [&] {
    const double seconds = seconds_since(clock);
    clock = std::chrono::steady_clock::now();
    return seconds;
  };
  Centroids start = seed_centroids(engine, options, restart, context);
  result.seed_seconds = lap();
  start = refine_on_share(engine, std::move(start), options, restart, context);
  result.refine_seconds = lap();
  result.run = lloyd(engine, std::move(start), options, context);
  result.iterate_seconds = lap();
  result.inertia = engine.inertia(result.run.centroids);
  return result;
}

// Adds what a start took, and keeps its result where that is better than those before.
void take(KMeansResult& best, Start&& found, int restart) {
  best.seed_seconds += found.seed_seconds;
  best.refine_seconds += found.refine_seconds;
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
  if (options.init != Init::kmeans_plus_plus) return rows;
  const std::int64_t wanted = options.seed_rows > 0 ? options.seed_rows : choose_seed_rows(rows, options.k);
  return wanted < options.k ? rows : std::min(wanted, rows);
}

int number_of_starts(const Engine& engine, const KMeansOptions& options) {
  if (options.init == Init::given) return 1;
  if (options.restarts > 0) return options.restarts;
  return choose_restarts(engine.rows().rows(), engine.rows().features(), options.k);
}

KMeansResult kmeans_by_starts(Engine& engine, const KMeansOptions& options, const Context& context,
                              const std::function<void()>& after_each) {
  check(engine, options);
  KMeansResult best;
  best.restarts = number_of_starts(engine, options);
  best.seed_rows = rows_seen_by_seeding(options, engine.rows().rows());
  for (int restart = 0; restart < best.restarts; ++restart) {
    take(best, run_start(engine, options, restart, context), restart);
    after_each();
  }
  if (best.restart != best.restarts - 1) {
    engine.reset(best.centroids.k);
    engine.assign(best.centroids);
  }
  return best;
}

KMeansResult kmeans(Engine& engine, const KMeansOptions& options, const Context& context) {
  return kmeans_by_starts(engine, options, context, [] {});
}

}  // namespace segmenta
