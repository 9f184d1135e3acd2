#pragma once
// Segments by rules as text for a terminal.

#include <segmenta/rules.h>

#include <string>

namespace segmenta {

/// Sizes, and how many customers each rule holds for; customers for whom two rules hold, in several blocks where they
/// do not fit (names are never cut); and the rules that never win.
std::string rules_text(const RuleSegments& segments, const std::string& file, int width = 80);

}  // namespace segmenta
