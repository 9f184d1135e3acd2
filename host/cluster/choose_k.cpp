#include <fmt/format.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "blocks.h"
#include "cluster/lloyd.h"
#include "cluster/starts.h"
#include "engine/definition.h"
#include "parallel.h"

namespace segmenta {
namespace {

// Figures of a clustering that come from the distances of its rows.
struct Spread {
  double silhouette = 0;
  std::vector<double> mean_distances;  ///< [k]; 0 for a segment without weight
};

// Sums of some rows.
struct PartialSpread {
  double silhouettes = 0;
  std::vector<double> distances;  // [k]
};

PartialSpread spread_of_block(const Engine& engine, const RowDistances& distances, std::int64_t first) {
  const std::span<const std::int32_t> labels = engine.labels();
  const std::vector<std::int64_t>& counts = engine.sums().counts;
  PartialSpread sums{0, std::vector<double>(counts.size())};
  for (std::int64_t row = first; row < std::min(engine.rows().rows(), first + block_rows); ++row) {
    const auto i = static_cast<std::size_t>(row);
    const auto weight = static_cast<double>(engine.rows().weight(row));
    const auto nearest = static_cast<double>(distances.nearest[i]);
    const double second = nearest + static_cast<double>(distances.margin[i]);
    const auto c = static_cast<std::size_t>(labels[i]);
    sums.distances[c] += weight * nearest;
    if (second > 0 && counts[c] > 1) sums.silhouettes += weight * (second - nearest) / second;
  }
  return sums;
}

// Sums over blocks of rows, combined in order (design: one answer, rule 5).
Spread spread_of(const Engine& engine, const Centroids& centroids, ThreadPool& pool) {
  const RowDistances distances = engine.distances(centroids, 1);
  const std::int64_t blocks = (engine.rows().rows() + block_rows - 1) / block_rows;
  std::vector<PartialSpread> partials(static_cast<std::size_t>(blocks));
  pool.run(blocks, [&](std::int64_t block, int) {
    partials[static_cast<std::size_t>(block)] = spread_of_block(engine, distances, block * block_rows);
  });
  Spread spread{0, std::vector<double>(static_cast<std::size_t>(centroids.k))};
  for (const PartialSpread& partial : partials) {
    spread.silhouette += partial.silhouettes;
    for (std::size_t c = 0; c < partial.distances.size(); ++c) spread.mean_distances[c] += partial.distances[c];
  }
  spread.silhouette /= static_cast<double>(engine.rows().total_weight());
  for (std::size_t c = 0; c < spread.mean_distances.size(); ++c) {
    const auto weight = static_cast<double>(engine.sums().weights[c]);
    spread.mean_distances[c] = weight > 0 ? spread.mean_distances[c] / weight : 0;
  }
  return spread;
}

double davies_bouldin(const Centroids& centroids, const ClusterSums& sums, const std::vector<double>& mean_distances) {
  double total = 0;
  int used = 0;
  for (int i = 0; i < centroids.k; ++i) {
    if (sums.weights[static_cast<std::size_t>(i)] == 0) continue;
    double worst = 0;
    for (int j = 0; j < centroids.k; ++j) {
      if (j == i || sums.weights[static_cast<std::size_t>(j)] == 0) continue;
      const double apart = std::sqrt(distance2(centroids.row(i), centroids.row(j), centroids.features));
      const double spread = mean_distances[static_cast<std::size_t>(i)] + mean_distances[static_cast<std::size_t>(j)];
      if (apart > 0) worst = std::max(worst, spread / apart);
    }
    total += worst;
    ++used;
  }
  return used > 0 ? total / used : 0;
}

// Inertia of all rows in one cluster.
double total_inertia(Engine& engine) {
  Centroids mean{1, engine.rows().features(), std::vector<float>(static_cast<std::size_t>(engine.rows().features()))};
  engine.reset(1);
  engine.assign(mean);
  mean = update(mean, engine.sums(), engine.rows());
  return engine.inertia(mean);
}

double pairs(std::int64_t count) { return 0.5 * static_cast<double>(count) * static_cast<double>(count - 1); }

// One k after the other, from starts found for all at once.
class Sweep {
 public:
  Sweep(Engine& engine, const KMeansOptions& options, int from, int to, const Context& context)
      : engine_(engine), context_(context), pool_(context.worker_threads()) {
    for (int k = from; k <= to; ++k) {
      fits_.push_back(options);
      fits_.back().k = k;
    }
    starts_ = find_starts(engine, fits_, context);
    if (options.tol > 0) variance_ = mean_variance(engine.rows());
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
    KEvidence evidence = describe(best);
    evidence.k = fits_[i].k;
    evidence.agreement = agreement(labels, best.restart);
    return {evidence, std::move(best)};
  }

