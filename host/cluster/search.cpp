// The search over centroids: breaths of a clustering, and other starts joined in.

#include "cluster/search.h"

#include <algorithm>
#include <utility>

#include "cluster/centroid_moves.h"
#include "cluster/lloyd.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr int automatic_rounds = 4;    // in a row, without a gain
constexpr double worth_having = 1e-5;  // a gain, of inertia
constexpr double worth_of_a_sample = 1e-4;
constexpr double worth_a_breath = 1e-3;   // a joined clustering, above the best inertia
constexpr double another_optimum = 3e-4;  // a difference that is more than unfinished iterations
constexpr std::size_t most_runners_up = 3;
constexpr double automatic_work = 0x1p34;  // half a second to a second
constexpr double automatic_work_on_a_sample = 0x1.8p32;
constexpr double automatic_passes = 128;         // at least, of k centroids
constexpr double automatic_passes_over_all = 8;  // at least, of what a sample is of

// Iterations of a clustering that is looked at: of k centroids, and of more, on the way there.
constexpr double tolerance = 1e-3;
constexpr int iterations = 100;
constexpr int iterations_of_more = 10;

struct Solution {
  Centroids centroids;
  double inertia = 0;
};

class Search {
 public:
  Search(Engine& engine, const KMeansOptions& options, const Context& context)
      : engine_(engine), context_(context.quiet()), pool_(context_.worker_threads()), k_(options.k) {
    variance_ = mean_variance(engine);
    automatic_ = options.search == automatic_search;
    rounds_ = automatic_ ? automatic_rounds : options.search;
    const std::int64_t rows = engine.grid().rows;
    const bool is_sample = options.sample_of > rows;
    worth_ = is_sample ? worth_of_a_sample : worth_having;
    budget_ = is_sample
                  ? std::max(automatic_work_on_a_sample, automatic_passes_over_all * work_of(k_, options.sample_of))
                  : automatic_work;
    budget_ = std::max(budget_, automatic_passes * work_of(k_, rows));
  }

  Centroids run(const Centroids& found, int next, const std::function<Centroids(int)>& start, SearchOutcome& outcome) {
    Solution best = breathe(settle(found));
    int in_vain = 0;
    while (in_vain < rounds_ && best.inertia > 0 && !spent()) {
      Solution joined = join(best, breathe(settle(start(next++))));
      ++outcome.rounds;
      in_vain = beats(joined, best) ? 0 : in_vain + 1;
      if (in_vain == 0) std::swap(joined, best);
      others_.push_back(std::move(joined));
    }
    outcome.runners_up = runners_up(best);
    return best.centroids;
  }

 private:
  // The best of the others, each another optimum.
  std::vector<Centroids> runners_up(const Solution& best) {
    std::stable_sort(others_.begin(), others_.end(),
                     [](const Solution& a, const Solution& b) { return a.inertia < b.inertia; });
    std::vector<Centroids> found;
    double last = best.inertia;
    for (Solution& other : others_) {
      if (found.size() == most_runners_up || other.inertia > best.inertia * (1 + hardly_worse)) break;
      if (other.inertia < last * (1 + another_optimum)) continue;
      last = other.inertia;
      found.push_back(std::move(other.centroids));
    }
    return found;
  }

  [[nodiscard]] bool beats(const Solution& one, const Solution& other) const {
    return one.inertia < other.inertia * (1 - worth_);
  }

  // Of a pass, in multiply-adds or what takes as long.
  [[nodiscard]] double work_of(int k, std::int64_t rows) const {
    constexpr double of_a_row = 128;  // beside its distances
    return static_cast<double>(rows) * (of_a_row + static_cast<double>(engine_.grid().features) * k);
  }

  // Counted in passes, which are the same on every engine, not in seconds.
  [[nodiscard]] bool spent() const { return automatic_ && work_ > budget_; }

  Solution settle(Centroids centroids) {
    const double pass = work_of(centroids.k, engine_.grid().rows);
    KMeansOptions options;
    options.tol = tolerance;
    options.max_iter = centroids.k > k_ ? iterations_of_more : iterations;
    LloydResult settled = lloyd(engine_, std::move(centroids), options, variance_, context_);
    work_ += pass * static_cast<double>(settled.passes);
    const double inertia = engine_.inertia(settled.centroids);
    return {std::move(settled.centroids), inertia};
  }

  // Down to k centroids, by no more than half of k at a time.
  Solution shrink(Centroids centroids) {
    Solution solution = settle(std::move(centroids));
    while (solution.centroids.k > k_) {
      const int count = std::min(solution.centroids.k - k_, std::max(1, k_ / 2));
      solution = settle(with_fewer(solution.centroids, losses(engine_, solution.centroids, pool_), count));
    }
    return solution;
  }

  // In with more centroids, out with as many, as long as that is better; with fewer and fewer of them. The engine has
  // the labels of the solution that comes in.
  Solution breathe(Solution best) {
    Splits splits = best_splits(engine_, best.centroids, pool_);
    for (int more = k_; more > 0 && best.inertia > 0 && !spent();) {
      Solution next = shrink(with_more(best.centroids, splits, more));
      if (beats(next, best)) {
        best = std::move(next);
        splits = best_splits(engine_, best.centroids, pool_);
      } else {
        more /= 2;
      }
    }
    return best;
  }

  Solution join(const Solution& best, Solution other) {
    Centroids both = best.centroids;
    both.k += other.centroids.k;
    both.values.insert(both.values.end(), other.centroids.values.begin(), other.centroids.values.end());
    Solution joined = shrink(std::move(both));
    others_.push_back(other);
    if (other.inertia < joined.inertia) return other;
    return joined.inertia < best.inertia * (1 + worth_a_breath) ? breathe(std::move(joined)) : joined;
  }

  Engine& engine_;
  const Context context_;
  ThreadPool pool_;
  int k_;
  double variance_ = 0;
  bool automatic_ = true;
  int rounds_ = 0;
  double worth_ = 0;
  double work_ = 0, budget_ = 0;
  std::vector<Solution> others_;
};

}  // namespace

bool searches_here(const Engine& engine, const KMeansOptions& options) {
  if (options.search == 0 || options.k < 2) return false;
  if (options.start.init == Init::given && options.search == automatic_search) return false;
  return rows_seen_by_seeding(options, engine.grid().rows) == engine.grid().rows;
}

Centroids search_centroids(Engine& engine, const Centroids& found, int next, const KMeansOptions& options,
                           const std::function<Centroids(int)>& start, SearchOutcome& outcome, const Context& context) {
  return Search(engine, options, context).run(found, next, start, outcome);
}

}  // namespace segmenta
