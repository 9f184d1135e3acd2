#pragma once
// Customers are matched by value: 17850, "17850" and 17850.0 are one customer, "017850" is another.

#include <cstdint>
#include <optional>
#include <string_view>

namespace segmenta::features {

struct CustomerId {
  std::string_view value;              ///< "17850" of "17850.0"
  std::uint8_t zeros_after_point = 0;  ///< as written: 1 for "17850.0"; 0 where there is no point
};

/// `exact`: texts that differ are different customers.
CustomerId customer_id(std::string_view cell, bool exact);

/// The integer that a text is in its plain form (no plus, no leading zeros), if it is one of that type.
template <class Integer>
std::optional<Integer> plain_integer(std::string_view text);

}  // namespace segmenta::features
