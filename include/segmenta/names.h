#pragma once
// Names of segments: made from what sets them apart, and those that a person gave, kept across refreshes.

#include <segmenta/export.h>
#include <segmenta/profile.h>
#include <segmenta/segments.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// A name from what sets each segment apart most, up to two phrases: "High spend, more orders", by the labels of
/// columns (label_of()) and three degrees of |difference| (from 0.2, 0.5 and 1.5 standard deviations). Words compare
/// with the average customer; those that say more ("recent", "lapsed", "a single order") are used only where the
/// segment's mean bears them. Of text columns, the value that most or more than usual have: "Country mostly 'DE'".
/// Nothing is said of a feature that less than half of the segment have a value of. Equal names are told apart by the
/// next features that differ by 0.2 or more, else by a mean: "Average customers (spend 120)": all are unique. Where
/// nothing sets a segment apart: "Average customers".
std::vector<std::string> automatic_names(const Profile& profile);

/// The drivers in words that compare, "very high spend, more orders"; empty where there are none. `features` and
/// `differences` have one entry a feature.
std::string describe_drivers(const std::vector<Column>& features, std::span<const double> differences,
                             std::span<const std::size_t> drivers);

/// The same from these columns of the profile alone, in its order.
std::vector<std::string> automatic_names(const Profile& profile, const std::vector<std::string>& columns);

/// The same of the segments 0 .. k - 1 of a table, from these columns: they are read, once. `labels` is in the row
/// order of the table.
std::vector<std::string> automatic_names(const Table& table, const std::vector<std::string>& columns,
                                         const std::vector<std::int32_t>& labels, int k, const Context& context);

struct SegmentName {
  std::string name;
  std::string automatic;  ///< empty where that is not known

  [[nodiscard]] bool is_given() const { return !name.empty() && name != automatic; }
};

/// Names that a person gave to earlier segments, for those of now that follow them [k of now], see follow_segments();
/// empty for the others.
std::vector<SegmentName> carried_names(const std::vector<SegmentName>& earlier,
                                       const std::vector<FollowedSegment>& followed);

/// What segments are called before automatic names come in [k]: as a person named them in a names file, else as their
/// segments file has it, else as the names file has it; empty where none of these does. Either list may be empty.
std::vector<std::string> known_names(const std::vector<SegmentName>& of_person, const std::vector<std::string>& of_file,
                                     int k);

/// The names that are shown [k], the known ones or else the automatic ones. Where a known name is also the automatic
/// one of another segment, the latter has its number as well. `known` is [k] or empty.
std::vector<SegmentName> segment_names(const std::vector<std::string>& known,
                                       const std::vector<std::string>& automatic);

/// Gives the segments of a profile those names.
void set_names(Profile& profile, const std::vector<SegmentName>& names);

}  // namespace segmenta
