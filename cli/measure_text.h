#pragma once
// What a campaign brought, for a terminal.

#include <segmenta/measure.h>

#include <string>

namespace segmenta {

std::string measurement_text(const Measurement& measured, const MeasureOptions& options, int width = 80);

}  // namespace segmenta
