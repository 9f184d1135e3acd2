// A profile as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json interval_of(const Interval& interval) {
  return interval.is_known() ? Json{{"low", interval.low}, {"high", interval.high}} : Json();
}

Json figures_of(const Profile& profile, const std::vector<FeatureProfile>& figures) {
  Json json = Json::object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    json[profile.features[i].name] = {{"mean", figures[i].mean},
                                      {"median", figures[i].median},
                                      {"index", figures[i].index},
                                      {"lower_quartile", figures[i].lower_quartile},
                                      {"upper_quartile", figures[i].upper_quartile},
                                      {"difference", figures[i].difference},
                                      {"values", figures[i].values},
                                      {"mean_interval", interval_of(figures[i].mean_interval)}};
  }
  return json;
}

Json flags_of(const Profile& profile) {
  Json names = Json::array();
  for (std::size_t i = 0; i < profile.features.size(); ++i) {
    if (profile.flags[i]) names.push_back(profile.features[i].name);
  }
  return names;
}

// Shares of a segment by value.
Json categories_of(const Profile& profile, std::size_t segment) {
  Json json = Json::object();
  for (const CategoryProfile& category : profile.categories) {
    Json values = Json::object();
    for (std::size_t v = 0; v < category.values.size(); ++v) {
      const double share = category.share(segment, v);
      values[category.values[v]] = {{"share", share}, {"lift", share / category.share_of_all(v)}};
    }
    json[category.column.name] = std::move(values);
  }
  return json;
}

Json categories_of(const Profile& profile) {
  Json json = Json::object();
  for (const CategoryProfile& category : profile.categories) {
    Json values = Json::object();
    for (std::size_t v = 0; v < category.values.size(); ++v) {
      values[category.values[v]] = {{"share", category.share_of_all(v)}};
    }
    json[category.column.name] = {{"cramers_v", category.cramers_v}, {"values", std::move(values)}};
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
                        {"share_interval", interval_of(segment.share_interval)},
                        {"revenue_share_interval", interval_of(segment.revenue_share_interval)},
                        {"growth", segment.growth},
                        {"drivers", drivers_of(profile, segment)},
                        {"features", figures_of(profile, segment.features)},
                        {"categories", categories_of(profile, segments.size())}});
  }
  Json json{{"rows", profile.rows},       {"meanings", meanings_of({{Meaning::value, profile.value_feature}})},
            {"level", interval_level},    {"drawn", profile.drawn > 0 ? Json(profile.drawn) : Json()},
            {"segments", segments},       {"all", figures_of(profile, profile.all)},
            {"flags", flags_of(profile)}, {"categories", categories_of(profile)}};
  if (markets != nullptr) json["markets"] = markets_of(*markets);
  return text_of(json);
}

}  // namespace segmenta
