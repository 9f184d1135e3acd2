// Decimal numbers read, multiplied without overflow, and turned into the nearest double.

#include "features/decimal.h"

#include <array>
#include <cstddef>

namespace segmenta::features {
namespace {

constexpr auto powers_of_ten = [] {
  std::array<std::int64_t, 19> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

std::int64_t power_of_ten(int exponent) { return powers_of_ten[static_cast<std::size_t>(exponent)]; }

// mantissa x 10^exponent
struct Scientific {
  std::int64_t mantissa = 0;
  int exponent = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits beyond the 18th are dropped: below the precision that any amount here is kept with.
const char* scan_mantissa(const char* at, const char* end, char decimal, Scientific& number) {
  bool point = false;
  int digits = 0;
  for (; at != end && (is_digit(*at) || (*at == decimal && !point)); ++at) {
    if (*at == decimal) {
      point = true;
      continue;
    }
    ++digits;
    if (number.mantissa < power_of_ten(17)) {
      number.mantissa = number.mantissa * 10 + (*at - '0');
      number.exponent -= point ? 1 : 0;
    } else {
      number.exponent += point ? 0 : 1;
    }
  }
  return digits == 0 ? nullptr : at;
}

const char* scan_exponent(const char* at, const char* end, Scientific& number) {
  const bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end) return nullptr;
  int exponent = 0;
  for (; at != end && is_digit(*at); ++at) exponent = exponent < 1000 ? exponent * 10 + (*at - '0') : exponent;
  number.exponent += negative ? -exponent : exponent;
  return at;
}

std::optional<Scientific> scan(std::string_view text, char decimal) {
  const char* at = text.data();
  const char* const end = at + text.size();
  Scientific number;
  const bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  at = scan_mantissa(at, end, decimal, number);
  if (at != nullptr && at != end && (*at == 'e' || *at == 'E')) at = scan_exponent(at + 1, end, number);
  if (at != end) return std::nullopt;
  if (negative) number.mantissa = -number.mantissa;
  return number;
}

Int128 divide_rounding(Int128 value, int exponent) {
  if (exponent > 18) return 0;
  const Int128 divisor = power_of_ten(exponent);
  const Int128 half = value < 0 ? -divisor / 2 : divisor / 2;
  return (value + half) / divisor;
}

}  // namespace

std::optional<Int128> parse_decimal(std::string_view text, int decimals, char point) {
  const auto number = scan(text, point);
  if (!number) return std::nullopt;
  Int128 value = number->mantissa;
  int exponent = number->exponent + decimals;
  if (exponent < 0) return divide_rounding(value, -exponent);
  const Int128 limit = static_cast<Int128>(power_of_ten(12)) * power_of_ten(decimals);
  for (; exponent > 0 && value != 0; exponent -= 9) {
    value *= power_of_ten(exponent < 9 ? exponent : 9);
    if (value >= limit || value <= -limit) return std::nullopt;
  }
  if (value >= limit || value <= -limit) return std::nullopt;
  return value;
}

std::optional<Int128> multiply(Int128 quantity, Int128 price) {
  const Int128 limit = static_cast<Int128>(power_of_ten(15)) * power_of_ten(amount_decimals);
  Int128 amount = 0;
  if (__builtin_mul_overflow(quantity, price, &amount)) return std::nullopt;
  if (amount >= limit || amount <= -limit) return std::nullopt;
  return amount;
}

double to_double(Int128 value, int decimals) {
  // A quotient of two doubles that are exact is the nearest double; trailing zeros stand in the way of exactness.
  while (decimals > 0 && value % 10 == 0) {
    value /= 10;
    --decimals;
  }
  return static_cast<double>(value) / static_cast<double>(power_of_ten(decimals));
}

}  // namespace segmenta::features
