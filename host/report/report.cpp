// All that a report says, from as few passes over the store as there can be.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/names.h>
#include <segmenta/prepare.h>
#include <segmenta/report.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "describe/aside.h"
#include "describe/categories.h"
#include "describe/evaluator.h"
#include "describe/explaining.h"
#include "describe/hidden_groups.h"
#include "describe/intervals.h"
#include "describe/market_profiler.h"
#include "describe/profiler.h"
#include "describe/rfm_gridder.h"
#include "report/disclosure.h"
#include "report/features_that_matter.h"
#include "report/shown_customers.h"
#include "report/suppressed.h"

namespace segmenta {
namespace {

void refuse_too_few(const Table& table, const std::vector<std::int64_t>& sizes, std::int64_t min_cell) {
  if (std::ranges::any_of(sizes, [&](std::int64_t size) { return size >= min_cell; })) return;
  throw Error(ErrorKind::input, fmt::format("No segment of {} has as many as {} customers", table.name(), min_cell),
              "a report shows nothing of segments that are smaller",
              "Where nobody can be recognised, allow fewer by --min-cell");
}

void refuse_another(const Model& model, int k) {
  if (model.k == k) return;
  throw Error(ErrorKind::input, "The segments are not those of the model",
              fmt::format("{} segments, the model has {}", k, model.k), "Make them anew with segmenta assign");
}

// What needs prepared rows. They are prepared once.
struct FromRows {
  CustomerMap map;
  FoundGroups hidden;
};

// Columns that all parts of a report want are read once, while map and hidden groups are made from the prepared rows.
class Collector {
 public:
  Collector(const Description& description, const std::optional<Model>& model, const ReportOptions& options,
            const Context& context)
      : description_(description),
        model_(model),
        options_(options),
        context_(context),
        explained_(options.explained.empty() ? options.columns : options.explained),
        profiler_(description, options.columns, options.evaluate.value, true, options.min_cell),
        binner_(description, rule_columns(description.table(), explained_), options.min_cell),
        evaluator_(description, options.evaluate, options.earlier_sizes),
        rfm_(description.table(), {options.recency, options.frequency, options.evaluate.value}) {
    if (!options.by.empty()) markets_.emplace(description, options.by, options.columns, context);
  }

  Report collect(const Segments& segments) {
    std::optional<Aside<FromRows>> from_rows;
    if (model_) {
      Rows rows = prepare_with(description_.table(), model_->preparation, {}, context_);
      if (has_intervals(*model_)) intervals_.emplace(description_, rows, *model_, profiler_.columns(), context_);
      from_rows.emplace(context_, [this, shared = std::make_shared<Rows>(std::move(rows))](const Context& aside) {
        return make_from(std::move(*shared), aside);
      });
    }
    Report report = describe_columns(segments);
    if (!model_) return report;
    report.centroids_digest = centroids_digest(model_->centroids);
    context_.progress("hidden groups", 0, 0);
    FromRows made = from_rows->get();
    report.map = std::move(made.map);
    report.hidden_groups = describe_hidden_groups(description_, std::move(made.hidden), *model_, context_);
    return report;
  }

 private:
  void show_columns() {
    std::vector<ColumnVisitor*> visitors{&profiler_, &binner_, &evaluator_, &rfm_};
    if (markets_) visitors.push_back(&*markets_);
    if (intervals_) visitors.push_back(&*intervals_);
    description_.show_columns(visitors, "describe", context_);
    auto categories = read_categories(description_.table(), options_.columns, context_);
    categories_ = profile_categories(description_, categories);
    std::erase_if(categories, [&](const CategoryColumn& one) {
      return std::ranges::find(explained_, description_.table().columns()[one.column].name) == explained_.end();
    });
    binner_.add_flags(categories);
  }

  Report describe_columns(const Segments& segments) {
    show_columns();
    Report report;
    report.store = description_.table().name();
    report.model = model_;
    report.profile = profiler_.result();
    report.profile.categories = categories_;
    if (intervals_) intervals_->add_to(report.profile);
    report.explanation = explain_shown(description_, explained_, binner_.result(), report.profile, segments, context_);
    if (!options_.definitions.empty()) {
      for (SegmentExplanation& segment : report.explanation.segments) segment.forget_rules();
    }
    report.evaluation = evaluator_.result(context_);
    report.rfm = rfm_.result(context_);
    if (!report.rfm) {
      context_.note("the report is without RFM (it needs recency, frequency and value of every customer)");
    }
    if (markets_) report.markets = markets_->result();
    set_growth(report.profile, options_.earlier_sizes);
    set_names(report.profile, segment_names(options_.names, automatic_names(report.profile, explained_)));
    return report;
  }

  [[nodiscard]] FromRows make_from(Rows rows, const Context& aside) const {
    FromRows made{customer_map(rows, *model_, description_.labels(), aside), {}};
    HiddenGroupOptions hidden;
    hidden.smallest = std::max(hidden.smallest, options_.min_cell);
    made.hidden = search_hidden_groups(description_, std::move(rows), *model_, hidden, aside);
    return made;
  }

  const Description& description_;
  const std::optional<Model>& model_;
  const ReportOptions& options_;
  const Context& context_;
  const std::vector<std::string>& explained_;
  Profiler profiler_;
  Binner binner_;
  Evaluator evaluator_;
  RfmGridder rfm_;
  std::optional<MarketProfiler> markets_;
  std::optional<IntervalProfiler> intervals_;
  std::vector<CategoryProfile> categories_;
};

Report collect_all(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                   const ReportOptions& options, const Context& context) {
  const Description description(table, segments.segment, k);
  return Collector(description, model, options, context).collect(segments);
}

// Of those customers alone that are in segments large enough.
Report collect_shown(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                     ReportOptions options, const Context& context, const std::vector<bool>& left_out) {
  const ShownCustomers shown(table, segments.segment, left_out);
  for (std::size_t i = 0; i < options.earlier_sizes.size(); ++i) {
    if (left_out[i]) options.earlier_sizes[i] = 0;  // it did not shrink to nothing
  }
  const Segments of_shown = shown.of(segments);
  return collect_all(shown, model, of_shown, k, options, context);
}

}  // namespace

Report collect_report(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                      const ReportOptions& options, const Context& context) {
  if (model) refuse_another(*model, k);
  const std::vector<std::int64_t> sizes = segment_sizes(segments.segment, k);
  refuse_too_few(table, sizes, options.min_cell);
  const std::vector<bool> small = too_small(sizes, options.min_cell);
  Report report = std::ranges::find(small, true) == small.end()
                      ? collect_all(table, model, segments, k, options, context)
                      : collect_shown(table, model, segments, k, options, context, small);
  keep_features_that_matter(report);
  report.suppressed = small;
  report.labels_digest = labels_digest(segments.segment);
  withhold(report, options);
  for (const ActionFigures& figures : action_figures(report.profile, report.evaluation)) {
    report.actions.push_back(suggest_action(figures, options.actions));
  }
  return report;
}

}  // namespace segmenta