 private:
  KEvidence describe(const KMeansResult& best) {
    KEvidence evidence;
    evidence.inertia = best.inertia;
    evidence.iterations = best.iterations;
    const Spread spread = spread_of(engine_, best.centroids, pool_);
    evidence.silhouette = spread.silhouette;
    evidence.davies_bouldin = davies_bouldin(best.centroids, engine_.sums(), spread.mean_distances);
    const double all = std::ldexp(static_cast<double>(engine_.rows().total_weight()), -engine_.rows().weight_exponent);
    const auto k = static_cast<double>(best.centroids.k);
    evidence.calinski_harabasz = best.inertia > 0 ? (total_ - best.inertia) / (k - 1) / (best.inertia / (all - k))
                                                  : std::numeric_limits<double>::infinity();
    const auto& counts = engine_.sums().counts;
    evidence.smallest = *std::min_element(counts.begin(), counts.end());
    return evidence;
  }

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

// The k that the gap statistic picks; 0 where it is not known.
int picked_by_gap(std::span<const KEvidence> evidence) {
  std::vector<Gap> gaps;
  for (const KEvidence& one : evidence) {
    if (!std::isnan(one.gap)) gaps.push_back({one.gap, one.gap_error});
  }
  return gaps.empty() ? 0 : evidence[gap_choice(gaps)].k;
}

// Rank of each by a figure, from 1; equal figures share the better rank.
template <class Better>
std::vector<int> ranks(const std::vector<const KEvidence*>& all, const Better& better) {
  std::vector<int> result;
  for (const KEvidence* one : all) {
    result.push_back(1 + static_cast<int>(std::count_if(all.begin(), all.end(),
                                                        [&](const KEvidence* other) { return better(*other, *one); })));
  }
  return result;
}

std::string ordinal(int rank) {
  return fmt::format("{}{}", rank, rank == 1 ? "st" : rank == 2 ? "nd" : rank == 3 ? "rd" : "th");
}

}  // namespace

double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  if (a.empty()) return 1;
  const auto clusters_a = static_cast<std::size_t>(*std::max_element(a.begin(), a.end())) + 1;
  const auto clusters_b = static_cast<std::size_t>(*std::max_element(b.begin(), b.end())) + 1;
  std::vector<std::int64_t> both(clusters_a * clusters_b);
  std::vector<std::int64_t> in_a(clusters_a);
  std::vector<std::int64_t> in_b(clusters_b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[static_cast<std::size_t>(a[i]) * clusters_b + static_cast<std::size_t>(b[i])];
    ++in_a[static_cast<std::size_t>(a[i])];
    ++in_b[static_cast<std::size_t>(b[i])];
  }
  const auto together_in = [](const std::vector<std::int64_t>& counts) {
    double sum = 0;
    for (const std::int64_t count : counts) sum += pairs(count);
    return sum;
  };
  const double pairs_a = together_in(in_a);
  const double pairs_b = together_in(in_b);
  const double expected = pairs_a * pairs_b / std::max(pairs(static_cast<std::int64_t>(a.size())), 1.0);
  const double most = (pairs_a + pairs_b) / 2;
  return most == expected ? 1 : (together_in(both) - expected) / (most - expected);
}

Recommendation recommend(std::span<const KEvidence> evidence, const SmallestSegment& smallest, std::int64_t rows) {
  std::vector<const KEvidence*> allowed;
  for (const KEvidence& one : evidence) {
    if (smallest.allows(one.smallest, rows)) allowed.push_back(&one);
  }
  const bool none = allowed.empty();
  if (none) {
    for (const KEvidence& one : evidence) allowed.push_back(&one);
  }
  const auto silhouette = ranks(allowed, [](const auto& x, const auto& y) { return x.silhouette > y.silhouette; });
  const auto calinski =
      ranks(allowed, [](const auto& x, const auto& y) { return x.calinski_harabasz > y.calinski_harabasz; });
  const auto davies = ranks(allowed, [](const auto& x, const auto& y) { return x.davies_bouldin < y.davies_bouldin; });
  std::vector<std::size_t> order(allowed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const int sum_x = silhouette[x] + calinski[x] + davies[x];
    const int sum_y = silhouette[y] + calinski[y] + davies[y];
    return sum_x != sum_y ? sum_x < sum_y : allowed[x]->silhouette > allowed[y]->silhouette;
  });
  const std::size_t best = order.front();
  const KEvidence& chosen = *allowed[best];
  Recommendation result;
  result.k = chosen.k;
  result.runner_up_k = order.size() > 1 ? allowed[order[1]]->k : 0;
  result.reason = fmt::format(
      "k = {} has the best mean rank of {} candidates: {} by silhouette ({:.3f}), {} by Calinski-Harabasz, {} by "
      "Davies-Bouldin; its smallest segment has {} rows{}",
      chosen.k, allowed.size(), ordinal(silhouette[best]), chosen.silhouette, ordinal(calinski[best]),
      ordinal(davies[best]), chosen.smallest,
      std::isnan(chosen.stability)
          ? ""
          : fmt::format(", its least stable one {:.2f} ({})", chosen.stability, stability_band(chosen.stability)));
  result.gap_k = picked_by_gap(evidence);
  if (result.gap_k > 0) result.reason += fmt::format("; the gap statistic picks k = {}", result.gap_k);
  if (none) result.reason += "; no k has segments as large as was asked";
  return result;
}

