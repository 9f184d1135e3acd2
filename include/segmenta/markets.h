#pragma once
// The same segments by market, and where one means something else there.
//
// A market is a value of any column of few values: a country, a shop, a channel.

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

inline constexpr std::size_t most_markets = 50;
/// A difference of that many standard deviations is a medium one (Cohen, "Statistical Power Analysis", 1988).
inline constexpr double medium_difference = 0.5;
/// Of fewer customers no difference is made out, and markets of fewer are taken together.
inline constexpr std::int64_t fewest_customers = 30;
/// Of the differences that are made out, at most that share is expected to be chance.
inline constexpr double false_discovery_rate = 0.05;

/// One segment in one market.
struct MarketSegment {
  std::int64_t size = 0;
  double share = 0;                  ///< of the market's customers
  std::vector<double> means;         ///< [features], of the values that are there; NaN where there are none
  std::vector<std::int64_t> values;  ///< [features] how many there are
  /// [features] (mean in this market - mean of the segment in all markets) / population standard deviation over all
  /// customers; NaN where either is not there or the feature is constant.
  std::vector<double> differences;
  /// [features] How likely means as far apart as those of the segment in this market and in all others are by chance:
  /// p of Welch's test, adjusted for all segments, markets and features (Benjamini, Hochberg 1995); NaN where either
  /// has fewer than fewest_customers values.
  std::vector<double> p_adjusted;
  double largest_difference = 0;    ///< max |difference|; NaN where there is none
  std::size_t largest_feature = 0;  ///< which feature has it; ties go to the first
  /// largest_difference >= medium_difference, and its p_adjusted is at most false_discovery_rate.
  bool means_something_else = false;
};

struct Market {
  /// The value; "(missing)" for the customers without one; "(12 others)" for markets of fewer than fewest_customers
  /// taken together, where there are larger ones.
  std::string name;
  std::int64_t size = 0;
  std::vector<MarketSegment> segments;  ///< [k]
};

struct MarketProfile {
  std::string by;
  std::vector<Column> features;
  std::vector<Market> markets;  ///< by descending size, then by name; those taken together last
};

/// Profiles the segments 0 .. k-1 in every market, over the given columns; text columns and `by` itself are left out.
/// `labels` is in the row order of the table. `by` is a text, integer or boolean column.
///
/// Holds one block of one column at a time and one byte a row. Sums are over blocks of 65,536 rows in order, so that no
/// figure depends on threads. Throws Error(input) for an unknown column, for `by` of real numbers or of more than
/// most_markets markets, or labels that do not fit.
MarketProfile profile_markets(const Table& table, const std::string& by, const std::vector<std::string>& columns,
                              const std::vector<std::int32_t>& labels, int k, const Context& context);

}  // namespace segmenta
