// Which number of segments is recommended, and why.

#include <fmt/format.h>
#include <segmenta/choose_k.h>

#include <algorithm>
#include <cmath>

namespace segmenta {
namespace {

// The k that the gap statistic picks; 0 where it is not known.
int picked_by_gap(std::span<const KEvidence> evidence) {
  std::vector<Gap> gaps;
  for (const KEvidence& one : evidence) {
    if (!std::isnan(one.gap)) gaps.push_back({one.gap, one.gap_error});
  }
  return gaps.empty() ? 0 : evidence[gap_choice(gaps)].k;
}

// Rank of each by a figure, from 1; equal figures share the better rank.
template <class Better>
std::vector<int> ranks(const std::vector<const KEvidence*>& all, const Better& better) {
  std::vector<int> result;
  for (const KEvidence* one : all) {
    result.push_back(1 + static_cast<int>(std::count_if(all.begin(), all.end(),
                                                        [&](const KEvidence* other) { return better(*other, *one); })));
  }
  return result;
}

std::string ordinal(int rank) {
  return fmt::format("{}{}", rank, rank == 1 ? "st" : rank == 2 ? "nd" : rank == 3 ? "rd" : "th");
}

}  // namespace

Recommendation recommend(std::span<const KEvidence> evidence, const SmallestSegment& smallest, std::int64_t rows) {
  std::vector<const KEvidence*> allowed;
  for (const KEvidence& one : evidence) {
    if (smallest.allows(one.smallest, rows)) allowed.push_back(&one);
  }
  const bool none = allowed.empty();
  if (none) {
    for (const KEvidence& one : evidence) allowed.push_back(&one);
  }
  const auto silhouette = ranks(allowed, [](const auto& x, const auto& y) { return x.silhouette > y.silhouette; });
  const auto calinski =
      ranks(allowed, [](const auto& x, const auto& y) { return x.calinski_harabasz > y.calinski_harabasz; });
  const auto davies = ranks(allowed, [](const auto& x, const auto& y) { return x.davies_bouldin < y.davies_bouldin; });
  std::vector<std::size_t> order(allowed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const int sum_x = silhouette[x] + calinski[x] + davies[x];
    const int sum_y = silhouette[y] + calinski[y] + davies[y];
    return sum_x != sum_y ? sum_x < sum_y : allowed[x]->silhouette > allowed[y]->silhouette;
  });
  const std::size_t best = order.front();
  const KEvidence& chosen = *allowed[best];
  Recommendation result;
  result.k = chosen.k;
  result.runner_up_k = order.size() > 1 ? allowed[order[1]]->k : 0;
  result.reason = fmt::format(
      "k = {} has the best mean rank of {} candidates: {} by silhouette ({:.3f}), {} by Calinski-Harabasz, {} by "
      "Davies-Bouldin; its smallest segment has {} rows{}",
      chosen.k, allowed.size(), ordinal(silhouette[best]), chosen.silhouette, ordinal(calinski[best]),
      ordinal(davies[best]), chosen.smallest,
      std::isnan(chosen.stability)
          ? ""
          : fmt::format(", its least stable one {:.2f} ({})", chosen.stability, stability_band(chosen.stability)));
  result.gap_k = picked_by_gap(evidence);
  if (result.gap_k > 0) result.reason += fmt::format("; the gap statistic picks k = {}", result.gap_k);
  if (none) result.reason += "; no k has segments as large as was asked";
  return result;
}

}  // namespace segmenta
