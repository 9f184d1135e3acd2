// Automatic names, and the names file that keeps what a person gave.

#include <gmock/gmock.h>
#include <segmenta/names.h>

#include <cmath>
#include <cstdint>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Segments of one customer each, with these differences in each feature, and these means (default: 0).
Profile profile_of(const std::vector<std::string>& features, const std::vector<std::vector<double>>& differences,
                   const std::vector<std::vector<double>>& means = {}) {
  Profile profile;
  profile.rows = static_cast<std::int64_t>(differences.size());
  for (const std::string& name : features) profile.features.push_back({name, ColumnType::real, "", "", "", ""});
  for (std::size_t s = 0; s < differences.size(); ++s) {
    SegmentProfile one;
    one.size = 1;
    for (std::size_t i = 0; i < features.size(); ++i) {
      FeatureProfile feature;
      feature.difference = differences[s][i];
      feature.mean = means.empty() ? 0 : means[s][i];
      feature.values = 1;
      one.features.push_back(feature);
    }
    profile.segments.push_back(one);
  }
  return profile;
}

TEST(AutomaticNames, SayTheTwoStrongestDriversInWordsForPeople) {
  EXPECT_THAT(
      automatic_names(profile_of(
          {"recency_days", "frequency", "monetary"},
          {{-0.8, 1.9, 1.0}, {-0.6, 0.1, 0}, {0.1, -0.1, 0}, {1.6, -0.3, -0.25}, {0.3, 0.2, -1.5}, {0.1, -0.6, 0}},
          {{20, 9, 900}, {90, 3, 400}, {150, 3, 400}, {400, 2, 200}, {200, 3, 90}, {150, 1, 400}})),
      ElementsAre("Many more orders, high spend", "Recent", "Average customers", "Long lapsed, slightly fewer orders",
                  "Very low spend, slightly less recent", "A single order"));
}

TEST(AutomaticNames, ClaimNoMoreThanTheMeanBears) {
  const auto recency = [](double difference, double mean) {
    return automatic_names(profile_of({"recency_days"}, {{difference}, {0}}, {{mean}, {50}}))[0];
  };
  EXPECT_EQ(recency(2, 40), "Far less recent") << "nobody has lapsed within 40 days";
  EXPECT_EQ(recency(2, 200), "Lapsed");
  EXPECT_EQ(recency(2, 400), "Long lapsed");
  EXPECT_EQ(recency(-2, 300), "Far more recent") << "300 days ago is not recent";
  EXPECT_EQ(recency(-2, 60), "Recent");
  EXPECT_EQ(recency(-2, 10), "Very recent");
  EXPECT_EQ(automatic_names(profile_of({"recency"}, {{2}, {0}}, {{400}, {50}}))[0], "Far less recent")
      << "of a recency in units that are not known";
  Profile flags = profile_of({"app"}, {{1.2}, {-0.6}, {-0.9}}, {{0.7}, {0.1}, {0}});
  flags.features[0].type = ColumnType::boolean;
  EXPECT_THAT(automatic_names(flags), ElementsAre("Mostly app", "Less often app", "Never app"));
}

TEST(AutomaticNames, UseTheFeaturesNameWithoutItsUnits) {
  EXPECT_THAT(
      automatic_names(profile_of({"average_order_value_gbp", "visit_days"}, {{0.4, 0}, {-0.4, -0.7}, {0, 0.3}})),
      ElementsAre("Above-average average order value", "Short visit, below-average average order value",
                  "Fairly long visit"));
}

TEST(AutomaticNames, UseTheLabelThatPeopleGave) {
  Profile profile = profile_of({"monetary", "f_12"}, {{1, 0}, {0, -1}});
  profile.features[1].label = "visits to the shop";
  EXPECT_THAT(automatic_names(profile), ElementsAre("High spend", "Low visits to the shop"));
  profile.features[0].label = "turnover";
  EXPECT_EQ(automatic_names(profile)[0], "High turnover");
}

TEST(AutomaticNames, DoNotRestOnTheFew) {
  Profile profile = profile_of({"a", "b"}, {{3, 1}, {0, 0}});
  profile.segments[0].size = 5;
  profile.segments[0].features[0].values = 2;
  profile.segments[0].features[1].values = 3;
  EXPECT_EQ(automatic_names(profile)[0], "High b") << "two of five have an a";
}

