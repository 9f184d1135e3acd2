// The page of a campaign: figures of its data alone, and nothing that rests on few.

#include <gmock/gmock.h>
#include <segmenta/campaign_page.h>
#include <segmenta/error.h>

#include <algorithm>
#include <random>

#include "report/disclosure.h"
#include "report/page_text.h"

namespace segmenta {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Customers of three segments, of which the last are few, with a value and one before.
struct Campaign {
  Campaign() {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform;
    std::vector<std::string> ids;
    assignment.arms = {{"control", 0.5}, {"<b>mail", 0.5}};
    assignment.k = 3;
    assignment.names = {"Loyal & big", "New", "Few"};
    for (std::size_t i = 0; i < 4000; ++i) {
      ids.push_back("secret-" + std::to_string(i));
      assignment.arm.push_back(static_cast<std::int32_t>(i % 2));
      assignment.segment.push_back(i < 1500 ? 0 : i < 3980 ? 1 : 2);
      const bool converts = uniform(random) < (i % 2 == 1 ? 0.3 : 0.2);
      outcomes.orders.push_back(converts ? 1 : 0);
      outcomes.value.push_back(converts ? 10 * uniform(random) : 0);
      outcomes.score.push_back(uniform(random));
    }
    assignment.ids = ids;
    measured = measure(assignment, outcomes, {.cost_per_contact = 0.1}, {});
  }
  [[nodiscard]] std::string page(std::int64_t min_cell = 10) const {
    return campaign_html({.measured = measured,
                          .assignment = "a.h5",
                          .outcomes = "o.csv",
                          .salt = "secret-salt",
                          .arms_digest = "0123",
                          .from = "2026-03-01",
                          .to = "2026-03-28",
                          .output = {}},
                         "Spring & more", min_cell);
  }
  Assignment assignment{.ids = {}};
  Outcomes outcomes{.orders = {}};
  Measurement measured;
};

TEST(CampaignPage, HasNoFigureButThoseOfItsData) {
  const std::string html = Campaign().page();
  EXPECT_THAT(html, HasSubstr("Spring &amp; more"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;mail"));
  EXPECT_THAT(html, Not(HasSubstr("<b>mail")));
  const nlohmann::json data = testing::report_data(html);
  const std::string body = testing::body_of(html);
  const auto figures = testing::figures_of(body);
  EXPECT_GE(figures.size(), 40U);
  for (const testing::Figure& figure : figures) {
    EXPECT_EQ(figure.value, data.at(nlohmann::json::json_pointer(figure.path)).dump()) << figure.path;
  }
  const std::string prose = testing::prose_of(body);
  EXPECT_TRUE(std::ranges::none_of(prose, [](char letter) { return letter >= '0' && letter <= '9'; })) << prose;
}

TEST(CampaignPage, TellsNothingOfFewCustomers) {
  const Campaign campaign;
  const std::string html = campaign.page();
  EXPECT_THAT(html, Not(HasSubstr("secret")));
  EXPECT_THAT(html, Not(HasSubstr("Few")));
  const nlohmann::json data = testing::report_data(html);
  EXPECT_TRUE(data["winsorised_at"].is_null());
  EXPECT_LE(data["uplift"][0]["curve"].size(), 21U) << "a point for each customer would tell of all of them";
  EXPECT_THAT(html, HasSubstr("The score ranks customers by the effect of"));
  EXPECT_EQ(data["segments"].size(), 1U) << "the difference of two to all would be those few";
  EXPECT_THAT(html, HasSubstr("2 segments are not shown"));
  EXPECT_EQ(testing::report_data(campaign.page(1))["segments"].size(), 3U);
}

// One customer of a value is all of a total, however many converted.
TEST(CampaignPage, TellsNoValueOfOneCustomer) {
  Campaign campaign;
  std::ranges::fill(campaign.outcomes.value, 0);
  campaign.outcomes.value[1] = 777.77;
  campaign.measured = measure(campaign.assignment, campaign.outcomes, {}, {});
  EXPECT_THROW(static_cast<void>(campaign.page()), Error);
}

TEST(CampaignPage, IsNoneOfACampaignOfFew) { EXPECT_THROW(static_cast<void>(Campaign().page(5000)), Error); }

// Counts of nobody tell of nobody.
bool is_few(const ArmResult& one) {
  const auto n = static_cast<double>(one.n), n_control = static_cast<double>(one.n_control);
  const auto few = [](double count) { return count > 0 && count < 10; };
  return few(one.converted) || few(one.converted_control) || few(n - one.converted) ||
         few(n_control - one.converted_control);
}

TEST(WithheldMeasurement, LeavesNoSmallRemainderOfRandomCampaigns) {
  std::mt19937_64 random(5);
  const auto draw = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  for (int campaign = 0; campaign < 300; ++campaign) {
    Measurement measured;
    const auto add = [](ArmResult& all, const ArmResult& one) {
      all.n += one.n;
      all.n_control += one.n_control;
      all.converted += one.converted;
      all.converted_control += one.converted_control;
    };
    measured.overall.emplace_back();
    for (std::int32_t s = 0; s < 2 + draw(6); ++s) {
      ArmResult one;
      one.converted = draw(3) == 0 ? 0 : draw(40);
      one.converted_control = draw(40);
      one.n = static_cast<std::int64_t>(one.converted) + draw(300);
      one.n_control = static_cast<std::int64_t>(one.converted_control) + draw(300);
      add(measured.overall[0], one);
      measured.segments.push_back({s, "", {one}});
    }
    Measurement shown;
    try {
      shown = withheld_measurement(measured, 10);
    } catch (const Error&) {
      continue;  // too few in all
    }
    ArmResult rest = measured.overall[0];
    for (const SegmentResult& segment : shown.segments) {
      const ArmResult& one = segment.results[0];
      EXPECT_FALSE(is_few(one));
      add(rest, {.arm = 0,
                 .n = -one.n,
                 .n_control = -one.n_control,
                 .converted = -one.converted,
                 .converted_control = -one.converted_control,
                 .valued = 0,
                 .valued_control = 0,
                 .conversion = {}});
    }
    if (shown.segments.size() == measured.segments.size()) continue;
    EXPECT_FALSE(is_few(rest));
  }
}

}  // namespace
}  // namespace segmenta
