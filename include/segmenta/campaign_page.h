#pragma once
// What a campaign brought as one HTML file that a marketer reads, like that of report.h: its text's figures are
// `<data>` elements with the JSON pointers of `#report-data`, which holds the JSON of the measurement. It needs no
// script, and asks for nothing over a network. No customer id is in it.

#include <cstdint>
#include <string>

#include <segmenta/export.h>
#include <segmenta/json.h>

namespace SEGMENTA_API segmenta {

/// Written by write_report(). No figure rests on fewer than `min_cell` customers who converted, or who did not:
/// segments with fewer are left out. Throws Error(input) where all together are fewer.
std::string campaign_html(const MeasurementRun& run, const std::string& title, std::int64_t min_cell = 10);

}  // namespace segmenta
