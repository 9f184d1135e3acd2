#pragma once
// What is known of columns of numbers after one look at them. Part of choose_features().

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <span>
#include <string>
#include <vector>

#include "prepare/moments.h"

namespace segmenta {

struct SurveyedColumn {
  Moments moments;             ///< of all rows
  std::vector<double> sample;  ///< of rows evenly spread, the same for every column
  bool numbers_rows = true;    ///< whole numbers, each one more than the row before
  double last = 0;             ///< value of the row before
};

/// A column each, in order.
std::vector<SurveyedColumn> survey(const Table& table, std::span<const std::size_t> columns, const Context& context);

/// Share of the values that are there which the most frequent one has.
double most_frequent_share(std::span<const double> values);

/// Whether they are days written as numbers, such as 20240131.
bool are_dates(std::span<const double> values);

/// Deviations from the mean over the root of their squared sum, tails limited: one extreme row that two columns share
/// makes neither follow the other.
struct Standardised {
  std::vector<double> values;  ///< NaN where missing; all 0 where there is nothing to divide by
  bool complete = true;        ///< none is missing
};
Standardised standardised(std::span<const double> values);

/// Pearson's r over rows where both have a value, about the means of all, rounded to 2^-20.
double correlation(const Standardised& a, const Standardised& b);

}  // namespace segmenta
