#pragma once
// Segments by market as text for a terminal, markets down and segments across.

#include <segmenta/markets.h>

#include <string>
#include <vector>

namespace segmenta {

/// Each segment's share per market, in several blocks where they do not fit (market names are never cut), then a
/// sentence for every segment that means something else in a market.
std::string markets_text(const MarketProfile& profile, const std::vector<std::string>& names, int width = 80);

}  // namespace segmenta
