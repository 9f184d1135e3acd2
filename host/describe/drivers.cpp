// The one place where it is decided which differences are worth a word.

#include "describe/drivers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace segmenta {

namespace {

// Of the ratio to the average, which an index has where it means something.
double ratio_difference(const FeatureProfile& feature) {
  constexpr double most = 0.8;  // large: a mean near 0 is no more than that, however many times it is in the average
  return feature.index > 0 ? std::clamp(medium_difference * std::log2(feature.index / 100), -most, most) : 0;
}

}  // namespace

std::vector<double> telling_differences(const SegmentProfile& segment) {
  std::vector<double> differences;
  for (const FeatureProfile& feature : segment.features) {
    const bool tells = 2 * feature.values >= segment.size;
    const double ratio = ratio_difference(feature);
    const double telling = std::abs(ratio) > std::abs(feature.difference) ? ratio : feature.difference;
    differences.push_back(tells ? telling : std::numeric_limits<double>::quiet_NaN());
  }
  return differences;
}

std::vector<MissingDriver> missing_drivers(const Profile& profile, std::size_t segment) {
  constexpr double nearly_all = 0.95;
  const SegmentProfile& own = profile.segments[segment];
  std::vector<MissingDriver> drivers;
  for (std::size_t i = 0; i < profile.features.size() && own.size > 0; ++i) {
    std::int64_t values = 0, rows = 0;
    bool all_told = true;
    for (const SegmentProfile& one : profile.segments) {
      all_told = all_told && one.features[i].values >= 0;
      values += one.features[i].values;
      rows += one.size;
    }
    if (!all_told) continue;
    const double all = 1 - static_cast<double>(values) / static_cast<double>(rows);
    const double share = 1 - static_cast<double>(own.features[i].values) / static_cast<double>(own.size);
    const double difference = (share - all) / std::sqrt(all * (1 - all));
    if (share >= nearly_all && difference >= small_difference) drivers.push_back({i, share, all, difference});
  }
  std::ranges::stable_sort(drivers, std::greater<>(), &MissingDriver::difference);
  return drivers;
}

std::vector<std::size_t> by_difference(std::span<const double> differences) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (std::abs(differences[i]) >= small_difference) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return std::abs(differences[i]); });
  return order;
}

std::vector<std::size_t> find_drivers(std::span<const double> differences) {
  std::vector<std::size_t> drivers = by_difference(differences);
  drivers.resize(std::min(drivers.size(), most_drivers));
  return drivers;
}

}  // namespace segmenta
