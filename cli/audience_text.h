#pragma once
// What an audience says on a terminal.

#include <segmenta/audience.h>
#include <segmenta/offers.h>
#include <segmenta/purchases.h>

#include <string>
#include <vector>

namespace segmenta {

/// Customers, why some are in no list, and lists by segment. `folder`: where they are.
std::string audience_text(const Audience& made, const std::string& folder);

/// What each segment buys more than others, the most certain first. `names` of the segments, or empty.
std::string offers_text(const Offers& offers, const Purchases& purchases, const std::vector<std::string>& names);

}  // namespace segmenta
