#pragma once
// Which segments are worth attention: ranked by the money at stake in them, with an interval and what else speaks for
// them (the criteria of Kotler and Keller, "Marketing Management": substantial, profitable, accessible ...) beside it.
//
// At stake is, summed over the customers of a segment who may be contacted: margin, or else value, so far and a year.
// No figure depends on which other segments there are. A rank is 1 + the segments that surely have more at stake.
//
// Value is net: returns may make a customer's value, or a segment's total, negative. A missing value, margin or
// consent counts as 0, so that every customer is in every total and share.

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

struct EvaluateOptions {
  std::string value;   ///< column of revenue; empty: found by name, see columns.h
  std::string margin;  ///< column of profit in the value's units; empty: found likewise, else none
  /// Column that says whether a customer may be contacted: 0/1, boolean, or text, where empty, "no", "false", "0" and
  /// the like say no. Empty: found likewise, else none.
  std::string consent;
};

/// Of intervals and ties.
inline constexpr double evaluation_level = 0.95;

struct Criterion {
  std::string name;        ///< "size", "value", ...
  std::string definition;  ///< one line
};

struct SegmentEvaluation {
  int segment = 0;
  std::int64_t size = 0;
  double share = 0;               ///< of customers
  double value = 0;               ///< total of the value column; NaN without one
  double revenue_share = 0;       ///< of the value of all; NaN where it has no shares, as in profile.h
  double value_per_customer = 0;  ///< NaN without customers
  double growth = 0;              ///< size / earlier size - 1; NaN without an earlier file, or where it had no rows
  double margin = 0;              ///< total profit; NaN without a margin column
  double margin_rate = 0;         ///< margin / value; NaN where `value` is not above 0
  double top_share = 0;           ///< of `value`, that its top ceil(0.2 n) customers hold; NaN likewise
  double reachable = 0;           ///< share of customers with consent; NaN without a column
  double at_stake = 0;            ///< see Evaluation::at_stake
  /// Quantiles (1 -/+ evaluation_level) / 2 of at_stake over 400 sets of customers drawn anew, see
  /// host/describe/stake.h.
  double at_stake_low = 0, at_stake_high = 0;
  int rank = 0;           ///< 1 + segments that have more at stake in all but 2.5 % of these sets
  std::vector<int> ties;  ///< segments that have neither surely more nor surely less at stake, ascending
};

struct Evaluation {
  std::int64_t rows = 0;
  std::string value, margin, consent;                    ///< the columns used; empty: none
  std::string value_label, margin_label, consent_label;  ///< what people call them, see label_of()
  /// What at_stake is of, in words: "spend so far, a year, of those that opt_in allows to contact". Without a
  /// value and a margin it counts customers; without tenure it is of all the time that the data are of; without consent
  /// of all customers.
  std::string at_stake;
  std::string tenure;                       ///< the column of days as a customer, "tenure_days"; empty: none
  std::vector<Criterion> criteria;          ///< those that could be measured
  std::vector<std::string> not_measured;    ///< the others, with the reason: "profitability (no margin column)"
  std::vector<SegmentEvaluation> segments;  ///< by number
  double top_share = 0;                     ///< share of all value that the top 20 % of all customers hold
  /// [101] Share of all value that the top 0, 1, .., 100 % of all customers hold: the curve of Lorenz (1905), from the
  /// top; of p % of n customers ceil(p n / 100) are taken. Above 1 on the way where customers of negative value follow.
  /// Empty without a value column; NaN where it has no shares, likewise.
  std::vector<double> concentration;
};

/// Evaluates the segments 0 .. k-1. `labels` is in the row order of the table; `earlier_sizes` is [k], or empty where
/// there are none.
///
/// Reads the columns that it uses, once, and holds two columns and two figures a row. Sums are over blocks of 65,536
/// rows in order, so that no figure depends on threads. Throws Error(input) for unknown columns, text where numbers are
/// needed, infinite values, a named consent column of other numbers than 0 and 1, or labels that do not fit.
Evaluation evaluate(const Table& table, const std::vector<std::int32_t>& labels, int k, const EvaluateOptions& options,
                    std::span<const std::int64_t> earlier_sizes, const Context& context);

}  // namespace segmenta
