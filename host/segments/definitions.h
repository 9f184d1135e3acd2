#pragma once
// Rules in words; those of RFM are in rfm.h.

#include <segmenta/rules.h>

#include <string>
#include <vector>

namespace segmenta {

/// Of each segment, the default last: "monetary >= 1000 and (Country is 'France' or 'Belgium')". The first rule wins.
std::vector<std::string> rule_definitions(const SegmentRules& rules);

}  // namespace segmenta
