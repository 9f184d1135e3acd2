#pragma once
// The figures of a report as JSON: what the page's text and charts are made of. What must not be shown is not in the
// report.

#include <segmenta/report.h>

#include <nlohmann/json.hpp>

namespace segmenta {

using Json = nlohmann::ordered_json;

/// {customers, value_feature, features, all, segments, evaluation, ...}; NaN is null.
Json report_figures(const Report& report, const ReportOptions& options);

}  // namespace segmenta
