// Images are to scale, and there is none where there is nothing to show.

#include <gmock/gmock.h>

#include "report/bar_charts.h"
#include "report/plane_charts.h"
#include "report/svg.h"

namespace segmenta {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Svg, WritesPlacesToATenth) {
  EXPECT_EQ(svg_number(12.04), "12");
  EXPECT_EQ(svg_number(-0.01), "0");
  EXPECT_EQ(svg_number(3.25001), "3.3");
}

TEST(Svg, EscapesNothingSinceItHoldsNumbersAlone) {
  const SvgPoint points[] = {{1, 2}, {3.5, 4}};
  EXPECT_EQ(svg_path(points), "M1 2L3.5 4");
}

TEST(ShareBars, AreToOneScale) {
  const std::string bars = share_bars(0.1, 0.5, 0.5);
  EXPECT_THAT(bars, HasSubstr(R"(y="0" width="20.00")"));
  EXPECT_THAT(bars, HasSubstr(R"(y="12" width="100.00")"));
}

TEST(ShareBars, OfANegativeShareAreNone) {
  EXPECT_THAT(share_bars(0.1, -0.2, 0.5), HasSubstr(R"(y="12" width="0.00")"));
}

Json feature(double low, double high) {
  return {{"percentile_5", low},
          {"lower_quartile", low},
          {"median", low},
          {"upper_quartile", high},
          {"percentile_95", high}};
}

TEST(Ranges, GoFromTheLowestToTheHighestThatIsShown) {
  Json figures;
  figures["segments"] = {{{"suppressed", false}, {"size", 5}, {"features", {feature(2, 3)}}},
                         {{"suppressed", true}},
                         {{"suppressed", false}, {"size", 5}, {"features", {feature(1, 2)}}}};
  const RangeEnds ends = range_ends(figures, 0);
  EXPECT_EQ(ends.low, "/segments/2/features/0/percentile_5");
  EXPECT_EQ(ends.high, "/segments/0/features/0/percentile_95");
}

TEST(Ranges, OfOneValueAreNone) {
  Json figures;
  figures["segments"] = {{{"suppressed", false}, {"size", 5}, {"features", {feature(2, 2)}}}};
  EXPECT_THAT(range_ends(figures, 0).low, IsEmpty());
}

TEST(EvidenceImage, IsNoneOfOneCandidate) {
  const Json one = {{{"k", 2}, {"silhouette", 0.5}}, {{"k", 3}, {"silhouette", nullptr}}};
  EXPECT_THAT(evidence_image(one, "silhouette", 2, "title"), IsEmpty());
}

TEST(EvidenceImage, MarksTheNumberThatWasChosen) {
  const Json two = {{{"k", 2}, {"silhouette", 0.5}}, {{"k", 3}, {"silhouette", 0.75}}};
  const std::string image = evidence_image(two, "silhouette", 3, "title");
  EXPECT_THAT(image, HasSubstr(R"(<circle class="chosen-mark" cx="284" cy="18" r="7"/>)"));
  EXPECT_THAT(image, HasSubstr(R"(data-value="0.75" data-path="/model/evidence/1/silhouette")"));
}

TEST(MapImage, IsWithoutSegmentsThatAreNotShown) {
  const auto square = [](double x, double y) { return Json{{"x", x}, {"y", y}, {"side", 1.0}, {"customers", 12}}; };
  const Json place = {{"center", {0.0, 0.0}}, {"squares", {square(1, 0.5), square(-1, -0.5)}}};
  const Json map = {{"segments", {place, place}}};
  const Json segments = {{{"suppressed", false}, {"size", 2}}, {{"suppressed", true}}};
  const auto colour = [](std::size_t i) { return std::string(i == 0 ? "red" : "green"); };
  const std::string image = map_image(map, segments, colour, "title");
  EXPECT_THAT(image, HasSubstr("red"));
  EXPECT_THAT(image, Not(HasSubstr("green")));
  EXPECT_THAT(image, HasSubstr("M417 210H611V16H417Z")) << "one scale along both axes";
}

TEST(ConcentrationImage, IsNoneWithoutFigures) { EXPECT_THAT(concentration_image(Json::array(), "title"), IsEmpty()); }

}  // namespace
}  // namespace segmenta
