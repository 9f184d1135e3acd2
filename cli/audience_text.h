#pragma once
// What an audience says on a terminal.

#include <segmenta/audience.h>

#include <string>

namespace segmenta {

/// Customers, why some are in no list, and lists by segment. `folder`: where they are.
std::string audience_text(const Audience& made, const std::string& folder);

}  // namespace segmenta
