// A profile as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json figures_of(const Profile& profile, const std::vector<FeatureProfile>& figures) {
  Json json = Json::object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    json[profile.features[i].name] = {{"mean", figures[i].mean},
                                      {"median", figures[i].median},
                                      {"index", figures[i].index},
                                      {"lower_quartile", figures[i].lower_quartile},
                                      {"upper_quartile", figures[i].upper_quartile},
                                      {"difference", figures[i].difference}};
  }
  return json;
}

Json drivers_of(const Profile& profile, const SegmentProfile& segment) {
  Json names = Json::array();
  for (const std::size_t feature : segment.drivers) names.push_back(profile.features[feature].name);
  return names;
}

}  // namespace

std::string profile_json(const Profile& profile, const MarketProfile* markets) {
  Json segments = Json::array();
  for (const SegmentProfile& segment : profile.segments) {
    segments.push_back({{"segment", segment.segment},
                        {"name", segment.name},
                        {"size", segment.size},
                        {"share", segment.share},
                        {"revenue_share", segment.revenue_share},
                        {"growth", segment.growth},
                        {"drivers", drivers_of(profile, segment)},
                        {"features", figures_of(profile, segment.features)}});
  }
  Json json{{"rows", profile.rows},
            {"meanings", meanings_of({{Meaning::value, profile.value_feature}})},
            {"segments", segments},
            {"all", figures_of(profile, profile.all)}};
  if (markets != nullptr) json["markets"] = markets_of(*markets);
  return text_of(json);
}

}  // namespace segmenta
