// Takes the features that matter least out of everything in a report that has a figure for each.

#include "report/features_that_matter.h"

#include <segmenta/columns.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace segmenta {
namespace {

constexpr std::size_t most_features = 30;

// Which of a list stay, by the place that each had.
using Kept = std::vector<bool>;

template <class T>
void keep(std::vector<T>& list, const Kept& kept) {
  std::size_t place = 0;
  std::erase_if(list, [&](const auto&) { return !kept[place++]; });
}

std::size_t place_among(const Kept& kept, std::size_t before) {
  return static_cast<std::size_t>(std::count(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(before), true));
}

// The largest |difference| of each feature in any segment.
std::vector<double> largest_differences(const Profile& profile) {
  std::vector<double> largest(profile.features.size());
  for (const SegmentProfile& segment : profile.segments) {
    if (segment.size == 0) continue;
    for (std::size_t j = 0; j < largest.size(); ++j) {
      largest[j] = std::fmax(largest[j], std::abs(segment.features[j].difference));
    }
  }
  return largest;
}

Kept those_that_matter(const Profile& profile) {
  const std::vector<double> largest = largest_differences(profile);
  std::vector<std::size_t> order(largest.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t j) { return largest[j]; });
  Kept kept(order.size());
  for (std::size_t place = 0; place < most_features; ++place) kept[order[place]] = true;
  for (std::size_t j = 0; j < kept.size(); ++j) {
    const std::string& name = profile.features[j].name;
    if (name == profile.value_feature || rank_of(name, Meaning::recency)) kept[j] = true;
  }
  for (const SegmentProfile& segment : profile.segments) {
    for (const std::size_t j : segment.drivers) kept[j] = true;
  }
  return kept;
}

void keep_in(Profile& profile, const Kept& kept) {
  keep(profile.features, kept);
  keep(profile.all, kept);
  keep(profile.flags, kept);
  for (SegmentProfile& segment : profile.segments) {
    keep(segment.features, kept);
    for (std::size_t& j : segment.drivers) j = place_among(kept, j);
  }
}

bool holds(const std::vector<Column>& columns, const std::string& name) {
  return std::ranges::find(columns, name, &Column::name) != columns.end();
}

void keep_in(MarketProfile& markets, const std::vector<Column>& shown) {
  Kept kept;
  for (const Column& column : markets.features) kept.push_back(holds(shown, column.name));
  for (const Market& market : markets.markets) {
    for (const MarketSegment& cell : market.segments) kept[cell.largest_feature] = true;
  }
  keep(markets.features, kept);
  for (Market& market : markets.markets) {
    for (MarketSegment& cell : market.segments) {
      keep(cell.means, kept);
      keep(cell.differences, kept);
      keep(cell.values, kept);
      keep(cell.p_adjusted, kept);
      cell.largest_feature = place_among(kept, cell.largest_feature);
    }
  }
}

}  // namespace

void keep_features_that_matter(Report& report) {
  Profile& profile = report.profile;
  const std::size_t all = profile.features.size();
  if (all <= most_features) return;
  keep_in(profile, those_that_matter(profile));
  report.features_left_out = static_cast<std::int64_t>(all - profile.features.size());
  if (report.markets && !report.markets->features.empty()) keep_in(*report.markets, profile.features);
}

std::vector<PreparedFeature> shown_preparation(const Report& report) {
  std::vector<PreparedFeature> shown = report.model->preparation.features;
  if (report.features_left_out == 0) return shown;
  std::erase_if(shown, [&](const PreparedFeature& one) { return !holds(report.profile.features, one.name); });
  return shown;
}

}  // namespace segmenta
