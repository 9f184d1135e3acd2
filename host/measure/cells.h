#pragma once
// What comparisons need of the customers of an arm in a segment: counts and sums, however many they are.

#include <segmenta/comparisons.h>
#include <segmenta/context.h>
#include <segmenta/holdout.h>
#include <segmenta/measure.h>

#include <vector>

namespace segmenta {

struct Cell {
  double customers = 0, converted = 0, valued = 0;  // the last: of a value other than 0
  Values orders;
  PairedValues values;
  Values winsorised;
};

Cell together(const Cell& a, const Cell& b);

/// [segments or 1][arms], the same whatever the number of threads. Values above `limit` are it among the winsorised.
std::vector<std::vector<Cell>> cells_of(const Assignment& assignment, const Outcomes& outcomes, double limit,
                                        const Context& context);

}  // namespace segmenta
