// The ways to the first centroids: greedy k-means++, k-means||, random rows; on all rows or on a sample that is
// refined.

#include "cluster/seeding.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "cluster/lloyd.h"
#include "engine/random.h"

namespace segmenta {
namespace {

constexpr int potential_bits = 44;      // of the largest distance, in fixed point
constexpr int oversampling_rounds = 5;  // Bahmani et al. 2012 find 5 enough
constexpr int reduction_restarts = 3;
constexpr int sample_starts = 2;
constexpr int sample_iterations = 30;
constexpr int refining_iterations = 100;
constexpr double refining_tol = 1e-4;
constexpr int judging_iterations = 3;
constexpr std::int64_t refining_share = 8;  // one row in so many

// Restarts take different seeds; a fixed odd multiplier keeps them apart.
std::uint64_t restart_seed(std::uint64_t seed, int restart) {
  return seed + 0x9E3779B97F4A7C15U * static_cast<std::uint64_t>(restart);
}

SeedScale scale_for(float largest) { return {largest > 0 ? potential_bits - 1 - std::ilogb(largest) : 0}; }

class Seeder {
 public:
  Seeder(Engine& engine, int k, std::uint64_t seed, const Context& context)
      : engine_(engine), k_(k), seed_(seed), context_(context) {
    centers_.features = engine.grid().features;
  }

  Centroids plus_plus_centers() {
    begin_with_one();
    while (centers_.k < k_) {
      context_.check_cancelled();
      context_.progress("seed", centers_.k, k_);
      add_best_candidate();
    }
    return centers_;
  }

  Centroids parallel_centers() {
    begin_with_one();
    for (std::uint32_t round = 0; round < oversampling_rounds; ++round) {
      context_.check_cancelled();
      context_.progress("seed", round, oversampling_rounds);
      oversample_round(round);
    }
    while (centers_.k < k_) add_best_candidate();
    return centers_.k == k_ ? centers_ : reduce();
  }

  Centroids random_centers() {
    engine_.seed_begin();
    const int128 total = engine_.seed_potential({});
    std::set<std::int64_t> chosen;
    const std::uint64_t most_draws = 64 * static_cast<std::uint64_t>(k_);
    for (std::uint64_t draw = 0; draw < most_draws && static_cast<int>(chosen.size()) < k_; ++draw) {
      add_if_new(
          chosen,
          engine_.seed_pick(std::vector{random_below({seed_, random_for::random_rows, 0}, draw, total)}, {}).front());
    }
    // Weights so uneven that draws find no new row: the first rows that are left.
    for (std::int64_t row = 0; row < engine_.grid().rows && static_cast<int>(chosen.size()) < k_; ++row) {
      add_if_new(chosen, row);
    }
    return centers_;
  }

 private:
  void append(const Centroids& centers) {
    centers_.values.insert(centers_.values.end(), centers.values.begin(), centers.values.end());
    centers_.k += centers.k;
  }

  void add_if_new(std::set<std::int64_t>& chosen, std::int64_t row) {
    if (chosen.insert(row).second) append(centers_of({&row, 1}));
  }

  // Rows as centers; a missing value becomes 0, which is the mean.
  Centroids centers_of(std::span<const std::int64_t> rows) const {
    const Rows found = engine_.select(rows);
    const float* values = found.row(0);
    Centroids centers{
        static_cast<int>(found.rows()), found.features(), {values, values + found.rows() * found.features()}};
    for (float& x : centers.values) x = std::isnan(x) ? 0.0F : x;
    return centers;
  }

  static Centroids one_of(const Centroids& centers, int c) {
    return {1, centers.features, {centers.row(c), centers.row(c) + centers.features}};
  }

  void take(const Centroids& centers) {
    append(centers);
    scale_ = scale_for(engine_.seed_add(centers));
  }

  // The first center is drawn by weight alone.
  void begin_with_one() {
    engine_.seed_begin();
    const int128 position = random_below({seed_, random_for::first_center, 0}, 0, engine_.seed_potential({}));
    take(centers_of(engine_.seed_pick(std::vector{position}, {})));
  }

  // Several rows drawn by potential; the one that leaves the least potential becomes a center.
  void add_best_candidate() {
    const int128 total = engine_.seed_potential(scale_);
    if (total == 0) {  // every row is a center already
      append(one_of(centers_, 0));
      return;
    }
    const int trials = 2 + static_cast<int>(std::log(k_));
    std::vector<int128> positions;
    const Draw draw{seed_, random_for::plus_plus, static_cast<std::uint32_t>(centers_.k)};
    for (int t = 0; t < trials; ++t) positions.push_back(random_below(draw, static_cast<std::uint64_t>(t), total));
    const Centroids candidates = centers_of(engine_.seed_pick(positions, scale_));
    const std::vector<int128> left = engine_.seed_try(candidates, scale_);
    const auto best = static_cast<int>(std::min_element(left.begin(), left.end()) - left.begin());
    take(one_of(candidates, best));
  }

  void oversample_round(std::uint32_t round) {
    const int128 total = engine_.seed_potential(scale_);
    if (total == 0) return;
    const double factor = 2.0 * k_ / static_cast<double>(total);
    const auto rows = engine_.seed_sample({seed_, random_for::oversampling, round}, factor, scale_);
    if (!rows.empty()) take(centers_of(rows));
  }

