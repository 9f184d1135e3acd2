#pragma once
// Names of segments: made from what sets them apart, and those that a person gave, kept across refreshes.

#include <segmenta/profile.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace segmenta {

/// A name from the two strongest drivers of each segment, by the feature's name without its units and its |difference|:
/// from 0.2 "above-average" or "below-average", from 0.5 "high" or "low", from 1.5 "very high" or "very low". Recency
/// (days since) is "recent" or "lapsed", frequency "frequent" or "infrequent", other days are "long" or "short", what
/// is true or false "often" or "seldom". Equal names are told apart by the next features that differ by 0.2 or more,
/// else by a number: all are unique. Without drivers: "Average customers".
std::vector<std::string> automatic_names(const Profile& profile);

/// The drivers in words, "very high monetary, frequent"; empty where there are none. `features` and `differences` have
/// one entry a feature.
std::string describe_drivers(const std::vector<Column>& features, std::span<const double> differences,
                             std::span<const std::size_t> drivers);

struct SegmentName {
  std::string name;
  std::string automatic;  ///< empty where that is not known

  [[nodiscard]] bool is_given() const { return !name.empty() && name != automatic; }
};

/// New automatic names [k] under those that a person gave. Where a given name is also the automatic one of another
/// segment, the latter gets a number.
std::vector<SegmentName> refresh_names(const std::vector<SegmentName>& old, const std::vector<std::string>& automatic);

}  // namespace segmenta
