// Numbers as text for people.

#include <gtest/gtest.h>
#include <segmenta/number_text.h>

#include <limits>

namespace segmenta {
namespace {

TEST(NumberText, HasThreeDigitsThatCountOrIsWhole) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(1.2345), "1.23");
  EXPECT_EQ(number_text(-0.012345), "-0.0123");
  EXPECT_EQ(number_text(112.4), "112");
  EXPECT_EQ(number_text(999.4), "999");
  EXPECT_EQ(number_text(999.6), "1,000");
  EXPECT_EQ(number_text(-1234567.8), "-1,234,568");
}

TEST(NumberText, SeparatesThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(-1234567), "-1,234,567");
  EXPECT_EQ(rows_text(1), "1 row");
  EXPECT_EQ(rows_text(1234), "1,234 rows");
  EXPECT_EQ(counted_text(1, "segment"), "1 segment");
  EXPECT_EQ(counted_text(0, "segment"), "0 segments");
}

TEST(NumberText, WritesSharesInPercent) {
  EXPECT_EQ(share_text(0.09364), "9.4 %");
  EXPECT_EQ(share_text(0.5, true), "+50.0 %");
  EXPECT_EQ(share_text(-0.25, true), "-25.0 %");
  EXPECT_EQ(share_text(std::numeric_limits<double>::quiet_NaN(), true), "-");
}

TEST(NumberText, WritesDecimalsAndNoMinusBeforeNothing) {
  EXPECT_EQ(decimals_text(999, 0), "999");
  EXPECT_EQ(decimals_text(1000, 0), "1,000");
  EXPECT_EQ(decimals_text(-1234567.891, 2), "-1,234,567.89");
  EXPECT_EQ(decimals_text(-123.4, 1), "-123.4");
  EXPECT_EQ(decimals_text(-0.001, 2), "0.00");
  EXPECT_EQ(decimals_text(std::numeric_limits<double>::quiet_NaN(), 2), "-");
  EXPECT_EQ(decimals_text(1e20, 2), "1e+20");
}

TEST(NumberText, WritesBytesInTheLargestUnit) {
  EXPECT_EQ(bytes_text(1023), "1023 bytes");
  EXPECT_EQ(bytes_text(1024), "1.0 KiB");
  EXPECT_EQ(bytes_text(1572864), "1.5 MiB");
}

}  // namespace
}  // namespace segmenta
