#include "explain_text.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "outputs.h"
#include "profile_table.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t rows_of(const Explained& explained) {
  return std::accumulate(explained.sizes.begin(), explained.sizes.end(), std::int64_t{0});
}

double share(const Explained& explained, std::size_t segment) {
  return static_cast<double>(explained.sizes[segment]) / static_cast<double>(rows_of(explained));
}

std::vector<std::string> id_texts(const Ids& ids, const std::vector<std::int64_t>& rows) {
  std::vector<std::string> texts;
  for (const std::int64_t row : rows) texts.push_back(to_string(ids, row));
  return texts;
}

std::vector<std::string> condition_texts(const std::vector<Column>& features, const Rule& rule) {
  std::vector<std::string> texts;
  for (const Condition& condition : rule.conditions) texts.push_back(rule_text(features, {{condition}, 0, 0, 0}));
  return texts;
}

std::string rule_lines(const Explained& explained, const SegmentExplanation& segment) {
  const Rule& rule = segment.rule;
  if (rule.conditions.empty()) return "\n     rule        none tells it apart";
  std::string text = "\n" + joined("     rule        ", condition_texts(explained.explanation.features, rule), " and");
  text += fmt::format("\n                 {} of this segment, {} of others; right in {} of cases", percent(rule.recall),
                      percent(rule.others), percent(rule.precision));
  if (segment.rules.size() < 2) return text;
  return text + fmt::format("\n     {} rules     cover {}, right in {} of cases (--json lists them)",
                            segment.rules.size(), percent(segment.recall), percent(segment.precision));
}

std::string example_lines(const Explained& explained, const SegmentExplanation& segment) {
  std::string text;
  if (!segment.typical.empty()) {
    text += "\n" + joined("     typical     ", id_texts(explained.ids, segment.typical), ",");
  }
  if (!segment.borderline.empty()) {
    text += "\n" + joined("     borderline  ", id_texts(explained.ids, segment.borderline), ",");
  }
  return text;
}

std::string segment_lines(const Explained& explained, std::size_t i) {
  const SegmentExplanation& segment = explained.explanation.segments[i];
  std::string text = fmt::format("\n\n{:>3}  {}\n     {} customers, {}", i, explained.names[i].name,
                                 with_separators(explained.sizes[i]), percent(share(explained, i)));
  if (explained.sizes[i] == 0) return text;
  return text + rule_lines(explained, segment) + example_lines(explained, segment);
}

// As many decimals as show about three digits.
std::string number_text(double value) {
  const double size = std::abs(value);
  return readable(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

std::string group_lines(const Explained& explained, const HiddenGroup& group) {
  std::vector<std::string> means;
  for (std::size_t i = 0; i < group.means.size(); ++i) {
    means.push_back(fmt::format("{} {}", explained.group_columns[i], number_text(group.means[i])));
  }
  return fmt::format("\n  {} customers, mostly of segment {}, {:.1f} times as far from its center\n",
                     with_separators(group.size), group.segment, group.distance) +
         joined("     ", {group.description}, "") + "\n" + joined("     means ", means, ",");
}

std::string groups_text(const Explained& explained) {
  if (!explained.searched) return "";
  if (explained.groups.empty())
    return "\n\nno hidden groups: nobody is both apart from the others and far from every segment";
  std::string text = "\n\nhidden groups, apart from the others and far from every segment";
  for (const HiddenGroup& group : explained.groups) text += group_lines(explained, group);
  return text;
}

Json to_json(const std::vector<Column>& features, const Rule& rule) {
  Json conditions = Json::array();
  for (const Condition& condition : rule.conditions) {
    conditions.push_back({{"feature", features[condition.feature].name},
                          {condition.at_least ? "at_least" : "below", condition.threshold}});
  }
  return {{"text", rule_text(features, rule)},
          {"conditions", conditions},
          {"precision", rule.precision},
          {"recall", rule.recall},
          {"others", rule.others}};
}

Json rules_json(const std::vector<Column>& features, const std::vector<Rule>& rules) {
  Json json = Json::array();
  for (const Rule& rule : rules) json.push_back(to_json(features, rule));
  return json;
}

// Integers as numbers.
Json ids_json(const Ids& ids, const std::vector<std::int64_t>& rows) {
  Json json = Json::array();
  std::visit(
      [&](const auto& all) {
        for (const std::int64_t row : rows) json.push_back(all[static_cast<std::size_t>(row)]);
      },
      ids);
  return json;
}

Json segment_json(const Explained& explained, std::size_t i) {
  const std::vector<Column>& features = explained.explanation.features;
  const SegmentExplanation& segment = explained.explanation.segments[i];
  return {{"segment", i},
          {"name", explained.names[i].name},
          {"automatic_name", segment.automatic_name},
          {"size", explained.sizes[i]},
          {"share", share(explained, i)},
          {"rule", segment.rule.conditions.empty() ? Json() : to_json(features, segment.rule)},
          {"rules", rules_json(features, segment.rules)},
          {"precision", segment.precision},
          {"recall", segment.recall},
          {"typical", ids_json(explained.ids, segment.typical)},
          {"borderline", ids_json(explained.ids, segment.borderline)}};
}

Json group_json(const Explained& explained, const HiddenGroup& group) {
  Json means = Json::object();
  for (std::size_t i = 0; i < group.means.size(); ++i) means[explained.group_columns[i]] = group.means[i];
  Json drivers = Json::array();
  for (const std::size_t driver : group.drivers) drivers.push_back(explained.group_columns[driver]);
  return {{"size", group.size},         {"segment", group.segment},
          {"distance", group.distance}, {"description", group.description},
          {"drivers", drivers},         {"means", means}};
}

}  // namespace

std::string to_text(const Explained& explained) {
  std::string text = fmt::format("{}: {} customers in {} segments", explained.file, with_separators(rows_of(explained)),
                                 explained.sizes.size());
  for (std::size_t i = 0; i < explained.sizes.size(); ++i) text += segment_lines(explained, i);
  return text + groups_text(explained);
}

Json to_json(const Explained& explained) {
  Json features = Json::array();
  for (const Column& feature : explained.explanation.features) features.push_back(feature.name);
  Json segments = Json::array();
  for (std::size_t i = 0; i < explained.sizes.size(); ++i) segments.push_back(segment_json(explained, i));
  Json groups;
  if (explained.searched) {
    groups = Json::array();
    for (const HiddenGroup& group : explained.groups) groups.push_back(group_json(explained, group));
  }
  return {{"rows", rows_of(explained)}, {"features", features}, {"segments", segments}, {"hidden_groups", groups}};
}

}  // namespace segmenta
