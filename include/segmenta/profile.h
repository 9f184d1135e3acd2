#pragma once
// What sets the segments apart, in original units: size, value, and each feature against the average customer.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

struct FeatureProfile {
  double mean = 0;    ///< over the rows of the segment where it is not missing; NaN where all are
  double median = 0;  ///< mean of the two middle values for an even count
  double index = 0;   ///< 100 x mean / mean over all customers; NaN where that is 0 or missing
};

struct SegmentProfile {
  int segment = 0;
  std::string name;  ///< "Segment 0" until it is given one
  std::int64_t size = 0;
  double share = 0;                      ///< of all customers, 0 to 1
  double revenue_share = 0;              ///< of the value feature's total, 0 to 1; NaN without one
  std::vector<FeatureProfile> features;  ///< in the order of Profile::features
};

struct Profile {
  std::vector<Column> features;
  std::string value_feature;             ///< the feature that revenue shares are of; empty where there is none
  std::vector<SegmentProfile> segments;  ///< by number; segments of no rows included
  std::vector<FeatureProfile> all;       ///< the same figures over all customers (index 100)
  std::int64_t rows = 0;
};

/// Profiles every segment 0 .. k-1 over the given columns; text columns are left out. `labels` is in the row order of
/// the table. Revenue shares are of the value feature among the columns, else among all columns of the table.
///
/// Holds one column at a time. Medians are exact; sums are taken over blocks of 65,536 rows in order, so that no
/// figure depends on threads. Throws Error(input) for an unknown column, labels of another number than the rows, or a
/// label outside 0 .. k-1.
Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                int k, const Context& context);

/// The first of these columns that is a measure of a customer's value: its name has "monetary", "revenue", "spend",
/// "sales", "value", "amount" or "profit" in it, and no word such as "average" or "rate", since averages do not add up
/// over customers. Empty where there is none. It orders and weighs the segments.
std::string value_feature(const std::vector<std::string>& columns);

/// Labels of a segments file put into the row order of the table, matched by id (by row number where the table has no
/// ids); integers match their text. Throws Error(input) that counts and shows the ids that are in one file and not in
/// the other, or that names an id that occurs twice.
std::vector<std::int32_t> align_segments(const Table& table, const Ids& ids, const std::vector<std::int32_t>& segment);

}  // namespace segmenta
