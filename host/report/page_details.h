#pragma once
// The parts of a page behind the segments themselves: map, RFM, markets, evidence, hidden groups, how it was made.

#include <segmenta/report.h>

#include "report/figures.h"

namespace segmenta {

/// Adds those that the report has something for.
void add_details(Json& page, const Json& figures, const Report& report);

}  // namespace segmenta
