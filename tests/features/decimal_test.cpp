// Decimal numbers: parsing, rounding and exact sums, also against the standard library.

#include "features/decimal.h"

#include <gtest/gtest.h>

#include <random>

namespace segmenta::features {
namespace {

double parsed(std::string_view text) { return to_double(parse_decimal(text, 9).value(), 9); }

TEST(Decimal, ReadsSignPointAndExponent) {
  EXPECT_EQ(parsed("12"), 12);
  EXPECT_EQ(parsed("-2.55"), -2.55);
  EXPECT_EQ(parsed("+.5"), 0.5);
  EXPECT_EQ(parsed("7."), 7);
  EXPECT_EQ(parsed("1.5e3"), 1500);
  EXPECT_EQ(parsed("25E-2"), 0.25);
  EXPECT_EQ(parsed("0e999999999999"), 0);
  EXPECT_EQ(parsed("0.000000001"), 1e-9);
}

TEST(Decimal, RoundsHalvesAwayFromZeroBeyondItsPlaces) {
  EXPECT_EQ(parse_decimal("0.25", 1), Int128{3});
  EXPECT_EQ(parse_decimal("-0.25", 1), Int128{-3});
  EXPECT_EQ(parse_decimal("0.24", 1), Int128{2});
  EXPECT_EQ(parse_decimal("1e-400", 9), Int128{0});
  EXPECT_EQ(parsed("2.5500000000000003"), 2.55);
}

TEST(Decimal, RefusesWhatIsNoPlainNumber) {
  for (const char* text : {"", "-", ".", "1,234.56", "1 234", "nan", "inf", "-Infinity", "0x10", "1.2.3", "12a", "1e",
                           "1e+", "--1", "1000000000000", "1e12", "9e99", "123456789012345678901234567890"}) {
    EXPECT_FALSE(parse_decimal(text, 9)) << text;
  }
  EXPECT_TRUE(parse_decimal("999999999999", 9));
}

TEST(Decimal, ProductsAreExactOrRefused) {
  const auto product = [](std::string_view quantity, std::string_view price) {
    return multiply(parse_decimal(quantity, quantity_decimals).value(), parse_decimal(price, price_decimals).value());
  };
  EXPECT_EQ(to_double(product("6", "2.55").value(), amount_decimals), 15.3);
  EXPECT_EQ(to_double(product("-3", "0.1").value(), amount_decimals), -0.3);
  EXPECT_FALSE(product("1e9", "1e9"));
  EXPECT_FALSE(product("999999999999", "-999999999999"));
}

TEST(Decimal, ASumIsTheNearestDoubleOfTheExactSum) {
  Int128 sum = 0;
  for (int i = 0; i < 10; ++i) sum += parse_decimal("0.1", amount_decimals).value();
  EXPECT_EQ(to_double(sum, amount_decimals), 1.0);
}

TEST(Decimal, AgreesWithTheStandardLibraryOnRandomNumbers) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::int64_t> cents(-99'999'999'999, 99'999'999'999);
  for (int i = 0; i < 10000; ++i) {
    const std::int64_t value = cents(random);
    const std::string digits = std::to_string(value < 0 ? -value : value);
    const std::string text = (value < 0 ? "-" : "") + digits + "e-2";
    ASSERT_EQ(parsed(text), std::stod(text)) << text;
  }
}

}  // namespace
}  // namespace segmenta::features
