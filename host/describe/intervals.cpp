// Labels the rows of each round on an engine of its own, a thread a round, and sums columns up by new cluster.

#include "describe/intervals.h"

#include <segmenta/engine.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "cluster/bootstrap_round.h"
#include "parallel.h"
#include "prepare/quantile.h"

namespace segmenta {
namespace {

constexpr std::size_t fewest_rounds = 10;
constexpr double lowest = 0.025, highest = 0.975;

Rows select(const Rows& all, const std::vector<std::int64_t>& chosen) {
  Rows rows(static_cast<std::int64_t>(chosen.size()), all.features());
  rows.quantum = all.quantum;
  rows.magnitude = all.magnitude;
  rows.has_missing = all.has_missing;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::copy_n(all.row(chosen[i]), all.features(), rows.row(static_cast<std::int64_t>(i)));
  }
  return rows;
}

}  // namespace

IntervalProfiler::IntervalProfiler(const Description& description, const Rows& rows, const Model& model,
                                   std::vector<std::size_t> columns, const Context& context)
    : description_(description),
      k_(description.k()),
      columns_(std::move(columns)),
      rounds_(static_cast<std::size_t>(model.bootstrap_rounds())) {
  const Context quiet = context.quiet(1);
  ThreadPool pool(std::min(context.worker_threads(), std::max(model.bootstrap_rounds(), 1)));
  run_with_progress(pool, model.bootstrap_rounds(), "intervals", context, [&](std::int64_t round) {
    quiet.check_cancelled();
    rounds_[static_cast<std::size_t>(round)] = label_round(rows, model, static_cast<int>(round), quiet);
  });
}

IntervalProfiler::Round IntervalProfiler::label_round(const Rows& rows, const Model& model, int round,
                                                      const Context& context) const {
  const std::size_t size = model.centroids.size();
  const auto first = model.bootstrap_centroids.begin() + static_cast<std::ptrdiff_t>(size) * round;
  const Centroids centroids{model.k, model.features(), {first, first + static_cast<std::ptrdiff_t>(size)}};
  Round made;
  made.drawn = draw_rows(rows.rows(), std::min(rows.rows(), BootstrapOptions{}.most_rows), model.seed, round);
  const auto engine = make_cpu_engine(select(rows, made.drawn), {}, context);
  engine->reset(model.k);
  engine->assign(centroids);
  made.labels = engine->take_labels();
  Overlap overlap(k_, k_);
  for (std::size_t i = 0; i < made.drawn.size(); ++i) {
    if (i > 0 && made.drawn[i] == made.drawn[i - 1]) continue;
    overlap.add(description_.labels()[static_cast<std::size_t>(made.drawn[i])], made.labels[i]);
  }
  for (std::size_t s = 0; s < k_; ++s) {
    const Overlap::Match match = overlap.best_match(s);
    made.match.push_back(match.jaccard > 0 ? static_cast<int>(match.cluster) : -1);
  }
  return made;
}

void IntervalProfiler::visit(const ShownColumn& shown, Jobs& jobs) {
  Totals& totals = totals_[shown.column];
  jobs.emplace_back([this, &shown, &totals] { totals = totals_of(shown.values); });
}

IntervalProfiler::Totals IntervalProfiler::totals_of(std::span<const double> values) const {
  Totals totals;
  for (const Round& round : rounds_) {
    std::vector<ColumnTotal>& of_round = totals.emplace_back(k_);
    for (std::size_t i = 0; i < round.drawn.size(); ++i) {
      const double value = values[static_cast<std::size_t>(round.drawn[i])];
      if (!std::isnan(value)) of_round[static_cast<std::size_t>(round.labels[i])].add(value);
    }
  }
  return totals;
}

template <class Figure>
Interval IntervalProfiler::interval(std::size_t segment, const Figure& figure) const {
  std::vector<double> values;
  for (std::size_t r = 0; r < rounds_.size(); ++r) {
    if (rounds_[r].match[segment] < 0) continue;
    const double value = figure(r, static_cast<std::size_t>(rounds_[r].match[segment]));
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.size() < fewest_rounds) return {};
  Quantiles quantiles(std::move(values), {});
  return {quantiles.at(lowest), quantiles.at(highest)};
}

void IntervalProfiler::add_to(Profile& profile) const {
  const Table& table = description_.table();
  if (!rounds_.empty()) profile.drawn = std::ssize(rounds_.front().drawn);
  for (std::size_t s = 0; s < k_; ++s) {
    SegmentProfile& segment = profile.segments[s];
    if (segment.size == 0) continue;
    segment.share_interval = interval(s, [&](std::size_t r, std::size_t cluster) {
      const auto size = std::ranges::count(rounds_[r].labels, static_cast<std::int32_t>(cluster));
      return static_cast<double>(size) / static_cast<double>(rounds_[r].labels.size());
    });
    for (std::size_t j = 0; j < profile.features.size(); ++j) {
      const Totals& totals = totals_.at(table.column_index(profile.features[j].name));
      segment.features[j].mean_interval =
          interval(s, [&](std::size_t r, std::size_t cluster) { return totals[r][cluster].mean(); });
    }
    if (std::isnan(segment.revenue_share)) continue;
    const Totals& totals = totals_.at(table.column_index(profile.value_feature));
    segment.revenue_share_interval = interval(s, [&](std::size_t r, std::size_t cluster) {
      return totals[r][cluster].sum / std::accumulate(totals[r].begin(), totals[r].end(), ColumnTotal{}).sum;
    });
  }
}

bool has_intervals(const Model& model) { return model.bootstrap_rounds() > 0 && model.offsets.empty(); }

}  // namespace segmenta
