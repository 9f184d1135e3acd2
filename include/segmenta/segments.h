#pragma once
// The segment of every customer, and what goes with it; whoever made the segments, a fit, rules or RFM scores.

#include <segmenta/export.h>
#include <segmenta/origin.h>
#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// Coarser segments: which of them each segment is in.
struct Level {
  int segments = 0;
  std::vector<std::int32_t> of_segment;  ///< [k]
};

/// The segment of every row. Without details, distance, runner_up and margin are empty.
struct Segments {
  std::vector<std::int32_t> segment;    ///< [rows], 0-based
  std::vector<float> distance;          ///< Euclidean, in prepared space, to the segment's centroid
  std::vector<std::int32_t> runner_up;  ///< the nearest segment but for its own; -1 with k = 1
  /// Its distance less `distance`: below 0 where bounds on sizes moved the row; NaN with k = 1.
  std::vector<float> margin;
  std::vector<Level> levels;  ///< nested segments, where asked for
};

/// Customers by id, each with its segment: what a segments file says.
struct CustomerSegments {
  Ids ids;
  Segments segments;
  int k = 0;
  std::vector<std::string> names;  ///< [k], where the segments have names; else empty
  /// [k] What makes a customer one of each, in words, where rules or scores did; else empty.
  std::vector<std::string> definitions{};
  std::string file{};  ///< that they were read from, for messages
  Origin origin{};
};

/// Rows of each segment 0 .. k - 1. Throws Error(input) for a label outside.
std::vector<std::int64_t> segment_sizes(const std::vector<std::int32_t>& labels, int k);
/// Rows of each coarser segment, from those of the segments [k] in it.
std::vector<std::int64_t> level_sizes(const Level& level, const std::vector<std::int64_t>& sizes);
/// Customers by their segment (rows, 0 .. k - 1) and by another segmentation (columns, 0 .. other_k - 1). Both are of
/// the same customers in the same order. Throws Error(input) for a label outside.
std::vector<std::vector<std::int64_t>> cross_table(const std::vector<std::int32_t>& labels, int k,
                                                   const std::vector<std::int32_t>& other, int other_k);

/// Labels by id, put into the row order of the table, matched by id (by row number where the table has no
/// ids); integers match their text. Throws Error(input) that counts and shows the ids that are in one file and not in
/// the other, or that names an id that occurs twice.
std::vector<std::int32_t> align_segments(const Table& table, const Ids& ids, const std::vector<std::int32_t>& segment);
/// The same of all that is known of the rows.
Segments align_segments(const Table& table, const CustomerSegments& file);
/// The same where the ids of all rows are at hand; `table` is its name, for messages.
Segments align_segments(const std::string& table, const Ids& table_ids, const CustomerSegments& file);

/// The earlier segment that one of now is.
struct FollowedSegment {
  int earlier = -1;    ///< -1: none
  double overlap = 0;  ///< Jaccard similarity of the two, over the customers in both files; of none the largest one
};

/// Of each segment [k of now] the earlier one that it has more than half of their customers in common with (a Jaccard
/// similarity above 0.5, of the customers in both files): no two segments have one in common, since more than half of
/// it would have to be in each. Customers are matched by id, integers by their text where the other file has text.
/// Throws Error(input) that names an id that occurs twice, or a label outside.
std::vector<FollowedSegment> follow_segments(const CustomerSegments& now, const CustomerSegments& earlier);

}  // namespace segmenta
