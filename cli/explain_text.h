#pragma once
// An explanation as text for a terminal.

#include <segmenta/explain.h>

#include <string>

namespace segmenta {

std::string to_text(const ExplainedSegments& explained);

}  // namespace segmenta
