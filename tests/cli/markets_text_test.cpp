// How segments by market are printed, and what `profile --by` finds, against pandas.

#include "markets_text.h"

#include <gmock/gmock.h>
#include <segmenta/json.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/online_retail.h"

namespace segmenta {
namespace {

using ::testing::HasSubstr;

MarketSegment segment_of(double share, std::vector<double> differences) {
  MarketSegment segment;
  segment.size = 31;
  segment.share = share;
  segment.means.assign(differences.size(), 5);
  segment.values.assign(differences.size(), 31);
  segment.p_adjusted.assign(differences.size(), 0.01);
  segment.largest_feature = std::abs(differences[1]) > std::abs(differences[0]) ? 1 : 0;
  segment.largest_difference = std::abs(differences[segment.largest_feature]);
  segment.means_something_else = segment.largest_difference >= medium_difference;
  segment.differences = std::move(differences);
  return segment;
}

MarketProfile profile_of(std::size_t k) {
  MarketProfile profile{"country", {{"visits", {}, {}, {}, {}, {}}, {"monetary", {}, {}, {}, {}, {}}}, {}};
  profile.markets.push_back({"Österreich", 1234, std::vector<MarketSegment>(k, segment_of(0.25, {0.1, -0.1}))});
  profile.markets.push_back({"Spain", 9, std::vector<MarketSegment>(k, segment_of(0.5, {0.1, 0.2}))});
  return profile;
}

std::vector<std::string> names_of(std::size_t k) {
  std::vector<std::string> names(k, "Rest");
  names.front() = "Loyal";
  return names;
}

TEST(MarketsText, HasMarketsDownAndSegmentsAcross) {
  EXPECT_EQ(markets_text(profile_of(2), names_of(2)),
            "share of each market's customers\n"
            "\n"
            "country     customers       0       1\n"
            "Österreich      1,234  25.0 %  25.0 %\n"
            "Spain               9  50.0 %  50.0 %\n"
            "\n"
            "no segment means something else in a market: 0.5 sd off, more than chance, of 30\n"
            "customers at least");
}

TEST(MarketsText, SaysWhereASegmentMeansSomethingElse) {
  MarketProfile profile = profile_of(3);
  profile.markets[1].segments[2] = segment_of(0.5, {0.2, 1.31});
  profile.markets[1].segments[0] = segment_of(0.5, {-0.7, 0.1});
  EXPECT_THAT(markets_text(profile, names_of(3)),
              HasSubstr("\n'Loyal' in Spain: visits is 0.7 sd below that of all of it (n = 31)\n"
                        "'Rest' in Spain: spend is 1.3 sd above that of all of it (n = 31)"));
}

TEST(MarketsText, WrapsWhereTheTerminalEnds) {
  std::string text = markets_text(profile_of(20), names_of(20));
  text = text.substr(0, text.find("no segment means"));
  EXPECT_LE(testing::longest_line(text), 81U) << "one byte more than characters";
  EXPECT_THAT(text, HasSubstr("customers       7 "));
  EXPECT_THAT(text, HasSubstr("     19\n"));
}

TEST(MarketsJson, HasNullWhereThereIsNoFigure) {
  MarketProfile profile = profile_of(1);
  profile.markets[0].segments[0].largest_difference = std::nan("");
  const auto json = nlohmann::json::parse(markets_json(profile));
  EXPECT_EQ(json["by"], "country");
  EXPECT_EQ(json["markets"][1]["segments"][0]["features"]["monetary"]["difference"], 0.2);
  EXPECT_EQ(json["markets"][1]["segments"][0]["largest_feature"], "monetary");
  EXPECT_TRUE(json["markets"][0]["segments"][0]["largest_feature"].is_null());
  EXPECT_TRUE(json["markets"][0]["segments"][0]["largest_difference"].is_null());
}

class ProfileByMarket : public testing::OnlineRetail {};

// Figures of pandas over the same labels.
TEST_F(ProfileByMarket, FindsWhatPandasFinds) {
  const auto json = nlohmann::json::parse(
      made("profile customers.h5 --segments rfm.h5 --by Country --features recency_days,frequency,monetary --json"));
  EXPECT_EQ(json["markets"]["by"], "Country");
  const auto& markets = json["markets"]["markets"];
  EXPECT_EQ(markets.size(), 4) << "34 of fewer than 30 customers are one, and come last";
  EXPECT_EQ(markets[3]["name"], "(34 others)");
  EXPECT_EQ(markets[3]["size"], 237);
  EXPECT_EQ(markets[0]["name"], "United Kingdom");
  EXPECT_EQ(markets[0]["size"], 3920);
  EXPECT_EQ(markets[1]["name"], "Germany");
  EXPECT_EQ(markets[1]["size"], 94);
  const auto& champions = markets[1]["segments"][0];
  EXPECT_EQ(champions["size"], 29);
  EXPECT_NEAR(champions["features"]["monetary"]["mean"], 5481.83, 1e-6);
  EXPECT_NEAR(champions["features"]["monetary"]["difference"], -0.061074499468952756, 1e-12);
  EXPECT_NEAR(champions["features"]["recency_days"]["difference"], 0.040750944724747364, 1e-12);
  EXPECT_EQ(champions["largest_feature"], "monetary");
}

TEST_F(ProfileByMarket, ComesAfterTheProfile) {
  const std::string text = made("profile customers.h5 --segments rfm.h5 --by Country --features monetary");
  EXPECT_LT(text.find("index: 100 is"), text.find("share of each market's customers"));
  EXPECT_THAT(text, HasSubstr("\nGermany                94  30.9 %"));
  EXPECT_THAT(refused("profile customers.h5 --segments rfm.h5 --by first_order", 3), HasSubstr("more than 50"));
}

}  // namespace
}  // namespace segmenta
