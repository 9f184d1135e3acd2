#pragma once
// The parts of a page that images and coloured tables are made of: first facts, shares, heat map, ranges.

#include <segmenta/report.h>

#include "report/figures.h"

namespace segmenta {

void add_charts(Json& page, const Json& figures, const Report& report, const ReportOptions& options);

}  // namespace segmenta