TEST(AutomaticNames, AreToldApartByTheNextDriverElseByAMean) {
  EXPECT_THAT(
      automatic_names(profile_of({"a", "b", "c"},
                                 {{1, 0.9, 0.3}, {1, 0.9, -0.3}, {1, 0.9, 0}, {0, 0.1, 0}, {0, 0, 0}, {0, NAN, 0}},
                                 {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1250.4, 2}, {1, 5, 3}, {1, NAN, 4}})),
      ElementsAre("High a, high b, above-average c", "High a, high b, below-average c", "High a, high b",
                  "Average customers (segment 3)", "Average customers (segment 4)", "Average customers (segment 5)"))
      << "no feature that all three have a mean of tells them apart";
  EXPECT_THAT(automatic_names(profile_of({"a", "monetary"}, {{0.1, 0.1}, {0.05, -0.15}}, {{1, 1250.4}, {2, 40}})),
              ElementsAre("Average customers (spend 1,250)", "Average customers (spend 40)"));
}

TEST(AutomaticNames, SpeakOfCategories) {
  Profile profile = profile_of({"a"}, {{0.3}, {0}, {0.1}, {0.1}});
  for (SegmentProfile& segment : profile.segments) segment.size = segment.features[0].values = 100;
  CategoryProfile country;
  country.column = {"country", ColumnType::text, "string", "", "", ""};
  country.values = {"DE", "FR"};
  country.customers = {{99, 1}, {30, 70}, {70, 30}, {0, 100}};
  country.having = {199, 201};
  country.present = {100, 100, 100, 100};
  profile.categories.push_back(country);
  profile.rows = 400;
  EXPECT_THAT(automatic_names(profile), ElementsAre("Country 'DE', above-average a", "Country mostly 'FR'",
                                                    "Country mostly 'DE'", "Country 'FR'"));
  EXPECT_EQ(automatic_names(profile, {"a"})[0], "Above-average a") << "where only a may speak";
  profile.categories[0].present = {49, 100, 100, 100};
  profile.categories[0].customers[0] = {49, 0};
  EXPECT_EQ(automatic_names(profile)[0], "Above-average a") << "of half of the segment nothing is known";
}

TEST(AutomaticNames, SayOfColumnsOfZeroAndOneWhoHasIt) {
  Profile profile = profile_of({"newsletter", "a"}, {{1.2, 0}, {-0.6, 0.3}}, {{0.9, 0}, {0.1, 5}});
  profile.features[0].type = ColumnType::integer;
  profile.flags = {true, false};
  EXPECT_THAT(automatic_names(profile), ElementsAre("Mostly newsletter", "Less often newsletter, above-average a"));
}

TEST(AutomaticNames, SayOfWhomNothingIsKnown) {
  Profile profile = profile_of({"recency_days", "b"}, {{NAN, 0.3}, {0, 0}, {0, 0}});
  for (SegmentProfile& segment : profile.segments) segment.size = segment.features[0].values = 100;
  profile.segments[0].features[0].values = 4;
  EXPECT_THAT(automatic_names(profile)[0], "Days since last order unknown");
  const std::vector<MissingDriver> drivers = missing_drivers(profile, 0);
  ASSERT_EQ(drivers.size(), 1U);
  EXPECT_EQ(drivers[0].feature, 0U);
  EXPECT_DOUBLE_EQ(drivers[0].share, 0.96);
  EXPECT_DOUBLE_EQ(drivers[0].share_of_all, 0.32);
  EXPECT_NEAR(drivers[0].difference, 0.64 / std::sqrt(0.32 * 0.68), 1e-12);
  profile.segments[0].features[0].values = 6;
  EXPECT_TRUE(missing_drivers(profile, 0).empty()) << "of some there is a value";
  for (SegmentProfile& segment : profile.segments) segment.features[0].values = 0;
  EXPECT_TRUE(missing_drivers(profile, 0).empty()) << "nobody has one: that sets no segment apart";
}

TEST(AutomaticNames, SayWhereThereIsNobodyOrEverybody) {
  Profile profile = profile_of({"a"}, {{0}, {NAN}, {NAN}});
  profile.rows = 2;
  profile.segments[0].size = 2;
  profile.segments[1].size = profile.segments[2].size = 0;
  EXPECT_THAT(automatic_names(profile),
              ElementsAre("All customers", "No customers (segment 1)", "No customers (segment 2)"));
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
  EXPECT_EQ(names[2].name, "Big spenders (segment 2)") << "no two segments have one name";
  EXPECT_FALSE(names[2].is_given());
  EXPECT_EQ(segment_names({}, {"Low b"})[0].name, "Low b");
}

}  // namespace
}  // namespace segmenta
