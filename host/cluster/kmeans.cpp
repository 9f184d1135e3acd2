#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/kmeans.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "cluster/lloyd.h"
#include "cluster/seeding.h"

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

int number_of_starts(const Engine& engine, const KMeansOptions& options) {
  if (options.init == Init::given) return 1;
  if (options.restarts > 0) return options.restarts;
  return choose_restarts(engine.rows().rows(), engine.rows().features(), options.k);
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

KMeansResult kmeans(Engine& engine, const KMeansOptions& options, const Context& context) {
  check(engine, options);
  KMeansResult best;
  best.inertia = std::numeric_limits<double>::infinity();
  KMeansResult totals;
  const int restarts = number_of_starts(engine, options);
  for (int restart = 0; restart < restarts; ++restart) {
    auto clock = std::chrono::steady_clock::now();
    Centroids start = seed_centroids(engine, options, restart, context);
    totals.seed_seconds += seconds_since(clock);
    clock = std::chrono::steady_clock::now();
    start = refine_on_share(engine, std::move(start), options, restart, context);
    totals.refine_seconds += seconds_since(clock);
    clock = std::chrono::steady_clock::now();
    LloydResult run = lloyd(engine, std::move(start), options, context);
    totals.iterate_seconds += seconds_since(clock);
    totals.evaluated += run.evaluated;
    totals.rechecked += run.rechecked;
    totals.passes += run.passes;
    const double inertia = engine.inertia(run.centroids);
    if (restart > 0 && !(inertia < best.inertia)) continue;
    best.centroids = std::move(run.centroids);
    best.inertia = inertia;
    best.iterations = run.iterations;
    best.converged = run.converged;
    best.stopped_by = run.stopped_by;
    best.restart = restart;
  }
  if (best.restart != restarts - 1) {
    engine.reset(best.centroids.k);
    engine.assign(best.centroids);
  }
  best.restarts = restarts;
  best.seed_rows = rows_seen_by_seeding(options, engine.rows().rows());
  best.seed_seconds = totals.seed_seconds;
  best.refine_seconds = totals.refine_seconds;
  best.iterate_seconds = totals.iterate_seconds;
  best.rechecked = totals.rechecked;
  best.passes = totals.passes;
  best.evaluated = totals.evaluated;
  return best;
}

}  // namespace segmenta
