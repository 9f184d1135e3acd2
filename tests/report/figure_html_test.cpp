// Figures and names as HTML.

#include "report/figure_html.h"

#include <gtest/gtest.h>

namespace segmenta {
namespace {

TEST(NameHtml, EscapesWhatHtmlWouldRead) {
  EXPECT_EQ(name_html("<b>\"R&D\"</b> 'x'"),
            "<span class=\"name\">&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt; &#39;x&#39;</span>");
}

}  // namespace
}  // namespace segmenta
