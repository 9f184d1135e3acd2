#pragma once
// Customers are matched by value: 17850, "17850" and 17850.0 are one customer, "017850" is another; unless other rules
// are asked for.

#include <segmenta/features.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segmenta::features {

struct CustomerId {
  std::string_view value;               ///< "17850" of "17850.0": what is compared
  std::string_view written;             ///< the same as it was written, but for the zeros after the point
  std::uint16_t zeros_after_point = 0;  ///< as written: 1 for "17850.0"; 0 where there is no point
};

/// `folded` holds the value where it is not a part of the cell; it must live as long as the result is used.
CustomerId customer_id(std::string_view cell, const IdRules& rules, std::string& folded);

/// The rules of the options: ids that are asked for as text are compared as written, unless rules are given.
IdRules id_rules(const FeatureOptions& options);

/// The integer that a text is in its plain form (no plus, no leading zeros), if it is one of that type.
template <class Integer>
std::optional<Integer> plain_integer(std::string_view text);

/// Whether an id is written as spreadsheets write numbers of more than eleven digits: 1.23457E+11. Digits are lost
/// then.
bool is_rounded_by_spreadsheet(std::string_view id);

}  // namespace segmenta::features
