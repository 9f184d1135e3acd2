// Rows counted in lines as an editor shows them.

#include "features/line_count.h"

#include <gmock/gmock.h>

namespace segmenta::features {
namespace {

using testing::ElementsAre;

std::int64_t line_breaks(std::string_view text) {
  char previous = '\0';
  return count_line_breaks(text, previous);
}

TEST(LineCount, CountsEveryKindOfLineBreakOnce) {
  EXPECT_EQ(line_breaks("a\nb\n"), 2);
  EXPECT_EQ(line_breaks("a\r\nb\r\n"), 2);
  EXPECT_EQ(line_breaks("a\rb"), 1);
  char previous = '\0';
  EXPECT_EQ(count_line_breaks("a\r", previous), 1);
  EXPECT_EQ(count_line_breaks("\nb\n", previous), 1) << "a line break cut in two is one";
}

TEST(LineCount, FindsRowsBetweenEmptyLinesAndQuotedLineBreaks) {
  EXPECT_THAT(find_rows("a,b\n\nc,\"d\ne\"\"\n\"\r\nf,g", ',').first_lines, ElementsAre(0, 2, 5));
}

TEST(LineCount, AQuoteWithinAValueOpensNothing) {
  const RowLines rows = find_rows("5\" disk,a\nb,c\n", ',');
  EXPECT_THAT(rows.first_lines, ElementsAre(0, 1));
  EXPECT_FALSE(rows.open_quote);
}

TEST(LineCount, NamesTheLineOfAQuoteThatStaysOpen) { EXPECT_EQ(find_rows("a,b\nc,\"d\ne,f\n", ',').open_quote, 1); }

}  // namespace
}  // namespace segmenta::features