  // Clusters the many centers, each weighing what its rows weigh, down to k.
  Centroids reduce() {
    engine_.reset(centers_.k);
    engine_.assign(centers_);
    const auto& sums = engine_.sums().weights;
    const std::vector<double> weights(sums.begin(), sums.end());
    const auto small = engine_.like(make_rows(centers_.values, centers_.features, weights));
    KMeansOptions options;
    options.k = k_;
    options.seed = seed_;
    options.restarts = reduction_restarts;
    options.search = 0;
    return kmeans(*small, options, context_.quiet()).centroids;
  }

  Engine& engine_;
  int k_;
  std::uint64_t seed_;
  const Context& context_;
  Centroids centers_;
  SeedScale scale_;
};

Rows take_sample(const Engine& engine, std::int64_t rows, std::uint64_t seed) {
  return engine.select(evenly_spread(engine.grid().rows, rows, {seed, random_for::seeding_sample, 0}));
}

Centroids refine_on(Engine& sample, double variance, Centroids start, const Context& context) {
  KMeansOptions options;
  options.max_iter = refining_iterations;
  options.tol = refining_tol;
  return lloyd(sample, std::move(start), options, variance, context).centroids;
}

// The start that a sample gives, the best of several and of a search from there; no centroids where the sample has
// fewer distinct rows than k.
StartingPoint start_on(Engine& sample, std::int64_t sample_of, const KMeansOptions& of_fit, std::uint64_t seed,
                       const Context& context) {
  KMeansOptions options;
  options.k = of_fit.k;
  options.sample_of = sample_of;
  options.seed = seed;
  options.seed_rows = sample.grid().rows;
  options.search = of_fit.search;
  options.restarts = sample_starts;
  options.max_iter = sample_iterations;
  KMeansResult result = kmeans(sample, options, context.quiet());
  const auto& weights = sample.sums().weights;
  if (std::find(weights.begin(), weights.end(), 0) != weights.end()) return {};
  StartingPoint point;
  point.search = result.search;
  point.centroids = refine_on(sample, mean_variance(sample), std::move(result.centroids), context.quiet());
  return point;
}

}  // namespace

std::vector<std::int64_t> evenly_spread(std::int64_t rows, std::int64_t count, const Draw& draw) {
  std::vector<std::int64_t> chosen;
  for (std::int64_t share = 0; share < count; ++share) {
    const auto from = static_cast<std::int64_t>(int128{rows} * share / count);
    const auto until = static_cast<std::int64_t>(int128{rows} * (share + 1) / count);
    const int128 place = random_below(draw, static_cast<std::uint64_t>(share), until - from);
    chosen.push_back(from + static_cast<std::int64_t>(place));
  }
  return chosen;
}

bool seeds_on_sample(const Engine& engine, const KMeansOptions& options) {
  return options.start.init != Init::given && rows_seen_by_seeding(options, engine.grid().rows) < engine.grid().rows;
}

Centroids seed_on_all(Engine& engine, const KMeansOptions& options, int restart, const Context& context) {
  if (options.start.init == Init::given) return options.start.centroids;
  Seeder seeder(engine, options.k, restart_seed(options.seed, restart), context);
  switch (options.start.init) {
    case Init::kmeans_parallel:
      return seeder.parallel_centers();
    case Init::random:
      return seeder.random_centers();
    default:
      return seeder.plus_plus_centers();
  }
}

StartingPoint seed_on_sample(const Engine& engine, const KMeansOptions& options, int restart, bool alone,
                             const Context& context) {
  const std::uint64_t seed = restart_seed(options.seed, restart);
  Rows sample = take_sample(engine, rows_seen_by_seeding(options, engine.grid().rows), seed);
  const auto engine_of_sample = alone ? engine.small(std::move(sample)) : engine.like(std::move(sample));
  return start_on(*engine_of_sample, engine.grid().rows, options, seed, context);
}

Engine* RefiningShare::share(const KMeansOptions& options) {
  const std::int64_t rows = engine_.grid().rows / refining_share;
  if (!seeds_on_sample(engine_, options) || rows <= rows_seen_by_seeding(options, engine_.grid().rows)) return nullptr;
  if (share_ == nullptr) {
    share_ = engine_.like(take_sample(engine_, rows, restart_seed(seed_, restart_)));
    variance_ = mean_variance(*share_);
  }
  return share_.get();
}

Centroids RefiningShare::best_of(const StartingPoint& point, const KMeansOptions& options, const Context& context) {
  if (point.search.runners_up.empty()) return point.centroids;
  Engine* const few = share(options);
  Engine& judge = few != nullptr ? *few : engine_;
  KMeansOptions some;
  some.max_iter = judging_iterations;
  Centroids best;
  double least = 0;
  const auto look_at = [&](const Centroids& centroids) {
    LloydResult settled = lloyd(judge, centroids, some, 0, context.quiet());
    const double inertia = judge.inertia(settled.centroids);
    if (best.k > 0 && !(inertia < least)) return;
    least = inertia;
    best = std::move(settled.centroids);
  };
  look_at(point.centroids);
  for (const Centroids& other : point.search.runners_up) look_at(other);
  return best;
}

Centroids RefiningShare::refine(Centroids start, const KMeansOptions& options, const Context& context) {
  Engine* const few = share(options);
  return few == nullptr ? start : refine_on(*few, variance_, std::move(start), context.quiet());
}

}  // namespace segmenta
