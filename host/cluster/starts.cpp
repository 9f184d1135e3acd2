// Finds the starts of all fits of a sweep at once, so that small samples keep every thread busy.

#include "cluster/starts.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include "cluster/seeding.h"
#include "parallel.h"

namespace segmenta {
namespace {

void check(const Engine& engine, const KMeansOptions& options) {
  const std::int64_t rows = engine.grid().rows;
  if (options.k < 1 || options.restarts < 0 || options.max_iter < 1 || options.seed_rows < 0 ||
      options.search < automatic_search) {
    throw Error(ErrorKind::usage, "k and max_iter are at least 1, restarts, seed_rows and search at least 0", "", "");
  }
  if (options.k > rows) {
    throw Error(ErrorKind::input, fmt::format("k = {} is above the number of rows", options.k),
                fmt::format("there are {}", rows), "Choose a smaller k");
  }
  if (options.start.init != Init::given) return;
  if (options.start.centroids.k != options.k || options.start.centroids.features != engine.grid().features) {
    throw Error(ErrorKind::input,
                fmt::format("The start has {} centroids of {} features", options.start.centroids.k,
                            options.start.centroids.features),
                fmt::format("the fit has k = {} and {} features", options.k, engine.grid().features),
                "Give a start of that shape");
  }
}

// One start of one fit.
struct Job {
  const KMeansOptions* options = nullptr;
  int restart = 0;
  StartingPoint* point = nullptr;
};

// Restart by restart, so that those that share rows follow each other.
std::vector<Job> jobs_of(std::span<const KMeansOptions> fits, std::vector<std::vector<StartingPoint>>& points) {
  std::vector<Job> jobs;
  std::size_t most = 0;
  for (const auto& fit : points) most = std::max(most, fit.size());
  for (std::size_t restart = 0; restart < most; ++restart) {
    for (std::size_t i = 0; i < fits.size(); ++i) {
      if (restart >= points[i].size()) continue;
      jobs.push_back({&fits[i], static_cast<int>(restart), &points[i][restart]});
    }
  }
  return jobs;
}

// Threads that share a sample, which is small, wait for each other: where there are enough starts each has its own.
void seed_on_samples(const Engine& engine, std::span<const Job> jobs, const Context& context) {
  const auto count = static_cast<std::int64_t>(jobs.size());
  const int threads = seeding_threads(count, context.worker_threads());
  const bool alone = threads > 1;
  const Context quiet = context.quiet(alone ? 1 : context.worker_threads());
  std::mutex one_tells;
  std::int64_t done = 0;
  context.progress("starts", done, count);
  ThreadPool pool(threads);
  pool.run(count, [&](std::int64_t i, int) {
    const Job& job = jobs[static_cast<std::size_t>(i)];
    quiet.check_cancelled();
    if (!seeds_on_sample(engine, *job.options)) return;
    *job.point = seed_on_sample(engine, *job.options, job.restart, alone, quiet);
    const std::scoped_lock lock(one_tells);
    context.progress("starts", ++done, count);
  });
}

void refine(Engine& engine, std::span<const Job> jobs, const Context& context) {
  std::optional<RefiningShare> share;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (i == 0 || jobs[i].restart != jobs[i - 1].restart) share.emplace(engine, *jobs[i].options, jobs[i].restart);
    StartingPoint& point = *jobs[i].point;
    point.centroids = share->refine(share->best_of(point, *jobs[i].options, context), *jobs[i].options, context);
    point.search.runners_up.clear();
  }
}

}  // namespace

int seeding_threads(std::int64_t starts, int threads) {
  constexpr int enough = 8;
  if (starts < std::min(threads, enough)) return 1;
  return static_cast<int>(std::min<std::int64_t>(starts, threads));
}

int number_of_starts(const KMeansOptions& options, std::int64_t rows, int features) {
  if (options.start.init == Init::given) return 1;
  return options.restarts > 0 ? options.restarts : choose_restarts(rows, features, options.k);
}

std::vector<std::vector<StartingPoint>> find_starts(Engine& engine, std::span<const KMeansOptions> fits,
                                                    const Context& context) {
  std::vector<std::vector<StartingPoint>> points;
  for (const KMeansOptions& options : fits) {
    check(engine, options);
    points.emplace_back(
        static_cast<std::size_t>(number_of_starts(options, engine.grid().rows, engine.grid().features)));
  }
  const std::vector<Job> jobs = jobs_of(fits, points);
  const auto begin = std::chrono::steady_clock::now();
  seed_on_samples(engine, jobs, context);
  for (const Job& job : jobs) {
    if (job.point->centroids.k == 0) job.point->centroids = seed_on_all(engine, *job.options, job.restart, context);
  }
  const auto seeded = std::chrono::steady_clock::now();
  refine(engine, jobs, context);
  const std::chrono::duration<double> seeding = seeded - begin;
  const std::chrono::duration<double> refining = std::chrono::steady_clock::now() - seeded;
  for (const Job& job : jobs) {
    job.point->seed_seconds = seeding.count() / static_cast<double>(jobs.size());
    job.point->refine_seconds = refining.count() / static_cast<double>(jobs.size());
  }
  return points;
}

}  // namespace segmenta
