// RFM segments as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {

std::string rfm_codes_json(const RfmMap& map) {
  const auto codes = map.codes_of_segments();
  Json segments = Json::array();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    segments.push_back({{"segment", i}, {"name", map.names[i]}, {"codes", codes[i]}});
  }
  return text_of({{"k", codes.size()}, {"segments", segments}});
}

std::string rfm_json(const Rfm& rfm, const Profile& figures, const std::vector<std::vector<std::int64_t>>& crossed,
                     const std::string& output) {
  Json segments = Json::array();
  for (const SegmentProfile& segment : figures.segments) {
    segments.push_back({{"segment", segment.segment},
                        {"name", rfm.names[static_cast<std::size_t>(segment.segment)]},
                        {"size", segment.size},
                        {"share", segment.share},
                        {"revenue_share", segment.revenue_share},
                        {"recency", segment.features[0].mean},
                        {"frequency", segment.features[1].mean},
                        {"monetary", segment.features[2].mean}});
  }
  Json json{
      {"rows", figures.rows},
      {"k", rfm.names.size()},
      {"meanings", meanings_of({{Meaning::recency, rfm.columns.recency},
                                {Meaning::frequency, rfm.columns.frequency},
                                {Meaning::value, rfm.columns.monetary}})},
      {"cuts", {{"recency", rfm.cuts.recency}, {"frequency", rfm.cuts.frequency}, {"monetary", rfm.cuts.monetary}}},
      {"score_counts",
       {{"recency", score_counts(rfm.recency_score)},
        {"frequency", score_counts(rfm.frequency_score)},
        {"monetary", score_counts(rfm.monetary_score)}}},
      {"segments", segments}};
  if (!crossed.empty()) json["cross_table"] = crossed;
  json["labels_digest"] = labels_digest(rfm.segment);
  json["output"] = output;
  return text_of(json);
}

}  // namespace segmenta
