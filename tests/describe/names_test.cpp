// Automatic names, and the names file that keeps what a person gave.

#include <gmock/gmock.h>
#include <segmenta/names.h>

#include <cmath>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Segments of one customer each, with these differences in each feature.
Profile profile_of(const std::vector<std::string>& features, const std::vector<std::vector<double>>& differences) {
  Profile profile;
  profile.rows = static_cast<std::int64_t>(differences.size());
  for (const std::string& name : features) profile.features.push_back({name, ColumnType::real, "", "", "", ""});
  for (const std::vector<double>& segment : differences) {
    SegmentProfile one;
    one.size = 1;
    for (const double difference : segment) one.features.push_back({0, 0, 0, 0, 0, difference});
    profile.segments.push_back(one);
  }
  return profile;
}

TEST(AutomaticNames, SayTheTwoStrongestDriversInWords) {
  EXPECT_THAT(automatic_names(
                  profile_of({"recency_days", "frequency", "monetary"},
                             {{-0.8, 1.9, 1.0}, {-0.6, 0.1, 0}, {0.1, -0.1, 0}, {1.6, -0.3, -0.25}, {0.3, 0.2, -1.5}})),
              ElementsAre("Very frequent, high monetary", "Recent", "Average customers",
                          "Long lapsed, fairly infrequent", "Very low monetary, somewhat lapsed"));
}

TEST(AutomaticNames, UseTheFeaturesNameWithoutItsUnits) {
  EXPECT_THAT(
      automatic_names(profile_of({"average_order_value_gbp", "tenure_days"}, {{0.4, 0}, {-0.4, -0.7}, {0, 0.3}})),
      ElementsAre("Above-average average order value", "Short tenure, below-average average order value",
                  "Fairly long tenure"));
}

TEST(AutomaticNames, AreToldApartByTheNextDriverElseByANumber) {
  EXPECT_THAT(automatic_names(profile_of(
                  {"a", "b", "c"}, {{1, 0.9, 0.3}, {1, 0.9, -0.3}, {1, 0.9, 0}, {0, 0, 0}, {0, 0, 0}, {0, NAN, 0}})),
              ElementsAre("High a, high b, above-average c", "High a, high b, below-average c", "High a, high b",
                          "Average customers", "Average customers 2", "Average customers 3"));
}

TEST(AutomaticNames, SayWhereThereIsNobodyOrEverybody) {
  Profile profile = profile_of({"a"}, {{0}, {NAN}});
  profile.segments[0].size = 2;
  profile.segments[1].size = 0;
  EXPECT_THAT(automatic_names(profile), ElementsAre("All customers", "No customers"));
}

TEST(AutomaticNames, MaySpeakOfSomeColumnsOnly) {
  EXPECT_THAT(automatic_names(profile_of({"a", "b"}, {{2, 1}, {-2, -1}}), {"b"}), ElementsAre("High b", "Low b"));
}

TEST(KnownNames, AreThePersonsThenTheFilesThenUneditedOnes) {
  const std::vector<SegmentName> of_person{
      {"Big spenders", "High a"}, {"Low a", "Low a"}, {"Low b", "Low b"}, {"", ""}};
  EXPECT_THAT(known_names(of_person, {"Champions", "Loyal", "", ""}, 4),
              ElementsAre("Big spenders", "Loyal", "Low b", ""));
  EXPECT_THAT(known_names({}, {"Champions"}, 1), ElementsAre("Champions"));
  EXPECT_THAT(known_names({}, {}, 1), ElementsAre(""));
}

TEST(SegmentNames, AreAutomaticWhereNoneIsKnown) {
  const std::vector<SegmentName> names =
      segment_names({"Big spenders", "", ""}, {"Very high a", "Low b", "Big spenders"});
  EXPECT_EQ(names[0].name, "Big spenders");
  EXPECT_EQ(names[0].automatic, "Very high a");
  EXPECT_EQ(names[1].name, "Low b");
  EXPECT_FALSE(names[1].is_given());
  EXPECT_EQ(names[2].name, "Big spenders 2") << "no two segments have one name";
  EXPECT_FALSE(names[2].is_given());
  EXPECT_EQ(segment_names({}, {"Low b"})[0].name, "Low b");
}

}  // namespace
}  // namespace segmenta
