// Segments by market as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json segment_of(const MarketSegment& segment, std::size_t number, const MarketProfile& profile) {
  Json features = Json::object();
  for (std::size_t j = 0; j < profile.features.size(); ++j) {
    features[profile.features[j].name] = {{"mean", segment.means[j]},
                                          {"difference", segment.differences[j]},
                                          {"values", segment.values[j]},
                                          {"p_adjusted", segment.p_adjusted[j]}};
  }
  const bool has_largest = segment.largest_difference >= 0;
  return {{"segment", number},
          {"size", segment.size},
          {"share", segment.share},
          {"features", features},
          {"means_something_else", segment.means_something_else},
          {"largest_difference", segment.largest_difference},
          {"largest_feature", has_largest ? Json(profile.features[segment.largest_feature].name) : Json()}};
}

}  // namespace

Json markets_of(const MarketProfile& profile) {
  Json markets = Json::array();
  for (const Market& market : profile.markets) {
    Json segments = Json::array();
    for (const MarketSegment& segment : market.segments) {
      segments.push_back(segment_of(segment, segments.size(), profile));
    }
    markets.push_back({{"name", market.name}, {"size", market.size}, {"segments", segments}});
  }
  return {{"by", profile.by}, {"markets", markets}};
}

std::string markets_json(const MarketProfile& profile) { return text_of(markets_of(profile)); }

}  // namespace segmenta
