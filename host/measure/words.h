#pragma once
// What a measurement says to somebody who knows no statistics.

#include <segmenta/measure.h>

#include <cstddef>
#include <string>
#include <vector>

namespace segmenta {

/// The level of each of so many comparisons, at which all together have that of `level` (Bonferroni).
double level_of_each(double level, std::size_t comparisons);

/// Whether so few of an arm or of control converted, or did not, that rates and variances say little.
bool has_few(const ArmResult& result);

/// What speaks against believing it, the weightiest first.
std::vector<std::string> notes_of(const Measurement& result, const Outcomes& outcomes, const MeasureOptions& options);

/// Of the value where there is one, else of conversions; over all customers.
std::string verdict_of(const Measurement& result, const MeasureOptions& options);

}  // namespace segmenta
