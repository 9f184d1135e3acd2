#include <fmt/format.h>
#include <segmenta/evaluate.h>
#include <segmenta/growth.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "describe/composite.h"
#include "describe/concentration.h"
#include "describe/evaluate_columns.h"
#include "parallel.h"
#include "segments/segment_sizes.h"

namespace segmenta {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole) { return whole > 0 ? part / whole : none; }

std::vector<SegmentEvaluation> figures_of(const Evaluation& evaluation, const EvaluateTotals& totals,
                                          const std::vector<std::int64_t>& sizes, const std::vector<double>& grown) {
  double all = 0;
  for (const SegmentTotals& segment : totals.segments) all += segment.value;
  std::vector<SegmentEvaluation> segments(sizes.size());
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const SegmentTotals& total = totals.segments[s];
    const auto size = static_cast<double>(sizes[s]);
    const bool has_value = !evaluation.value.empty();
    const bool has_margin = !evaluation.margin.empty();
    segments[s].segment = static_cast<int>(s);
    segments[s].size = sizes[s];
    segments[s].share = evaluation.rows > 0 ? size / static_cast<double>(evaluation.rows) : 0;
    segments[s].value = has_value ? total.value : none;
    segments[s].value_share = has_value ? ratio(total.value, all) : none;
    segments[s].value_per_customer = has_value ? ratio(total.value, size) : none;
    segments[s].growth = grown[s];
    segments[s].margin = has_margin ? total.margin : none;
    segments[s].margin_rate = has_value && has_margin ? ratio(total.margin, total.value) : none;
    segments[s].reachable = evaluation.consent.empty() ? none : ratio(static_cast<double>(total.reachable), size);
    segments[s].top_share = none;
  }
  return segments;
}

// The segments' values and those of all are sorted side by side.
void set_concentration(Evaluation& evaluation, std::vector<double>& values, const std::vector<std::int64_t>& first,
                       int threads) {
  std::vector<double> all = values;
  const auto k = static_cast<std::int64_t>(first.size());
  ThreadPool pool(std::min(threads, static_cast<int>(k) + 1));
  pool.run(k + 1, [&](std::int64_t job, int) {
    if (job == 0) {
      evaluation.concentration = concentration_curve(all);
      return;
    }
    SegmentEvaluation& segment = evaluation.segments[static_cast<std::size_t>(job - 1)];
    const auto begin = static_cast<std::size_t>(first[static_cast<std::size_t>(job - 1)]);
    const auto size = static_cast<std::size_t>(segment.size);
    segment.top_share = concentration_curve(std::span(values).subspan(begin, size))[top_percent];
  });
  evaluation.top_share = evaluation.concentration[top_percent];
}

}  // namespace

Evaluation evaluate(const Table& table, const std::vector<std::int32_t>& labels, int k, const EvaluateOptions& options,
                    std::span<const std::int64_t> earlier_sizes, const Context& context) {
  refuse_weights(options.weights);
  const std::vector<std::int64_t> sizes = segment_sizes(table, labels, k);
  const std::vector<double> grown = growth(sizes, earlier_sizes);
  const EvaluateColumns columns = find_evaluate_columns(table, options);
  std::vector<std::int64_t> first(sizes.size());
  std::exclusive_scan(sizes.begin(), sizes.end(), first.begin(), std::int64_t{0});
  EvaluateTotals totals = total_columns(table, columns, labels, first, context);

  Evaluation result;
  result.rows = table.rows();
  result.value = columns.value;
  result.margin = columns.margin;
  if (totals.consent_unfit.empty()) result.consent = columns.consent;
  result.segments = figures_of(result, totals, sizes, grown);
  result.top_share = none;
  if (!result.value.empty()) set_concentration(result, totals.values, first, context.worker_threads());
  if (!totals.consent_unfit.empty())
    totals.consent_unfit = fmt::format("{}: {}", columns.consent, totals.consent_unfit);
  set_composite(result, options.weights, !earlier_sizes.empty(), totals.consent_unfit);
  return result;
}

}  // namespace segmenta
