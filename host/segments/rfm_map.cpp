// Which segment each RFM code is in.

#include <segmenta/rfm.h>

#include <string>
#include <vector>

namespace segmenta {
namespace {

enum Segment {
  champions,
  loyal,
  potential_loyalist,
  new_customers,
  promising,
  need_attention,
  about_to_sleep,
  at_risk,
  cannot_lose,
  hibernating,
  lost
};

const std::vector<std::string> default_names{
    "Champions",      "Loyal",   "Potential Loyalist", "New",         "Promising", "Need Attention",
    "About To Sleep", "At Risk", "Cannot Lose",        "Hibernating", "Lost"};

// By recency score, and frequency and monetary score together, 2 to 10.
Segment default_segment(int r, int fm) {
  switch (r) {
    case 5:
    case 4:
      return fm >= 8 ? champions : fm >= 6 ? loyal : fm >= 3 ? potential_loyalist : new_customers;
    case 3:
      return fm >= 8 ? loyal : fm >= 5 ? need_attention : fm >= 3 ? about_to_sleep : promising;
    case 2:
      return fm >= 6 ? at_risk : fm >= 4 ? about_to_sleep : hibernating;
    default:
      return fm >= 8 ? cannot_lose : fm >= 6 ? at_risk : fm >= 4 ? hibernating : lost;
  }
}

}  // namespace

std::vector<std::array<int, 3>> rfm_codes() {
  std::vector<std::array<int, 3>> codes;
  for (int r = 1; r <= rfm_scores; ++r) {
    for (int f = 1; f <= rfm_scores; ++f) {
      for (int m = 1; m <= rfm_scores; ++m) codes.push_back({r, f, m});
    }
  }
  return codes;
}

RfmMap default_rfm_map() {
  RfmMap map;
  map.names = default_names;
  for (const auto& [r, f, m] : rfm_codes()) map.segments[RfmMap::place(r, f, m)] = default_segment(r, f + m);
  return map;
}

}  // namespace segmenta
