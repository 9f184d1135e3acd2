#pragma once
// What the writers of JSON share: the type, how it becomes text, and parts that several results have.

#include <segmenta/columns.h>
#include <segmenta/markets.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace segmenta {

/// Keys keep their order; NaN and infinity are written as null.
using Json = nlohmann::ordered_json;

/// As commands print it. File names and cells need not be UTF-8; JSON is.
std::string text_of(const Json& json);

/// The text, or null where it is empty.
Json or_null(const std::string& text);

/// The value of "meanings": {"value": "monetary", "margin": null}.
Json meanings_of(const std::vector<TakenColumn>& taken);

/// The value of "markets".
Json markets_of(const MarketProfile& profile);

}  // namespace segmenta
