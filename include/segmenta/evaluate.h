#pragma once
// Which segments are worth attention: the criteria that segments are judged by (Kotler and Keller, "Marketing
// Management": substantial, profitable, accessible ...), measured, and a composite that is shown with its parts.
//
// Value is net: returns may make a customer's value, or a segment's total, negative. A missing value, margin or
// consent counts as 0, so that every customer is in every total and share.

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstdint>
#include <map>
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
  /// Weights of the composite by criterion: size, value, growth, profitability, concentration, reachability; those not
  /// named weigh 0. Empty: value 3, growth and profitability 2, the others 1, of those that can be measured.
  std::map<std::string, double> weights;
};

struct Criterion {
  std::string name;        ///< "size", "value", ...
  double weight = 0;       ///< of the criteria that can be measured, these sum to 1
  std::string definition;  ///< one line
};

struct SegmentEvaluation {
  int segment = 0;
  std::int64_t size = 0;
  double share = 0;               ///< of customers
  double value = 0;               ///< total of the value column; NaN without one
  double revenue_share = 0;       ///< of the value of all; negative where `value` is; NaN where all is not above 0
  double value_per_customer = 0;  ///< NaN without customers
  double growth = 0;              ///< size / earlier size - 1; NaN without an earlier file, or where it had no rows
  double margin = 0;              ///< total profit; NaN without a margin column
  double margin_rate = 0;         ///< margin / value; NaN where `value` is not above 0
  double top_share = 0;           ///< of `value`, that its top ceil(0.2 n) customers hold; NaN where it is not above 0
  double reachable = 0;           ///< share of customers with consent; NaN without a column
  /// [criteria] Each 0 to 1: (figure - lowest) / (highest - lowest) over the segments, 0.5 where all are equal;
  /// concentration reversed, since value that is spread is safer. A segment without the figure gets 0, for growth 0.5.
  std::vector<double> parts;
  double attractiveness = 0;  ///< weighted sum of parts, 0 to 1
  int rank = 0;               ///< 1 is the most attractive; ties go to the lower segment
};

struct Evaluation {
  std::int64_t rows = 0;
  std::string value, margin, consent;       ///< the columns used; empty: none
  std::vector<Criterion> criteria;          ///< those that could be measured
  std::vector<std::string> not_measured;    ///< the others, with the reason: "profitability (no margin column)"
  std::vector<SegmentEvaluation> segments;  ///< by number
  double top_share = 0;                     ///< share of all value that the top 20 % of all customers hold
  /// [101] Share of all value that the top 0, 1, .., 100 % of all customers hold: the curve of Lorenz (1905), from the
  /// top; of p % of n customers ceil(p n / 100) are taken. Above 1 on the way where customers of negative value follow.
  /// Empty without a value column; NaN where the value of all is not above 0.
  std::vector<double> concentration;
};

/// Evaluates the segments 0 .. k-1. `labels` is in the row order of the table; `earlier_sizes` is [k], or empty where
/// there are none.
///
/// Reads the columns that it uses, once, and holds the value column twice. Sums are over blocks of 65,536 rows in
/// order, so that no figure depends on threads. Throws Error(usage) for weights that are negative, all 0 or of unknown
/// criteria, Error(input) for unknown columns, text where numbers are needed, infinite values, a named consent column
/// of other numbers than 0 and 1, or labels that do not fit.
Evaluation evaluate(const Table& table, const std::vector<std::int32_t>& labels, int k, const EvaluateOptions& options,
                    std::span<const std::int64_t> earlier_sizes, const Context& context);

}  // namespace segmenta
