#pragma once
// The account of order lines and customers as text for a terminal.

#include <segmenta/features.h>

#include <string>

namespace segmenta {

/// Lines read, left out by reason, and used; customers, and those matched by each joined file; what was written.
std::string account_text(const FeatureTable& table, const std::string& output);

}  // namespace segmenta
