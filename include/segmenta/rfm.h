#pragma once
// RFM: recency, frequency and monetary value scored 1 to 5, and the 125 codes gathered into named segments.
//
// A score says between which cut points a value lies; by default these are the quintiles, quantiles by linear
// interpolation (Hyndman, Fan 1996, type 7). Equal values share a score: one equal to a cut point belongs below it. 5
// is best: the most recent, the most frequent, the highest value.
//
// @code
// const std::vector<double> values = {2, 9, 900, 30, 4, 300, 90, 1, 20};
// const segmenta::MemoryTable customers({"recency_days", "frequency", "monetary"}, values);
// const segmenta::RfmColumns columns = segmenta::find_rfm_columns(customers, {});
// const segmenta::RfmCuts cuts = segmenta::quintiles(customers, columns, {});
// const segmenta::Rfm rfm = segmenta::score_rfm(customers, columns, cuts, segmenta::default_rfm_map(), {});
// @endcode

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

inline constexpr int rfm_scores = 5;
/// Four cut points, ascending, equal ones allowed.
using CutPoints = std::array<double, rfm_scores - 1>;

struct RfmCuts {
  CutPoints recency{}, frequency{}, monetary{};
};

/// Names of the three columns: recency in days since, so that less is better.
struct RfmColumns {
  std::string recency, frequency, monetary;
};

/// Which segment each of the 125 codes is in.
struct RfmMap {
  std::vector<std::string> names;            ///< of the segments, in the order they are numbered
  std::array<std::int32_t, 125> segments{};  ///< by place()

  static std::size_t place(int r, int f, int m) { return static_cast<std::size_t>(25 * (r - 1) + 5 * (f - 1) + m - 1); }
  [[nodiscard]] std::int32_t segment(int r, int f, int m) const { return segments[place(r, f, m)]; }
  /// Of each segment its codes, the best first: "555", "554", ...; recency, frequency, monetary.
  [[nodiscard]] std::vector<std::vector<std::string>> codes_of_segments() const;
};

/// Every code, (1, 1, 1) to (5, 5, 5), recency first.
std::vector<std::array<int, 3>> rfm_codes();

struct Rfm {
  RfmColumns columns;
  RfmCuts cuts;
  std::vector<std::string> names;                                           ///< of the segments
  std::vector<std::string> definitions;                                     ///< likewise, see rfm_definitions()
  std::vector<std::int8_t> recency_score, frequency_score, monetary_score;  ///< [rows], 1 to 5
  std::vector<std::int32_t> segment;                                        ///< [rows]
};

/// Customers of each score, 1 to 5.
std::vector<std::int64_t> score_counts(const std::vector<std::int8_t>& scores);

/// Empty names are found among the table's columns by what they mean, monetary as the value, see columns.h. Throws
/// Error(input) where there is none, or a named one is text.
RfmColumns find_rfm_columns(const Table& table, const RfmColumns& named);

/// Champions, Loyal, Potential Loyalist, Recent, Promising, Need Attention, About To Sleep, At Risk, Cannot Lose,
/// Hibernating, Lost: see rfm_map.cpp. Champions, Loyal, At Risk and Cannot Lose have a frequency score above 1.
RfmMap default_rfm_map();

/// The scores of each segment in words: "recency score 4 or 5, frequency score 5" where it has all codes within these
/// bounds, else how many of them it has.
std::vector<std::string> rfm_definitions(const RfmMap& map);

/// The quintiles of a table's columns. Throws Error(input) for a missing value.
RfmCuts quintiles(const Table& table, const RfmColumns& columns, const Context& context);
/// Scores every row. Throws Error(input) for a missing value.
Rfm score_rfm(const Table& table, const RfmColumns& columns, const RfmCuts& cuts, const RfmMap& map,
              const Context& context);

}  // namespace segmenta
