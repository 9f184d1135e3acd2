// Segments by rules as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json overlaps_of(const RuleSegments& segments) {
  const std::size_t rules = segments.matched.size();
  Json json = Json::array();
  for (std::size_t r = 0; r < rules; ++r) {
    const auto row = segments.overlaps.begin() + static_cast<std::ptrdiff_t>(r * rules);
    json.push_back(std::vector<std::int64_t>(row, row + static_cast<std::ptrdiff_t>(rules)));
  }
  return json;
}

}  // namespace

std::string rules_json(const RuleSegments& segments, const std::string& rules, const std::string& output) {
  Json list = Json::array();
  for (std::size_t s = 0; s < segments.names.size(); ++s) {
    list.push_back({{"segment", s},
                    {"name", segments.names[s]},
                    {"size", segments.sizes[s]},
                    {"share", segments.share(s)},
                    {"matched", s < segments.matched.size() ? Json(segments.matched[s]) : Json()}});
  }
  Json never = Json::array();
  for (const std::size_t rule : segments.never_win()) never.push_back(segments.names[rule]);
  return text_of({{"rows", segments.segment.size()},
                  {"k", segments.names.size()},
                  {"rules", rules},
                  {"segments", list},
                  {"overlaps", overlaps_of(segments)},
                  {"never_win", never},
                  {"labels_digest", labels_digest(segments.segment)},
                  {"output", output}});
}

}  // namespace segmenta
