#pragma once
// Aggregations by name: as text, as part of a column's name, and in words.

#include <segmenta/features.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta::features {

/// "sum"
std::string_view name_of(Aggregate aggregate);
/// Those of "count,sum(pages),last(date)"; nothing where the text is no such list.
std::optional<std::vector<Aggregation>> parse_aggregations(std::string_view text);
/// "sum(pages)", "count"
std::string text_of(const Aggregation& aggregation);
/// What a column of it is named within its source: "pages_sum", "count".
std::string column_name(const Aggregation& aggregation);

}  // namespace segmenta::features
