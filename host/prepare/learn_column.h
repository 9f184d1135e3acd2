#pragma once
// Learning how one column of numbers is prepared, all of it in memory. Part of learn_numbers().

#include <segmenta/prepare.h>

#include <span>
#include <string>
#include <vector>

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

/// Moments of a whole column as it is used, combined over blocks of 65,536 rows in order.
Moments moments_of(std::span<const double> values, std::span<const double> weights, const PreparedFeature& feature);

/// Only Moments::first_infinite, missing and so on where the column cannot be used (see refuse_gaps() of
/// learn_numbers.cpp). Weights are empty or as many as the values; `stored` is moments_of() of the values as they are.
LearnedColumn learn_column(const Column& column, std::span<const double> values, std::span<const double> weights,
                           const Moments& stored, const PrepareOptions& options);

}  // namespace segmenta
