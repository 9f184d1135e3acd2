#pragma once
// What a column means, by what it is called.

#include <string>
#include <vector>

namespace segmenta {

/// The first of these columns that is a measure of a customer's value: its name has "monetary", "revenue", "spend",
/// "sales", "value", "amount" or "profit" in it, and no word such as "average" or "rate", since averages do not add up
/// over customers. Empty where there is none. It orders and weighs the segments.
std::string value_feature(const std::vector<std::string>& columns);

}  // namespace segmenta
