#include "number_text.h"

#include <gtest/gtest.h>

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
}

TEST(NumberText, WritesSharesInPercent) {
  EXPECT_EQ(share_text(0.09364), "9.4 %");
  EXPECT_EQ(share_text(0.5, true), "+50.0 %");
  EXPECT_EQ(share_text(-0.25, true), "-25.0 %");
}

TEST(NumberText, EscapesWhatHtmlWouldRead) {
  EXPECT_EQ(escaped("<b>\"R&D\"</b> 'x'"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt; &#39;x&#39;");
}

}  // namespace
}  // namespace segmenta
