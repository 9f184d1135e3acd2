#pragma once
// From a table in original units to prepared rows on a grid: missing values, log, clipping, scaling.
//
// Every feature is prepared by one formula, (f(x) - center) / scale, f being identity, log1p or signed log1p, after
// clipping to [lower, upper]; the result is rounded to float32 and to a multiple of the feature's quantum, a power of
// two chosen so that sums over all rows are exact in 64-bit integers. The parameters are learned once, kept in the
// model, and prepare new rows identically.
//
// @code
// const std::vector<double> values = {2, 900, 3, 950, 90, 20, 80, 15};  // recency_days, monetary
// const segmenta::MemoryTable customers({"recency_days", "monetary"}, values);
// const segmenta::PreparedRows prepared = segmenta::prepare(customers, {"recency_days", "monetary"}, {}, "", {});
// const double days = prepared.preparation.features[0].restore(0);  // what prepared 0 stands for
// @endcode

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/rows.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

enum class Scale {
  zscore,  ///< mean and population standard deviation (ddof 0)
  robust,  ///< median and interquartile range
  minmax,  ///< minimum and range
  none,    ///< mean and 1: centered, in original units
};
enum class Missing {
  automatic,  ///< the median, with a feature NAME_missing (0/1) beside it where 5 % or more have no value (text: none
              ///< of the categories)
  error,      ///< refuse, naming the column
  median,     ///< fill with the column's median (text: the most frequent value)
  partial,    ///< distances over the features that are there, scaled up to all of them
};
enum class Log { automatic, none, named };
enum class Transform {
  identity,
  log1p,         ///< log(1 + x), x >= 0
  signed_log1p,  ///< sign(x) log(1 + |x|), of columns with values below 0
};
enum class Metric { euclidean, cosine };

struct PrepareOptions {
  Scale scale = Scale::zscore;
  Log log = Log::automatic;
  std::vector<std::string> log_features;  ///< with Log::named
  /// Limits to the P and 100 - P percentiles, 0 <= P < 50; 0 is off. Nothing: limits the tails, with Log::automatic and
  /// any scale but none. A tail is what lies, after the transform, more than twice as far from the median as the 5th or
  /// 95th percentile; it takes the most extreme value that does not. Where these percentiles are the median, the 1st
  /// and 99th are the limits.
  std::optional<double> clip_percent;
  Missing missing = Missing::automatic;
  bool missing_flags = false;  ///< with Missing::median: adds a feature NAME_missing (0/1) where values were missing
  Metric metric = Metric::euclidean;      ///< cosine: rows are scaled to length 1 and `none` does not center
  double category_weight = 1.0;           ///< one-hot features have the values 0 and this, less their mean
  std::vector<std::string> categories{};  ///< columns of numbers that are codes, taken as text is
};

/// "none", "log1p" or "signed_log1p": its name in files and JSON.
std::string_view name_of(Transform transform);

/// How one feature is made from one column.
struct PreparedFeature {
  std::string name;    ///< of the feature: the column's, or "COLUMN=CATEGORY", or "COLUMN_missing"
  std::string column;  ///< of the table
  enum class Kind { value, category, missing_flag } kind = Kind::value;
  std::string category;  ///< with Kind::category: the value that it stands for
  Transform transform = Transform::identity;
  double center = 0;
  double scale = 1;
  double lower = -std::numeric_limits<double>::infinity();  ///< clipping, in original units
  double upper = std::numeric_limits<double>::infinity();
  double fill = std::numeric_limits<double>::quiet_NaN();  ///< for a missing value; NaN: none was learned
  double quantum = 0;                                      ///< prepared values are multiples of it; a power of two

  std::string reason{};           ///< why it is prepared so, for people
  std::int64_t rows_limited = 0;  ///< of the fit whose values clipping changed
  std::int64_t rows_missing = 0;  ///< of the fit without a value

  /// Prepared value of an original one (NaN stays NaN), not yet on the grid.
  [[nodiscard]] double prepare(double original) const;
  /// Original value of a prepared one.
  [[nodiscard]] double restore(double prepared) const;
};

/// A column that is not clustered by, and why.
struct LeftOut {
  std::string column;
  std::string reason;
};

struct Preparation {
  std::vector<PreparedFeature> features;
  std::vector<LeftOut> left_out;  ///< by a choice of features, or constant
  Metric metric = Metric::euclidean;
  Missing missing = Missing::error;
  /// 0 but for prepared values of extreme magnitude (below 2^-40 or above 2^58, as Scale::none can give): all scales
  /// then hold a factor 2^-exponent, so that float32 arithmetic neither overflows nor underflows. Inertia and
  /// distances are reported without it.
  int exponent = 0;

  [[nodiscard]] std::vector<std::string> names() const;
};

struct PreparedRows {
  Preparation preparation;
  Rows rows;
};

/// Learns the preparation of the given columns and prepares every row. Constant features are dropped with a note,
/// except under Scale::none; constant is what varies by no more than rounding, 2^-40 of its magnitude (2^-21 of
/// float32). Log::automatic takes the log of a feature whose skewness, its tails limited, is above 1 (1 either way
/// where it has values below 0) and then smaller. Nothing below the lowest value seen is taken by a log1p later on.
/// Throws Error(input) for missing values that no rule covers, infinities (column and row named), negative or missing
/// weights, or when nothing is left to cluster. `weights` names a column; empty: every row weighs 1.
///
/// Means, deviations and quantiles are weighted: weight w equals w copies, for quantiles w over the smallest weight
/// above 0, so that their scale does not show. Means and deviations are rounded to 2^-32 and 2^-40 of themselves:
/// neither the order of summation nor a constant added to a column then shows.
/// Under Scale::none the mean is rounded to 2^-10 deviations, so that values of few digits stay exact.
PreparedRows prepare(const Table& table, const std::vector<std::string>& columns, const PrepareOptions& options,
                     const std::string& weights, const Context& context);

/// Prepares the rows of a table by a preparation learned before. Columns are found by name.
Rows prepare_with(const Table& table, const Preparation& preparation, const std::string& weights,
                  const Context& context);

/// The columns that describe segments when none are named: all numbers but the id, the weights and dates. For those to
/// cluster by: choose_features.h.
std::vector<std::string> default_features(const Table& table, const std::string& weights);

}  // namespace segmenta
