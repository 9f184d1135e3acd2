#pragma once
// Segments by market as text for a terminal, markets down and segments across, and as JSON.

#include <segmenta/markets.h>

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace segmenta {

/// Each segment's share per market, in several blocks where they do not fit (market names are never cut), then a
/// sentence for every segment that means something else in a market.
std::string markets_text(const MarketProfile& profile, int width = 80);

/// The value of "markets" in the JSON of segmenta profile.
nlohmann::ordered_json markets_json(const MarketProfile& profile);

}  // namespace segmenta