KChoice choose_k(Engine& engine, const KMeansOptions& options, int from, int to, const SmallestSegment& smallest,
                 const BootstrapOptions& bootstrap, const GapOptions& gap, const Context& context) {
  if (from < 2 || to < from) {
    throw Error(ErrorKind::usage, fmt::format("k from {} to {} is no range to choose from", from, to), "",
                "Start at 2 or more, and end no lower");
  }
  KChoice choice;
  std::vector<KMeansResult> results;
  std::vector<std::vector<double>> stabilities;
  const auto begin = std::chrono::steady_clock::now();
  Sweep sweep(engine, options, from, to, context);
  for (std::size_t i = 0; i < sweep.size(); ++i) {
    context.progress("choose k", static_cast<std::int64_t>(i), static_cast<std::int64_t>(sweep.size()));
    auto [evidence, best] = sweep.evidence_of(i);
    stabilities.push_back(bootstrap_jaccard(engine, sweep.options(i), bootstrap, context));
    evidence.stability = lowest(stabilities.back());
    choice.evidence.push_back(evidence);
    choice.seconds.add(best);
    results.push_back(std::move(best));
  }
  add_gaps(choice.evidence, gap_statistic(engine, options, from, to, gap, context));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  choice.seconds.evidence = taken.count() - choice.seconds.seed - choice.seconds.refine - choice.seconds.iterate;
  choice.recommendation = recommend(choice.evidence, smallest, engine.rows().rows());
  const auto chosen = static_cast<std::size_t>(choice.recommendation.k - from);
  choice.best = std::move(results[chosen]);
  if (bootstrap.rounds > 0) choice.stability = std::move(stabilities[chosen]);
  if (choice.recommendation.k != to) {  // the engine still has the result of the last k
    engine.reset(choice.best.centroids.k);
    engine.assign(choice.best.centroids);
  }
  return choice;
}

}  // namespace segmenta
