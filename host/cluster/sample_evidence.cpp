// Clusters the sample for some numbers of segments at once, a thread each, then draws it anew for each of them, a round
// a thread.

#include "cluster/sample_evidence.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "cluster/seeding.h"
#include "cluster/spread_ties.h"
#include "cluster/valley.h"
#include "engine/random.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr int iterations = 100;
constexpr double tolerance = 1e-4;
constexpr int search_rounds = 1;  // the evidence of a local optimum hardly differs

class SampledRows {
 public:
  SampledRows(const Engine& engine, const KMeansOptions& options, const ChoiceOptions& choice,
              std::span<const KMeansResult> of_all_rows, const Context& context)
      : engine_(engine),
        options_(options),
        choice_(choice),
        context_(context),
        quiet_(context.quiet(1)),
        pool_(context.worker_threads()) {
    const std::int64_t all = engine.grid().rows;
    const Draw draw{options.seed, random_for::choice_sample, 0};
    chosen_ = evenly_spread(all, rows_of_choice(choice, all), draw);
    spread_ = spread_ties(engine.select(chosen_), options.seed);
    options_.on_pass = {};
    if (static_cast<std::int64_t>(chosen_.size()) == all) {  // then clusters are those of a fit
      of_all_rows_ = of_all_rows;
      return;
    }
    options_.sample_of = all;
    options_.max_iter = std::min(options_.max_iter, iterations);
    options_.tol = std::max(options_.tol, tolerance);
    if (options_.search == automatic_search) options_.search = search_rounds;
  }

  [[nodiscard]] int at_once() const { return pool_.threads(); }

  /// For as many numbers as threads can take at once.
  void add(std::span<SampleEvidence> several) {
    std::vector<std::unique_ptr<Engine>> engines(several.size());
    pool_.run(static_cast<std::int64_t>(several.size()), [&](std::int64_t i, int) {
      const auto place = static_cast<std::size_t>(i);
      engines[place] = engine_.small(engine_.select(chosen_));
      cluster(*engines[place], several[place]);
    });
    for (std::size_t i = 0; i < several.size(); ++i) {
      if (several[i].centroids.k == 0) continue;
      several[i].bootstrap = bootstrap_clusters(*engines[i], with_k(several[i]), choice_.bootstrap, context_);
      const Stability least = least_stable(several[i].bootstrap.stabilities);
      several[i].figures.stability = least.mean;
      several[i].figures.stability_error = least.error;
    }
  }

 private:
  [[nodiscard]] KMeansOptions with_k(const SampleEvidence& one) const {
    KMeansOptions options = options_;
    options.k = one.figures.k;
    return options;
  }

  // Nothing is known of more segments than the sample has rows.
  void cluster(Engine& sample, SampleEvidence& one) const {
    if (one.figures.k > static_cast<int>(chosen_.size()) || sample.grid().total_weight == 0) return;
    if (choice_.range.holds(one.figures.k) && !of_all_rows_.empty()) {
      one.centroids = of_all_rows_[static_cast<std::size_t>(one.figures.k - choice_.range.from)].centroids;
      sample.reset(one.centroids.k);
      sample.assign(one.centroids);
    } else {
      one.centroids = kmeans(sample, with_k(one), quiet_).centroids;
    }
    const std::vector<std::int64_t>& counts = sample.sums().counts;
    const double rows_each = static_cast<double>(engine_.grid().rows) / static_cast<double>(chosen_.size());
    one.figures.smallest = std::llround(static_cast<double>(*std::ranges::min_element(counts)) * rows_each);
    const Valleys valleys = valleys_between(spread_, sample.labels(), one.centroids);
    one.figures.overlap = valleys.overlap;
    one.figures.valley = valleys.depth;
    one.figures.typical_valley = valleys.typical;
  }

  const Engine& engine_;
  KMeansOptions options_;
  const ChoiceOptions& choice_;
  const Context& context_;
  Context quiet_;
  ThreadPool pool_;
  std::vector<std::int64_t> chosen_;
  std::span<const KMeansResult> of_all_rows_;  // empty where the sample is not all rows
  std::vector<float> spread_;
};

}  // namespace

std::int64_t rows_of_choice(const ChoiceOptions& choice, std::int64_t rows) {
  return std::min(rows, choice.bootstrap.most_rows);
}

std::vector<SampleEvidence> sample_evidence(const Engine& engine, const KMeansOptions& options, int most,
                                            const ChoiceOptions& choice, std::span<const KMeansResult> of_all_rows,
                                            const Context& context) {
  std::vector<SampleEvidence> evidence;
  for (int k = 2; k <= most; ++k) {
    KEvidence& figures = evidence.emplace_back().figures;
    figures.k = k;
  }
  SampledRows sample(engine, options, choice, of_all_rows, context);
  for (std::size_t first = 0; first < evidence.size();) {
    context.check_cancelled();
    context.progress("evidence", static_cast<std::int64_t>(first), static_cast<std::int64_t>(evidence.size()));
    const std::size_t count = std::min(evidence.size() - first, static_cast<std::size_t>(sample.at_once()));
    sample.add(std::span(evidence).subspan(first, count));
    first += count;
  }
  return evidence;
}

}  // namespace segmenta
