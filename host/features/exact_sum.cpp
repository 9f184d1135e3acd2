// Decimals in fixed point; the rest by the error-free sum of two numbers (Knuth 1969).

#include "features/exact_sum.h"

#include <charconv>
#include <cmath>

namespace segmenta::features {
namespace {

// Whether no digit gets lost in fixed point.
bool is_short_decimal(std::string_view number) {
  if (number.find_first_of("eE") != std::string_view::npos) return false;
  const std::size_t point = number.find('.');
  return point == std::string_view::npos || number.size() - point - 1 <= amount_decimals;
}

}  // namespace

void ExactSum::add(std::string_view number) {
  if (is_short_decimal(number)) {
    if (const auto decimal = parse_decimal(number, amount_decimals)) {
      decimals_ += *decimal;
      return;
    }
  }
  double value = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
  if (parsed.ec == std::errc{} && !std::isnan(value)) add_double(value);
}

void ExactSum::add_double(double number) {
  const double sum = high_ + number;
  const double of_number = sum - high_;
  const double error = (high_ - (sum - of_number)) + (number - of_number);
  high_ = sum;
  if (std::isfinite(sum)) low_ += error;
}

double ExactSum::value() const { return to_double(decimals_, amount_decimals) + (high_ + low_); }

}  // namespace segmenta::features
