// The JSON of a report, part by part. What must not be shown is no longer in it.

#include "report/figures.h"

#include <segmenta/columns.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>

#include "report/disclosure.h"
#include "report/features_that_matter.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json count(std::int64_t customers) { return customers == withheld ? Json() : Json(customers); }

Json numbers(const auto& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

// What a reader calls a column: "days since last order", "sepal length".
std::string reader_label(const Column& column) {
  std::string label = label_of(column);
  if (label == column.name) std::ranges::replace(label, '_', ' ');
  return label;
}

bool lower_is_better(const Column& column) {
  const auto has = [&](const char* word) { return column.name.find(word) != std::string::npos; };
  return rank_of(column.name, Meaning::recency).has_value() || has("return") || has("refund") || has("days_between");
}

// What the column of value is to a reader who does not know the word of RFM for it.
std::string value_label_of(const Profile& profile) {
  const Column column = profile.value_column();
  return column.name == "monetary" && column.label.empty() ? "revenue" : reader_label(column);
}

Json features_of(const std::vector<Column>& columns) {
  Json list = Json::array();
  for (const Column& column : columns) {
    list.push_back({{"name", column.name},
                    {"label", reader_label(column)},
                    {"lower_is_better", lower_is_better(column)},
                    {"units", column.units},
                    {"definition", column.definition}});
  }
  return list;
}

Json interval_of(const Interval& interval) { return {{"low", number(interval.low)}, {"high", number(interval.high)}}; }

Json figures_of(const FeatureProfile& figures) {
  return {{"mean", number(figures.mean)},
          {"mean_interval", interval_of(figures.mean_interval)},
          {"median", number(figures.median)},
          {"lower_quartile", number(figures.lower_quartile)},
          {"upper_quartile", number(figures.upper_quartile)},
          {"percentile_5", number(figures.percentile_5)},
          {"percentile_95", number(figures.percentile_95)},
          {"index", number(figures.index)},
          {"difference", number(figures.difference)}};
}

Json rule_of(const Rule& rule, const std::vector<Column>& features) {
  Json conditions = Json::array();
  for (const FeatureDemand& demand : demands_of(rule)) {
    const Column& feature = features[demand.feature];
    conditions.push_back({{"feature", reader_label(feature)},
                          {"is_flag", feature.type == ColumnType::boolean},
                          {"at_least", demand.at_least ? Json(*demand.at_least) : Json()},
                          {"below", demand.below ? Json(*demand.below) : Json()},
                          {"is", demand.is},
                          {"missing", demand.missing ? Json(*demand.missing) : Json()},
                          {"values", demand.values}});
  }
  return {{"conditions", conditions},
          {"precision", number(rule.precision)},
          {"recall", number(rule.recall)},
          {"others", number(rule.others)}};
}

Json segment_of(const Report& report, const ReportOptions& options, std::size_t i) {
  const SegmentProfile& segment = report.profile.segments[i];
  Json json{{"segment", segment.segment},
            {"name", segment.name},
            {"suppressed", false},
            {"size", segment.size},
            {"share", number(segment.share)},
            {"revenue_share", number(segment.revenue_share)},
            {"share_interval", interval_of(segment.share_interval)},
            {"revenue_share_interval", interval_of(segment.revenue_share_interval)},
            {"growth", number(segment.growth)}};
  Json features = Json::array();
  for (const FeatureProfile& figures : segment.features) features.push_back(figures_of(figures));
  json["features"] = std::move(features);
  json["drivers"] = segment.drivers;
  json["definition"] = options.definitions.empty() ? Json() : Json(options.definitions[i]);
  json["rule"] = rule_of(report.explanation.segments[i].rule, report.explanation.features);
  if (report.model && !report.model->stability.empty()) json["stability"] = number(report.model->stability[i]);
  const SegmentEvaluation& evaluation = report.evaluation.segments[i];
  json["evaluation"] = {{"value", number(evaluation.value)},
                        {"value_per_customer", number(evaluation.value_per_customer)},
                        {"margin", number(evaluation.margin)},
                        {"margin_rate", number(evaluation.margin_rate)},
                        {"top_share", number(evaluation.top_share)},
                        {"reachable", number(evaluation.reachable)},
                        {"at_stake", number(evaluation.at_stake)},
                        {"at_stake_low", number(evaluation.at_stake_low)},
                        {"at_stake_high", number(evaluation.at_stake_high)},
                        {"rank", evaluation.rank},
                        {"ties", evaluation.ties}};
  const SuggestedAction& action = report.actions[i];
  json["action"] =
      action.objective.empty() ? Json() : Json{{"objective", action.objective}, {"evidence", action.evidence}};
  return json;
}

Json segments_of(const Report& report, const ReportOptions& options, const std::vector<bool>& hidden) {
  Json list = Json::array();
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    const SegmentProfile& segment = report.profile.segments[i];
    list.push_back(hidden[i] ? Json{{"segment", segment.segment}, {"name", segment.name}, {"suppressed", true}}
                             : segment_of(report, options, i));
  }
  return list;
}

