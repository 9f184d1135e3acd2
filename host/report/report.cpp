#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/names.h>
#include <segmenta/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace segmenta {
namespace {

void refuse_too_few(const Table& table, std::int64_t min_cell) {
  if (table.rows() >= min_cell) return;
  throw Error(ErrorKind::input, fmt::format("{} has only {} customers", table.name(), table.rows()),
              fmt::format("a report shows nothing of fewer than {}", min_cell),
              "Where nobody can be recognised, allow fewer by --min-cell");
}

void refuse_another(const Model& model, int k) {
  if (model.k == k) return;
  throw Error(ErrorKind::input, "The segments are not those of the model",
              fmt::format("{} segments, the model has {}", k, model.k), "Make them anew with segmenta assign");
}

}  // namespace

Report collect_report(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                      const ReportOptions& options, const Context& context) {
  refuse_too_few(table, options.min_cell);
  if (model) refuse_another(*model, k);
  Report report;
  report.store = table.name();
  report.model = model;
  report.profile = profile(table, options.columns, segments.segment, k, context);
  if (!options.earlier_sizes.empty()) set_growth(report.profile, options.earlier_sizes);
  const auto& explained = options.explained.empty() ? options.columns : options.explained;
  report.explanation = explain(table, explained, segments, k, context);
  std::vector<std::string> automatic;
  for (const SegmentExplanation& segment : report.explanation.segments) automatic.push_back(segment.automatic_name);
  set_names(report.profile, segment_names(options.names, automatic));
  report.evaluation = evaluate(table, segments.segment, k, options.evaluate, options.earlier_sizes, context);
  report.rfm = find_rfm_grid(table, context);
  if (!report.rfm) {
    context.note("the report is without RFM (it needs recency, frequency and value of every customer)");
  }
  if (!options.by.empty()) {
    report.markets = profile_markets(table, options.by, options.columns, segments.segment, k, context);
  }
  report.labels_digest = labels_digest(segments.segment);
  if (!model) return report;
  report.centroids_digest = centroids_digest(model->centroids);
  report.map = customer_map(table, *model, segments.segment, context);
  HiddenGroupOptions hidden;
  hidden.smallest = std::max(hidden.smallest, options.min_cell);
  report.hidden_groups = find_hidden_groups(table, *model, segments.segment, hidden, context);
  return report;
}

}  // namespace segmenta
