// The sweep over numbers of segments: one k after the other from starts found for all at once.

#include <fmt/format.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "cluster/evidence.h"
#include "cluster/lloyd.h"
#include "cluster/starts.h"
#include "parallel.h"

namespace segmenta {
namespace {

// One k after the other, from starts found for all at once.
class Sweep {
 public:
  Sweep(Engine& engine, const KMeansOptions& options, const KRange& range, const Context& context)
      : engine_(engine), context_(context), pool_(context.worker_threads()) {
    for (int k = range.from; k <= range.to; ++k) {
      fits_.push_back(options);
      fits_.back().k = k;
    }
    starts_ = find_starts(engine, fits_, context);
    if (options.tol > 0) variance_ = mean_variance(engine);
    total_ = total_inertia(engine);
  }

  [[nodiscard]] std::size_t size() const { return fits_.size(); }
  [[nodiscard]] const KMeansOptions& options(std::size_t i) const { return fits_[i]; }

  std::pair<KEvidence, KMeansResult> evidence_of(std::size_t i) {
    const bool several = starts_[i].size() > 1;
    std::vector<std::vector<std::int32_t>> labels;
    KMeansResult best = kmeans_by_starts(engine_, fits_[i], starts_[i], variance_, context_, [&] {
      if (several) labels.emplace_back(engine_.labels().begin(), engine_.labels().end());
    });
    KEvidence evidence = segmenta::evidence_of(engine_, best, total_, pool_);
    evidence.k = fits_[i].k;
    evidence.agreement = agreement(labels, best.restart);
    return {evidence, std::move(best)};
  }

 private:
  double agreement(const std::vector<std::vector<std::int32_t>>& labels, int best) {
    if (labels.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    std::vector<double> found(labels.size());
    pool_.run(static_cast<std::int64_t>(labels.size()), [&](std::int64_t start, int) {
      const auto i = static_cast<std::size_t>(start);
      if (start != best) found[i] = adjusted_rand(labels[i], labels[static_cast<std::size_t>(best)]);
    });
    double sum = 0;
    for (const double one : found) sum += one;
    return sum / static_cast<double>(labels.size() - 1);
  }

  Engine& engine_;
  const Context& context_;
  ThreadPool pool_;
  std::vector<KMeansOptions> fits_;
  std::vector<std::vector<StartingPoint>> starts_;
  double variance_ = 0;
  double total_ = 0;
};

// NaN where one is not known.
double lowest(const std::vector<double>& stabilities) {
  double least = 1;
  for (const double one : stabilities)
    least = std::isnan(one) || std::isnan(least) ? std::nan("") : std::min(least, one);
  return least;
}

void add_gaps(std::vector<KEvidence>& evidence, const std::vector<Gap>& gaps) {
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    evidence[i].gap = gaps[i].gap;
    evidence[i].gap_error = gaps[i].error;
  }
}

}  // namespace

KChoice choose_k(Engine& engine, const KMeansOptions& options, const KRange& range, const SmallestSegment& smallest,
                 const BootstrapOptions& bootstrap, const GapOptions& gap, const Context& context) {
  if (range.from < 2 || range.to < range.from) {
    throw Error(ErrorKind::usage, fmt::format("k from {} to {} is not a range to choose from", range.from, range.to),
                "", "Start at 2 or more, and end no lower");
  }
  KChoice choice;
  std::vector<KMeansResult> results;
  std::vector<std::vector<double>> stabilities;
  const auto begin = std::chrono::steady_clock::now();
  Sweep sweep(engine, options, range, context);
  for (std::size_t i = 0; i < sweep.size(); ++i) {
    context.progress("choose k", static_cast<std::int64_t>(i), static_cast<std::int64_t>(sweep.size()));
    auto [evidence, best] = sweep.evidence_of(i);
    stabilities.push_back(bootstrap_jaccard(engine, sweep.options(i), bootstrap, context));
    evidence.stability = lowest(stabilities.back());
    choice.evidence.push_back(evidence);
    choice.seconds.add(best);
    results.push_back(std::move(best));
  }
  add_gaps(choice.evidence, gap_statistic(engine, options, range, gap, context));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  choice.seconds.evidence = taken.count() - choice.seconds.seed - choice.seconds.refine - choice.seconds.iterate;
  choice.recommendation = recommend(choice.evidence, smallest, engine.grid().rows);
  const auto chosen = static_cast<std::size_t>(choice.recommendation.k - range.from);
  choice.best = std::move(results[chosen]);
  if (bootstrap.rounds > 0) choice.stability = std::move(stabilities[chosen]);
  if (choice.recommendation.k != range.to) {  // the engine still has the result of the last k
    engine.reset(choice.best.centroids.k);
    engine.assign(choice.best.centroids);
  }
  return choice;
}

}  // namespace segmenta
