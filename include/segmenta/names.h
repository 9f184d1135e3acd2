#pragma once
// Names of segments: made from what sets them apart, and those that a person gave, kept across refreshes.
//
// Names file (JSON, made to be edited):
//   {"segments": [{"segment": 0, "name": "Big spenders", "automatic": "Very frequent, high monetary"}, ...]}
// A person gave a name where it differs from "automatic", what Segmenta called the segment when it wrote the file.

#include <segmenta/profile.h>

#include <cstddef>
#include <filesystem>
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
  std::string automatic;  ///< empty where the file does not say

  [[nodiscard]] bool is_given() const { return !name.empty() && name != automatic; }
};

/// Entries of a names file by segment [k]; empty ones where it does not name a segment. Throws Error(input) that names
/// the entry: no such segment, a segment or a name twice, an empty name.
std::vector<SegmentName> read_segment_names(const std::filesystem::path& file, int k);
/// Just the names [k]; empty where the file does not name a segment.
std::vector<std::string> read_names(const std::filesystem::path& file, int k);

/// New automatic names [k] under those that a person gave. Where a given name is also the automatic one of another
/// segment, the latter gets a number.
std::vector<SegmentName> refresh_names(const std::vector<SegmentName>& old, const std::vector<std::string>& automatic);

/// Writes a names file, whole or not at all. Throws Error(input), and writes nothing, where the file is there and has a
/// name that a person gave and `names` has not; Error(resources) where it cannot be written.
void write_names(const std::filesystem::path& file, const std::vector<SegmentName>& names);

}  // namespace segmenta
