#pragma once
// Which columns an evaluation uses, and the totals that it takes of them.

#include <segmenta/context.h>
#include <segmenta/evaluate.h>
#include <segmenta/table.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace segmenta {

/// Names of columns; empty: there is none.
struct EvaluateColumns {
  std::string value, margin, consent;
  bool consent_named = false;  ///< by the user: a column of other numbers than 0 and 1 is then refused
};

/// Throws Error(input) for a named column that there is not, or a value or margin of text.
EvaluateColumns find_evaluate_columns(const Table& table, const EvaluateOptions& options);

struct SegmentTotals {
  double value = 0, margin = 0;
  std::int64_t reachable = 0;
};

struct EvaluateTotals {
  std::vector<SegmentTotals> segments;  ///< [k]
  std::vector<double> values;           ///< [rows]: 0 where missing; grouped by segment, in row order
  std::string consent_unfit;            ///< why the consent column found by name says nothing of consent; else empty
};

/// `first` is where each segment begins in `values`.
EvaluateTotals total_columns(const Table& table, const EvaluateColumns& columns, std::span<const std::int32_t> labels,
                             std::span<const std::int64_t> first, const Context& context);

}  // namespace segmenta
