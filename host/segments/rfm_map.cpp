// Which segment each RFM code is in.

#include <fmt/format.h>
#include <segmenta/rfm.h>

#include <algorithm>
#include <string>
#include <vector>

namespace segmenta {
namespace {

enum Segment {
  champions,
  loyal,
  potential_loyalist,
  recent,
  promising,
  need_attention,
  about_to_sleep,
  at_risk,
  cannot_lose,
  hibernating,
  lost
};

const std::vector<std::string> default_names{
    "Champions",      "Loyal",   "Potential Loyalist", "Recent",      "Promising", "Need Attention",
    "About To Sleep", "At Risk", "Cannot Lose",        "Hibernating", "Lost"};

// Of frequency score 1, which may be a single order: no name that speaks of a habit, whatever was spent.
Segment seldom_segment(int r, int m) {
  if (r >= 4) return m >= 2 ? potential_loyalist : recent;
  if (r == 3) return m >= 4 ? need_attention : m >= 2 ? about_to_sleep : promising;
  if (r == 2) return m >= 3 ? about_to_sleep : hibernating;
  return m >= 3 ? hibernating : lost;
}

// By recency score, and frequency and monetary score together, 3 to 10.
Segment default_segment(int r, int f, int m) {
  if (f == 1) return seldom_segment(r, m);
  const int fm = f + m;
  switch (r) {
    case 5:
    case 4:
      return fm >= 8 ? champions : fm >= 6 ? loyal : potential_loyalist;
    case 3:
      return fm >= 8 ? loyal : fm >= 5 ? need_attention : about_to_sleep;
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

std::vector<std::vector<std::string>> RfmMap::codes_of_segments() const {
  std::vector<std::vector<std::string>> codes(names.size());
  auto best_first = rfm_codes();
  std::ranges::reverse(best_first);
  for (const auto& [r, f, m] : best_first) {
    codes[static_cast<std::size_t>(segment(r, f, m))].push_back(fmt::format("{}{}{}", r, f, m));
  }
  return codes;
}

RfmMap default_rfm_map() {
  RfmMap map;
  map.names = default_names;
  for (const auto& [r, f, m] : rfm_codes()) map.segments[RfmMap::place(r, f, m)] = default_segment(r, f, m);
  return map;
}

}  // namespace segmenta
