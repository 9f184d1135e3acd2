// The sweep over numbers of segments: all rows for those of the range, one k after the other from starts found for all
// at once; a sample for every k that the decision needs.

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
#include "cluster/sample_evidence.h"
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

// The figures of all rows beside those of the sample.
void add_figures(KEvidence& of_sample, const KEvidence& of_all) {
  of_sample.inertia = of_all.inertia;
  of_sample.silhouette = of_all.silhouette;
  of_sample.calinski_harabasz = of_all.calinski_harabasz;
  of_sample.davies_bouldin = of_all.davies_bouldin;
  of_sample.smallest = of_all.smallest;
  of_sample.agreement = of_all.agreement;
  of_sample.iterations = of_all.iterations;
}

void refuse_no_range(const KRange& range) {
  if (range.from >= 2 && range.to >= range.from) return;
  throw Error(ErrorKind::usage, fmt::format("k from {} to {} is not a range to choose from", range.from, range.to), "",
              "Start at 2 or more, and end no lower");
}

class Choosing {
 public:
  Choosing(Engine& engine, const KMeansOptions& options, const ChoiceOptions& choice, const Context& context)
      : engine_(engine), options_(options), choice_(choice), context_(context) {
    const std::int64_t always = std::min<std::int64_t>(rows_of_choice(choice, engine.grid().rows), always_looked_to);
    most_ = std::max(static_cast<int>(always), choice.range.to);
  }

  KChoice run() {
    const auto begin = std::chrono::steady_clock::now();
    cluster_all_rows();
    look_at_sample();
    result_.recommendation = recommend(figures_, gaps_.front(), choice_, engine_.grid().rows);
    take_best();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    SweepSeconds& seconds = result_.seconds;
    seconds.evidence = taken.count() - seconds.seed - seconds.refine - seconds.iterate;
    return std::move(result_);
  }

 private:
  void cluster_all_rows() {
    Sweep sweep(engine_, options_, choice_.range, context_);
    for (std::size_t i = 0; i < sweep.size(); ++i) {
      context_.progress("choose k", static_cast<std::int64_t>(i), static_cast<std::int64_t>(sweep.size()));
      auto [evidence, best] = sweep.evidence_of(i);
      result_.seconds.add(best);
      of_all_rows_.push_back(evidence);
      clusterings_.push_back(std::move(best));
    }
  }

  void look_at_sample() {
    sample_ = sample_evidence(engine_, options_, most_, choice_, clusterings_, context_);
    gaps_ = gap_statistic(engine_, options_, {1, std::min(most_, choice_.gap.most_k)}, choice_.gap, context_);
    gaps_.resize(static_cast<std::size_t>(most_), {std::nan(""), std::nan("")});
    for (std::size_t i = 0; i < sample_.size(); ++i) {
      figures_.push_back(sample_[i].figures);
      figures_[i].gap = gaps_[i + 1].gap;
      figures_[i].gap_error = gaps_[i + 1].error;
      if (choice_.range.holds(figures_[i].k)) add_figures(figures_[i], of_all_rows_[place(figures_[i].k)]);
    }
  }

  [[nodiscard]] std::size_t place(int k) const { return static_cast<std::size_t>(k - choice_.range.from); }

  void take_best() {
    const int k = result_.recommendation.k;
    for (const KEvidence& one : figures_) {
      if (choice_.range.holds(one.k)) result_.evidence.push_back(one);
    }
    result_.best = std::move(clusterings_[place(k)]);
    if (k != choice_.range.to) {  // the engine still has the result of the last k
      engine_.reset(result_.best.centroids.k);
      engine_.assign(result_.best.centroids);
    }
    if (choice_.bootstrap.rounds == 0) return;
    result_.bootstrap = bootstrap_of_best(k);
  }

  // That of the sample where that is all rows.
  [[nodiscard]] Bootstrap bootstrap_of_best(int k) {
    SampleEvidence& of_sample = sample_[static_cast<std::size_t>(k - 2)];
    if (of_sample.centroids.values == result_.best.centroids.values) return std::move(of_sample.bootstrap);
    KMeansOptions options = options_;
    options.k = k;
    return bootstrap_clusters(engine_, options, choice_.bootstrap, context_);
  }

  Engine& engine_;
  const KMeansOptions& options_;
  const ChoiceOptions& choice_;
  const Context& context_;
  int most_ = 0;
  std::vector<KEvidence> of_all_rows_, figures_;
  std::vector<KMeansResult> clusterings_;
  std::vector<SampleEvidence> sample_;
  std::vector<Gap> gaps_;
  KChoice result_;
};

}  // namespace

KChoice choose_k(Engine& engine, const KMeansOptions& options, const ChoiceOptions& choice, const Context& context) {
  refuse_no_range(choice.range);
  return Choosing(engine, options, choice, context).run();
}

}  // namespace segmenta
