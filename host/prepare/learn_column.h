#pragma once
// Learning how one column of numbers is prepared, all of it at hand. Part of learn_numbers().

#include <segmenta/prepare.h>

#include <string>
#include <vector>

#include "prepare/column_values.h"
#include "prepare/learn.h"
#include "prepare/moments.h"

namespace segmenta {

struct LearnedColumn {
  LearnedFeature learned;
  Moments as_stored;
  Moments as_used;
  double missing_share = 0;  ///< of the weight
  std::vector<std::string> notes;
};

/// Whether the moments are of values that differ by no more than rounding; not where one of them is infinite.
bool is_constant(const Moments& moments, const Column& column);

/// Why such a column is no feature: constant, or ids and the like, of which too little is left to tell them apart.
std::string reason_of_constant(const Moments& moments, const Column& column);

/// Only Moments::first_infinite, missing and so on where the column cannot be used (see refuse_gaps() of
/// learn_numbers.cpp). `stored` is moments() of the values as they are.
LearnedColumn learn_column(const Column& column, ColumnValues& values, const Moments& stored,
                           const PrepareOptions& options);

}  // namespace segmenta
