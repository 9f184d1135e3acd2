#pragma once
// What sets the segments apart, in original units: size, value, and each feature against the average customer.
//
// @code
// const std::vector<double> values = {900, 950, 20, 15};
// const segmenta::MemoryTable customers({"monetary"}, values);
// const segmenta::Profile profile = segmenta::profile(customers, {"monetary"}, {0, 0, 1, 1}, 2, {});
// const double mean = profile.segments[0].features[0].mean;  // 925
// @endcode

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/model.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// A difference of that many standard deviations is a small one (Cohen, "Statistical Power Analysis", 1988); of less
/// nothing is said.
inline constexpr double small_difference = 0.2;
inline constexpr double interval_level = 0.95;

/// Where a figure lay in that share of the fits to customers drawn anew (a bootstrap of the whole fit: Efron 1979,
/// percentiles). NaN where that is not known. Each fit is to as many customers as there are, but to 10,000 of more: the
/// interval is then that of 10,000 customers, and wider than one of all of them would be.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] bool is_known() const { return low <= high; }
};

struct FeatureProfile {
  double mean = 0;    ///< over the rows of the segment where it is not missing; NaN where all are
  double median = 0;  ///< mean of the two middle values for an even count
  double index = 0;   ///< 100 x mean / mean over all customers; NaN where the feature has no shares
  /// Quantiles 0.25 and 0.75 by linear interpolation (Hyndman, Fan 1996, type 7); NaN where all are missing.
  double lower_quartile = 0, upper_quartile = 0;
  /// (mean - mean over all customers) / population standard deviation over all; NaN where that is 0 or missing.
  double difference = 0;
  double percentile_5 = 0, percentile_95 = 0;  ///< quantiles 0.05 and 0.95, as the quartiles
  std::int64_t values = 0;  ///< customers of the segment for whom it is not missing; below 0: not told
  Interval mean_interval{};
};

inline constexpr std::size_t most_categories = 20;

/// How often each value of a text column occurs.
struct CategoryProfile {
  Column column;
  /// Most frequent first, ties by text; up to most_categories, the others are counted in `present` alone.
  std::vector<std::string> values;
  std::vector<std::vector<std::int64_t>> customers;  ///< [k][values]; below 0: not told
  std::vector<std::int64_t> having;                  ///< [values] of all segments
  std::vector<std::int64_t> present;                 ///< [k] customers for whom it is not missing
  /// How far segment and value go together, from 0 (no more than by chance) to 1 (one tells the other): Cramér's V over
  /// all values, corrected for chance (Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", 2013). NaN where
  /// there is but one value or segment, or each customer has a value of its own.
  double cramers_v = 0;

  /// Of the segment's customers with any value; NaN without one.
  [[nodiscard]] double share(std::size_t segment, std::size_t value) const;
  [[nodiscard]] double share_of_all(std::size_t value) const;
  /// (share - share of all) / standard deviation over all of having the value or not; NaN where that is 0.
  [[nodiscard]] double difference(std::size_t segment, std::size_t value) const;
};

struct SegmentProfile {
  int segment = 0;
  std::string name;  ///< "Segment 0" until it is given one
  std::int64_t size = 0;
  double share = 0;          ///< of all customers, 0 to 1
  double revenue_share = 0;  ///< of the value feature's total, 0 to 1; NaN where it has no shares, or without one
  /// Size / size in an earlier file - 1, see set_growth(); NaN without one, or where it had no rows.
  double growth = std::numeric_limits<double>::quiet_NaN();
  std::vector<FeatureProfile> features;  ///< in the order of Profile::features
  /// What sets it apart: the up to three features of the largest |difference|, largest first, ties to the first
  /// feature. Twice or half the average (index 200 or 50) counts as much as 0.5 standard deviations, where these are
  /// stretched by a few extreme customers. What is below 0.2 is left out ("small": Cohen 1988), and features that less
  /// than half of the segment have a value of.
  std::vector<std::size_t> drivers;
  Interval share_interval{}, revenue_share_interval{};
};

struct Profile {
  std::vector<Column> features;
  std::string value_feature;                ///< the column that revenue shares are of; empty where there is none
  Column value{};                           ///< that column as the table has it
  std::vector<SegmentProfile> segments;     ///< by number; segments of no rows included
  std::vector<FeatureProfile> all;          ///< the same figures over all customers (index 100)
  std::vector<bool> flags;                  ///< [features] only 0 and 1: the mean is the share of customers who have it
  std::vector<CategoryProfile> categories;  ///< of the text columns, in their order
  std::int64_t rows = 0;
  std::int64_t drawn = 0;  ///< customers that are drawn anew for each fit of the intervals; 0 without intervals

  /// The value feature: as the table has it, else as it is among the features, else known by its name alone.
  [[nodiscard]] Column value_column() const;
};

/// Of a segment, how it differs in the values of text columns, largest |difference| first: of each column the value
/// that is the more usual there by the largest difference from 0.2 on, else the one that is the less usual by it.
struct CategoryDriver {
  std::size_t category = 0;  ///< index into Profile::categories
  std::size_t value = 0;     ///< index into its values
  double difference = 0;
};
std::vector<CategoryDriver> category_drivers(const Profile& profile, std::size_t segment);

/// Of a segment, the features that (nearly) nobody in it has a value of, though others have: 95 % of it or more, and by
/// a difference of 0.2 or more; largest first.
struct MissingDriver {
  std::size_t feature = 0;  ///< index into Profile::features
  double share = 0;         ///< of the segment's customers, for whom it is missing
  double share_of_all = 0;  ///< of all customers
  double difference = 0;    ///< of the two, over the standard deviation over all of missing it or not
};
std::vector<MissingDriver> missing_drivers(const Profile& profile, std::size_t segment);

/// Profiles every segment 0 .. k-1 over the given columns, numbers as features and text as categories. `labels` is in
/// the row order of the table. Revenue shares are of the column `value`; where that is empty of the value (see
/// columns.h) among the columns, else among all columns of the table. A column has shares where its total is above 0,
/// that of no segment below, and negative values are at most a tenth of the positive ones. Holds two columns at a time.
/// Quantiles are exact; sums are taken over blocks of 65,536 rows in order, so that no figure depends on threads.
/// Throws Error(input) for an unknown column, labels of another number than the rows, or a label outside 0 .. k-1.
Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                int k, const Context& context, const std::string& value = "");

/// The same with intervals, by the bootstrap of the model that the labels are of; without where the model has none, or
/// bounds on sizes moved customers. Throws as prepare_with() too.
Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                const Model& model, const Context& context, const std::string& value = "");

/// Sets how much each segment has grown since it had these sizes, see growth.h.
void set_growth(Profile& profile, std::span<const std::int64_t> earlier_sizes);

}  // namespace segmenta