Json evaluation_of(const Evaluation& evaluation) {
  double total = 0;
  for (const SegmentEvaluation& one : evaluation.segments) total += one.value;
  Json criteria = Json::array();
  for (const Criterion& criterion : evaluation.criteria) {
    criteria.push_back({{"name", criterion.name}, {"definition", criterion.definition}});
  }
  return {{"value", evaluation.value},
          {"margin", evaluation.margin},
          {"consent", evaluation.consent},
          {"at_stake", evaluation.at_stake},
          {"criteria", criteria},
          {"not_measured", evaluation.not_measured},
          {"top_share", number(evaluation.top_share)},
          {"total", number(total)}};
}

Json evidence_of(const Model& model) {
  Json list = Json::array();
  for (const KEvidence& one : model.evidence) {
    Json figures;
    for (const EvidenceFigure& figure : evidence_figures()) {
      const double value = figure.value(one);
      if (figure.name.empty()) continue;
      figures[std::string(figure.key)] = figure.is_whole() ? count(std::llround(value)) : number(value);
    }
    list.push_back(std::move(figures));
  }
  return list;
}

// Of the figures that are known.
Json evidence_charts_of(const Model& model) {
  Json list = Json::array();
  for (const EvidenceFigure& figure : evidence_figures()) {
    const auto is_known = [&](const KEvidence& one) { return std::isfinite(figure.value(one)); };
    if (!figure.charted || std::ranges::none_of(model.evidence, is_known)) continue;
    list.push_back({{"key", figure.key}, {"label", sentence(std::string(figure.key))}});
  }
  return list;
}

Json map_of(const Report& report) {
  const CustomerMap& map = *report.map;
  Json segments = Json::array();
  for (const CustomerMap::Point& center : map.centers) {
    segments.push_back({{"center", numbers(std::array{center.x, center.y})}, {"squares", Json::array()}});
  }
  for (const MapSquare& square : report.squares) {
    segments[static_cast<std::size_t>(square.segment)]["squares"].push_back(
        {{"x", square.center.x}, {"y", square.center.y}, {"side", square.side}, {"customers", square.customers}});
  }
  return {{"explained", map.explained},
          {"explained_together", map.explained[0] + map.explained[1]},
          {"sample", report.sampled},
          {"segments", segments}};
}

Json rfm_of(const RfmGrid& grid) {
  Json customers = Json::array(), monetary = Json::array(), segments = Json::array();
  for (std::size_t row = 0; row < grid.customers.size(); ++row) {
    Json counts = Json::array();
    for (const std::int64_t cell : grid.customers[row]) counts.push_back(count(cell));
    customers.push_back(std::move(counts));
    monetary.push_back(numbers(grid.monetary[row]));
  }
  for (std::size_t i = 0; i < grid.names.size(); ++i) {
    segments.push_back({{"name", grid.names[i]}, {"size", count(grid.sizes[i])}});
  }
  return {{"recency", grid.columns.recency},
          {"frequency", grid.columns.frequency},
          {"monetary_column", grid.columns.monetary},
          {"customers", customers},
          {"monetary", monetary},
          {"segments", segments}};
}

// The shares of each value, of every segment and of all.
Json categories_of(const std::vector<CategoryProfile>& categories) {
  Json list = Json::array();
  for (const CategoryProfile& category : categories) {
    Json values = Json::array();
    for (std::size_t v = 0; v < category.values.size(); ++v) {
      Json shares = Json::array();
      for (std::size_t s = 0; s < category.present.size(); ++s) shares.push_back(number(category.share(s, v)));
      values.push_back({{"name", category.values[v]}, {"shares", shares}, {"all", number(category.share_of_all(v))}});
    }
    list.push_back(
        {{"label", reader_label(category.column)}, {"cramers_v", number(category.cramers_v)}, {"values", values}});
  }
  return list;
}

