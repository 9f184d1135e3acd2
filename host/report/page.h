#pragma once
// What the page's template shows, made from the figures.

#include <segmenta/report.h>

#include "report/figures.h"

namespace segmenta {

/// Every value is text or HTML, a list, or an object; names are those in report.mustache. `figures` is
/// report_figures() of the report.
Json report_page(const Json& figures, const Report& report, const ReportOptions& options);

}  // namespace segmenta
