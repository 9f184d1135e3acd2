#pragma once
// What a measurement says to somebody who knows no statistics.

#include <segmenta/measure.h>

#include <string>
#include <vector>

namespace segmenta {

/// What speaks against believing it, the weightiest first.
std::vector<std::string> notes_of(const Measurement& result, const Outcomes& outcomes, const MeasureOptions& options);

/// Of the value where there is one, else of conversions; over all customers.
std::string verdict_of(const Measurement& result, const MeasureOptions& options);

}  // namespace segmenta
