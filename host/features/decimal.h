#pragma once
// Decimal numbers in fixed point. Money is summed as the decimals that the files hold, so a sum is exact and does
// not depend on the order of the lines: 0.1 + 0.2 is 0.3 here.

#include <cstdint>
#include <optional>
#include <string_view>

namespace segmenta::features {

__extension__ typedef __int128 Int128;

constexpr int quantity_decimals = 6;
constexpr int price_decimals = 9;
constexpr int amount_decimals = quantity_decimals + price_decimals;  ///< so that quantity x price needs no rounding

/// The number in units of 10^-decimals, halves rounded away from zero. Empty for anything but a decimal number
/// (sign, digits, one point, an exponent) below 10^12: thousands separators, "nan" and "inf" are no numbers here.
/// `point`: the decimal character.
std::optional<Int128> parse_decimal(std::string_view text, int decimals, char point = '.');

/// quantity x price, in units of 10^-amount_decimals. Empty from 10^15 on.
std::optional<Int128> multiply(Int128 quantity, Int128 price);

/// The double nearest to value x 10^-decimals, for values of up to 15 digits.
double to_double(Int128 value, int decimals);

}  // namespace segmenta::features
