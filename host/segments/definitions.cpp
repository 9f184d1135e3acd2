// What makes a customer one of a segment of rules or of RFM scores, in words.

#include "segments/definitions.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>
#include <segmenta/rfm.h>

#include <algorithm>
#include <array>

namespace segmenta {
namespace {

using Kind = RuleDemand::Kind;

std::string joined(const std::vector<std::string>& parts, const std::string& word) {
  std::string text;
  for (const std::string& part : parts) text += text.empty() ? part : fmt::format(" {} {}", word, part);
  return text;
}

std::string value_text(const RuleValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  return fmt::format("{}", std::get<double>(value));
}

std::string demand_text(const std::string& feature, const RuleDemand& demand) {
  std::vector<std::string> values;
  for (const RuleValue& value : demand.values) values.push_back(value_text(value));
  switch (demand.kind) {
    case Kind::at_least:
      return fmt::format("{} >= {}", feature, demand.number);
    case Kind::above:
      return fmt::format("{} > {}", feature, demand.number);
    case Kind::at_most:
      return fmt::format("{} <= {}", feature, demand.number);
    case Kind::below:
      return fmt::format("{} < {}", feature, demand.number);
    case Kind::is:
      return feature + " is " + joined(values, "or");
    case Kind::is_not:
      return feature + " is not " + joined(values, "or");
    default:
      return feature + (demand.number != 0 ? " is missing" : " is not missing");
  }
}

std::string condition_text(const RuleCondition& condition) {
  std::vector<std::string> parts;
  for (const RuleCondition& one : condition.any) parts.push_back(condition_text(one));
  if (!parts.empty()) return "(" + joined(parts, "or") + ")";
  for (const RuleDemand& demand : condition.demands) parts.push_back(demand_text(condition.feature, demand));
  return joined(parts, "and");
}

// Lowest and highest score of each of the three.
using Bounds = std::array<std::array<int, 2>, 3>;

std::string bounds_text(const Bounds& bounds) {
  constexpr std::array<const char*, 3> names{"recency", "frequency", "monetary"};
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [low, high] = bounds[i];
    if (low == 1 && high == rfm_scores) continue;
    const std::string scores = low == high       ? fmt::format("{}", low)
                               : high == low + 1 ? fmt::format("{} or {}", low, high)
                                                 : fmt::format("{} to {}", low, high);
    text += fmt::format("{}{} score {}", text.empty() ? "" : ", ", names[i], scores);
  }
  return text.empty() ? "any scores" : text;
}

std::string codes_text(const RfmMap& map, std::int32_t segment) {
  Bounds bounds;
  bounds.fill({rfm_scores, 1});
  int codes = 0;
  for (const std::array<int, 3>& code : rfm_codes()) {
    if (map.segment(code[0], code[1], code[2]) != segment) continue;
    ++codes;
    for (std::size_t i = 0; i < code.size(); ++i) {
      bounds[i] = {std::min(bounds[i][0], code[i]), std::max(bounds[i][1], code[i])};
    }
  }
  if (codes == 0) return "no scores";
  int within = 1;
  for (const auto& [low, high] : bounds) within *= high - low + 1;
  const std::string text = bounds_text(bounds);
  return codes == within ? text : fmt::format("{} of the {} codes of {}", codes, within, text);
}

}  // namespace

std::vector<std::string> rule_definitions(const SegmentRules& rules) {
  std::vector<std::string> definitions;
  for (const SegmentRule& rule : rules.segments) {
    std::vector<std::string> conditions;
    for (const RuleCondition& condition : rule.when) conditions.push_back(condition_text(condition));
    definitions.push_back(joined(conditions, "and"));
  }
  definitions.emplace_back("none of the other rules");
  return definitions;
}

std::vector<std::string> rfm_definitions(const RfmMap& map) {
  std::vector<std::string> definitions;
  for (std::size_t s = 0; s < map.names.size(); ++s) {
    definitions.push_back(codes_text(map, static_cast<std::int32_t>(s)));
  }
  return definitions;
}

}  // namespace segmenta
