#include <fmt/format.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "blocks.h"
#include "cluster/definition.h"
#include "cluster/starts.h"

namespace segmenta {
namespace {

// Figures of a clustering that come from the distances of its rows.
struct Spread {
  double silhouette = 0;
  std::vector<double> mean_distances;  ///< [k]; 0 for a segment without weight
};

// Sums over blocks of rows, combined in order (design: one answer, rule 5).
Spread spread_of(const Engine& engine, const Centroids& centroids) {
  const RowDistances distances = engine.distances(centroids, 1);
  const std::span<const std::int32_t> labels = engine.labels();
  const std::vector<std::int64_t>& counts = engine.sums().counts;
  const auto k = static_cast<std::size_t>(centroids.k);
  double silhouettes = 0;
  std::vector<double> sums(k);
  const std::int64_t rows = engine.rows().rows();
  for (std::int64_t first = 0; first < rows; first += block_rows) {
    double block_silhouettes = 0;
    std::vector<double> block_sums(k);
    for (std::int64_t row = first; row < std::min(rows, first + block_rows); ++row) {
      const auto i = static_cast<std::size_t>(row);
      const auto weight = static_cast<double>(engine.rows().weight(row));
      const auto nearest = static_cast<double>(distances.nearest[i]);
      const double second = nearest + static_cast<double>(distances.margin[i]);
      const auto c = static_cast<std::size_t>(labels[i]);
      block_sums[c] += weight * nearest;
      if (second > 0 && counts[c] > 1) block_silhouettes += weight * (second - nearest) / second;
    }
    silhouettes += block_silhouettes;
    for (std::size_t c = 0; c < k; ++c) sums[c] += block_sums[c];
  }
  Spread spread{silhouettes / static_cast<double>(engine.rows().total_weight()), std::move(sums)};
  for (std::size_t c = 0; c < k; ++c) {
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

// Every start of one k, and how they agree.
class Sweep {
 public:
  Sweep(Engine& engine, KMeansOptions options, const Context& context)
      : engine_(engine), options_(std::move(options)), context_(context), total_(total_inertia(engine)) {}

  [[nodiscard]] const KMeansOptions& options() const { return options_; }

  std::pair<KEvidence, KMeansResult> evidence_of(int k) {
    options_.k = k;
    const bool several = number_of_starts(engine_, options_) > 1;
    std::vector<std::vector<std::int32_t>> labels;
    KMeansResult best = kmeans_by_starts(engine_, options_, context_, [&] {
      if (several) labels.emplace_back(engine_.labels().begin(), engine_.labels().end());
    });
    KEvidence evidence = describe(best);
    evidence.k = k;
    evidence.agreement = agreement(labels, best.restart);
    return {evidence, std::move(best)};
  }

 private:
  KEvidence describe(const KMeansResult& best) const {
    KEvidence evidence;
    evidence.inertia = best.inertia;
    evidence.iterations = best.iterations;
    const Spread spread = spread_of(engine_, best.centroids);
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

  static double agreement(const std::vector<std::vector<std::int32_t>>& labels, int best) {
    if (labels.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (static_cast<int>(i) != best) sum += adjusted_rand(labels[i], labels[static_cast<std::size_t>(best)]);
    }
    return sum / static_cast<double>(labels.size() - 1);
  }

  Engine& engine_;
  KMeansOptions options_;
  const Context& context_;
  double total_;
};

// NaN where one is not known.
double lowest(const std::vector<double>& stabilities) {
  double least = 1;
  for (const double one : stabilities)
    least = std::isnan(one) || std::isnan(least) ? std::nan("") : std::min(least, one);
  return least;
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
  if (none) result.reason += "; no k has segments as large as was asked";
  return result;
}

KChoice choose_k(Engine& engine, const KMeansOptions& options, int from, int to, const SmallestSegment& smallest,
                 const BootstrapOptions& bootstrap, const Context& context) {
  if (from < 2 || to < from) {
    throw Error(ErrorKind::usage, fmt::format("k from {} to {} is no range to choose from", from, to), "",
                "Start at 2 or more, and end no lower");
  }
  KChoice choice;
  std::vector<KMeansResult> results;
  std::vector<std::vector<double>> stabilities;
  Sweep sweep(engine, options, context);
  for (int k = from; k <= to; ++k) {
    context.progress("choose k", k - from, to - from + 1);
    auto [evidence, best] = sweep.evidence_of(k);
    stabilities.push_back(bootstrap_jaccard(engine, sweep.options(), bootstrap, context));
    evidence.stability = lowest(stabilities.back());
    choice.evidence.push_back(evidence);
    results.push_back(std::move(best));
  }
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
