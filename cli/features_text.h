#pragma once
// The account of order lines and customers as text for a terminal.

#include <segmenta/features.h>

#include <string>

namespace segmenta {

/// Lines read, left out by reason, and used; customers, and those matched by each joined file; what was written.
std::string account_text(const FeatureTable& table, const std::string& output);

/// A warning where more than half of the lines, or of revenue, could not be used, with the reason of most; else empty.
std::string lost_text(const OrderAccount& account);

}  // namespace segmenta
