// An evaluation as JSON.

#include <fmt/format.h>
#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json segment_of(const SegmentEvaluation& s, const Evaluation& evaluation, const std::vector<std::string>& names) {
  Json parts = Json::object();
  for (std::size_t c = 0; c < s.parts.size(); ++c) parts[evaluation.criteria[c].name] = s.parts[c];
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
          {"parts", parts},
          {"attractiveness", s.attractiveness},
          {"rank", s.rank}};
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation, const std::vector<std::string>& names) {
  Json criteria = Json::array();
  for (const Criterion& criterion : evaluation.criteria) {
    criteria.push_back({{"name", criterion.name}, {"weight", criterion.weight}, {"definition", criterion.definition}});
  }
  Json segments = Json::array();
  for (const SegmentEvaluation& segment : evaluation.segments) {
    segments.push_back(segment_of(segment, evaluation, names));
  }
  return text_of({{"rows", evaluation.rows},
                  {"meanings", meanings_of({{Meaning::value, evaluation.value},
                                            {Meaning::margin, evaluation.margin},
                                            {Meaning::consent, evaluation.consent}})},
                  {"top_share", evaluation.top_share},
                  {"concentration", evaluation.concentration},
                  {"criteria", criteria},
                  {"not_measured", evaluation.not_measured},
                  {"segments", segments}});
}

}  // namespace segmenta