Json cell_of(const MarketSegment& cell) {
  if (cell.size == withheld) return {{"suppressed", true}};
  return {{"suppressed", false},
          {"size", cell.size},
          {"share", number(cell.share)},
          {"means", numbers(cell.means)},
          {"differences", numbers(cell.differences)},
          {"largest_difference", number(cell.largest_difference)},
          {"largest_feature", cell.largest_feature},
          {"means_something_else", cell.means_something_else}};
}

Json markets_of(const Report& report) {
  const MarketProfile& markets = *report.markets;
  Json list = Json::array();
  for (const Market& market : markets.markets) {
    Json segments = Json::array();
    for (const MarketSegment& cell : market.segments) segments.push_back(cell_of(cell));
    list.push_back({{"name", market.name}, {"size", market.size}, {"segments", segments}});
  }
  return {{"by", markets.by},
          {"features", features_of(markets.features)},
          {"left_out", report.markets_left_out},
          {"markets", list}};
}

Json hidden_groups_of(const std::vector<HiddenGroup>& groups) {
  Json list = Json::array();
  for (const HiddenGroup& group : groups) {
    list.push_back({{"size", group.size},
                    {"segment", group.segment},
                    {"distance", number(group.distance)},
                    {"description", group.description},
                    {"means", numbers(group.means)}});
  }
  return list;
}

Json preparation_of(const Report& report) {
  Json list = Json::array();
  for (const PreparedFeature& feature : shown_preparation(report)) {
    list.push_back({{"name", feature.name},
                    {"transform", name_of(feature.transform)},
                    {"limited", count(feature.rows_limited)},
                    {"filled", count(feature.rows_missing)}});
  }
  return list;
}

Json model_of(const Report& report) {
  const Model& model = *report.model;
  return {{"rows", count(model.rows)},
          {"k", model.k},
          {"seed", model.seed},
          {"inertia", number(model.inertia)},
          {"iterations", model.iterations},
          {"converged", model.converged},
          {"order_by", model.order_by},
          {"preparation", preparation_of(report)},
          {"evidence", evidence_of(model)},
          {"evidence_charts", evidence_charts_of(model)}};
}

// The share of a whole that is not in a part of it.
Json missing_share(double part, double whole) { return number(whole > 0 ? 1 - part / whole : 0); }

// What became of the order lines, those reasons first that took the most of lines or revenue.
Json orders_of(const OrderAccount& account) {
  std::vector<AccountEntry> entries;
  std::ranges::copy_if(account.account, std::back_inserter(entries), &AccountEntry::left_out);
  std::ranges::stable_sort(entries, std::greater<>(),
                           [](const AccountEntry& one) { return std::fmax(one.lines_share, one.revenue_share); });
  Json reasons = Json::array();
  for (const AccountEntry& one : entries) {
    reasons.push_back(
        {{"reason", one.reason}, {"lines_share", one.lines_share}, {"revenue_share", number(one.revenue_share)}});
  }
  return {{"lines", account.lines_read},
          {"lines_left_out",
           missing_share(static_cast<double>(account.lines_used), static_cast<double>(account.lines_read))},
          {"revenue_left_out", missing_share(account.revenue_used, account.revenue_read)},
          {"reasons", reasons}};
}

}  // namespace

Json report_figures(const Report& report, const ReportOptions& options) {
  const std::vector<bool>& hidden = report.suppressed;
  Json all = Json::array();
  for (const FeatureProfile& figures : report.profile.all) all.push_back(figures_of(figures));
  Json features = features_of(report.profile.features);
  for (std::size_t j = 0; j < features.size(); ++j) features[j]["is_flag"] = bool{report.profile.flags[j]};
  Json json{{"customers", report.profile.rows},
            {"k", report.profile.segments.size()},
            {"segments_shown", std::ranges::count(hidden, false)},
            {"min_cell", options.min_cell},
            {"value_feature", value_label_of(report.profile)},
            {"features", features},
            {"features_left_out", report.features_left_out},
            {"all", all},
            {"level", interval_level},
            {"drawn", report.profile.drawn},
            {"categories", categories_of(report.profile.categories)},
            {"segments", segments_of(report, options, hidden)},
            {"evaluation", evaluation_of(report.evaluation)},
            {"concentration", numbers(report.evaluation.concentration)}};
  if (report.model) json["model"] = model_of(report);
  if (report.map) json["map"] = map_of(report);
  if (report.rfm) json["rfm"] = rfm_of(*report.rfm);
  if (report.markets) json["markets"] = markets_of(report);
  if (options.orders) json["orders"] = orders_of(withheld_account(*options.orders, options.min_cell));
  json["hidden_groups"] = hidden_groups_of(report.hidden_groups);
  return json;
}

}  // namespace segmenta
