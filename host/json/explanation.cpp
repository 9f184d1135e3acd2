// An explanation as JSON.

#include <segmenta/json.h>

#include <variant>

#include "json/json.h"

namespace segmenta {
namespace {

Json rule_of(const std::vector<Column>& features, const Rule& rule) {
  Json conditions = Json::array();
  for (const Condition& condition : rule.conditions) {
    Json json{{"feature", features[condition.feature].name}};
    if (condition.of_missing) {
      json["missing"] = condition.at_least;
    } else if (features[condition.feature].type == ColumnType::text) {
      json[condition.at_least ? "is" : "is_not"] = condition.value;
    } else {
      json[condition.at_least ? "at_least" : "below"] = condition.threshold;
    }
    conditions.push_back(std::move(json));
  }
  return {{"text", rule_text(features, rule)},
          {"conditions", conditions},
          {"precision", rule.precision},
          {"recall", rule.recall},
          {"others", rule.others}};
}

Json rules_of(const std::vector<Column>& features, const std::vector<Rule>& rules) {
  Json json = Json::array();
  for (const Rule& rule : rules) json.push_back(rule_of(features, rule));
  return json;
}

// Integers as numbers.
Json ids_of(const Ids& ids, const std::vector<std::int64_t>& rows) {
  Json json = Json::array();
  std::visit(
      [&](const auto& all) {
        for (const std::int64_t row : rows) json.push_back(all[static_cast<std::size_t>(row)]);
      },
      ids);
  return json;
}

Json segment_of(const ExplainedSegments& explained, std::size_t i) {
  const std::vector<Column>& features = explained.explanation.features;
  const SegmentExplanation& segment = explained.explanation.segments[i];
  return {{"segment", i},
          {"name", explained.names[i].name},
          {"automatic_name", segment.automatic_name},
          {"size", explained.explanation.sizes[i]},
          {"share", explained.share(i)},
          {"definition", explained.definitions.empty() ? Json() : Json(explained.definitions[i])},
          {"rule", segment.rule.conditions.empty() ? Json() : rule_of(features, segment.rule)},
          {"rules", rules_of(features, segment.rules)},
          {"precision", segment.precision},
          {"recall", segment.recall},
          {"typical", ids_of(explained.ids, segment.typical)},
          {"borderline", ids_of(explained.ids, segment.borderline)}};
}

Json group_of(const ExplainedSegments& explained, const HiddenGroup& group) {
  Json means = Json::object();
  for (std::size_t i = 0; i < group.means.size(); ++i) means[explained.group_columns[i]] = group.means[i];
  Json drivers = Json::array();
  for (const std::size_t driver : group.drivers) drivers.push_back(explained.group_columns[driver]);
  return {{"size", group.size},         {"segment", group.segment},
          {"distance", group.distance}, {"description", group.description},
          {"drivers", drivers},         {"means", means}};
}

}  // namespace

std::string explanation_json(const ExplainedSegments& explained) {
  Json features = Json::array();
  for (const Column& feature : explained.explanation.features) features.push_back(feature.name);
  Json segments = Json::array();
  for (std::size_t i = 0; i < explained.explanation.sizes.size(); ++i) segments.push_back(segment_of(explained, i));
  Json groups;
  if (explained.searched) {
    groups = Json::array();
    for (const HiddenGroup& group : explained.explanation.hidden_groups) groups.push_back(group_of(explained, group));
  }
  return text_of(
      {{"rows", explained.rows()}, {"feature_names", features}, {"segments", segments}, {"hidden_groups", groups}});
}

}  // namespace segmenta
