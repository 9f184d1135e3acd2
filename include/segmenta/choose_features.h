#pragma once
// Which columns to cluster by where nobody says: those that describe behaviour and that everybody has.
//
// @code
// const std::vector<double> values = {2, 900, 0, 3, 950, 1, 90, 20, 1, 80, 15, 1};
// const segmenta::MemoryTable customers({"recency_days", "monetary", "churned"}, values);
// const segmenta::FeatureChoice choice = segmenta::choose_features(customers, {}, {});
// const std::string why = choice.left_out[0].column + ": " + choice.left_out[0].reason;  // "churned: an outcome ..."
// @endcode

#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/prepare.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct FeatureChoiceOptions {
  std::string weights;                  ///< column of weights, which is no feature
  std::vector<std::string> categories;  ///< columns that are features whatever they hold, as PrepareOptions::categories
  bool unscaled = false;                ///< with Scale::none: whether values differ, or follow others, speaks for none
};

struct FeatureChoice {
  std::vector<std::string> features;  ///< in the order of the table
  std::vector<LeftOut> left_out;      ///< likewise: every other column but the id, with the reason
};

/// Of a table that marks columns as behaviour (Column::role), these; of another one, all numbers; without
///  - ids, dates, outcomes and codes by their names; dates by their type or as numbers such as 20240131; row numbers,
///  - what is constant, or the same for 99 % of rows or more; what more than 20 % of rows have no value of,
///  - what follows another feature, |r| > 0.98 (Pearson, tails limited), in 30 rows or more. Of the two stays the one
///  that means value,
///    frequency or recency by its name, else the one that more rows have, else the first; both, where they mean two of
///    these.
///
/// Text is a feature only where it is named. Reads every candidate once; |r| and shares of a value are of rows evenly
/// spread, 65,536 of them or all. Throws Error(input) where nothing is left.
FeatureChoice choose_features(const Table& table, const FeatureChoiceOptions& options, const Context& context);

}  // namespace segmenta
