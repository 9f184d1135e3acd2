// An evaluation as JSON.

#include <fmt/format.h>
#include <segmenta/json.h>

#include <cmath>

#include "json/json.h"

namespace segmenta {
namespace {

Json action_of(const SuggestedAction& action, const ActionFigures& figures) {
  if (action.objective.empty()) return {};
  Json measures = Json::object();
  for (std::size_t i = 0; i < action_measures; ++i) {
    if (!std::isnan(figures.of[i])) measures[std::string(name_of(static_cast<ActionMeasure>(i)))] = figures.of[i];
  }
  return {{"objective", action.objective}, {"evidence", action.evidence}, {"measures", std::move(measures)}};
}

Json segment_of(const SegmentEvaluation& s, const std::vector<std::string>& names) {
  return {{"segment", s.segment},
          {"name", names.empty() ? fmt::format("Segment {}", s.segment) : names[static_cast<std::size_t>(s.segment)]},
          {"size", s.size},
          {"share", s.share},
          {"value", s.value},
          {"revenue_share", s.revenue_share},
          {"value_per_customer", s.value_per_customer},
          {"growth", s.growth},
          {"margin", s.margin},
          {"margin_rate", s.margin_rate},
          {"top_share", s.top_share},
          {"reachable", s.reachable},
          {"at_stake", {{"value", s.at_stake}, {"low", s.at_stake_low}, {"high", s.at_stake_high}}},
          {"rank", s.rank},
          {"ties", s.ties}};
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation, const std::vector<std::string>& names,
                            const std::vector<ActionFigures>& figures, const std::vector<SuggestedAction>& actions) {
  Json criteria = Json::array();
  for (const Criterion& criterion : evaluation.criteria) {
    criteria.push_back({{"name", criterion.name}, {"definition", criterion.definition}});
  }
  Json segments = Json::array();
  for (const SegmentEvaluation& segment : evaluation.segments) {
    segments.push_back(segment_of(segment, names));
    const auto place = static_cast<std::size_t>(segment.segment);
    segments.back()["action"] = actions.empty() ? Json() : action_of(actions[place], figures[place]);
  }
  return text_of({{"rows", evaluation.rows},
                  {"meanings", meanings_of({{Meaning::value, evaluation.value},
                                            {Meaning::margin, evaluation.margin},
                                            {Meaning::consent, evaluation.consent}})},
                  {"top_share", evaluation.top_share},
                  {"concentration", evaluation.concentration},
                  {"at_stake", evaluation.at_stake},
                  {"level", evaluation_level},
                  {"criteria", criteria},
                  {"not_measured", evaluation.not_measured},
                  {"segments", segments}});
}

}  // namespace segmenta
