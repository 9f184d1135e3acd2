// Campaigns whose figures are reckoned by hand, and what must not change them.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/measure.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace segmenta {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Customers of two arms of half each, in two segments, who convert and pay by their number.
struct Campaign {
  explicit Campaign(std::size_t customers, double effect = 0, std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    std::vector<std::int64_t> ids;
    assignment.arms = {{"control", 0.5}, {"mail", 0.5}};
    assignment.k = 2;
    for (std::size_t i = 0; i < customers; ++i) {
      ids.push_back(static_cast<std::int64_t>(i));
      assignment.arm.push_back(static_cast<std::int32_t>(i % 2));
      assignment.segment.push_back(static_cast<std::int32_t>(i / 2 % 2));
      const bool converts = uniform(random) < 0.2 + (i % 2 == 1 ? effect : 0);
      outcomes.orders.push_back(converts ? 1 + static_cast<double>(i % 3) : 0);
      outcomes.value.push_back(converts ? std::round(1000 * uniform(random)) / 10 : 0);
      outcomes.before.push_back(std::round(1000 * uniform(random)) / 10);
    }
    assignment.ids = ids;
  }
  [[nodiscard]] Measurement measured(const MeasureOptions& options = {}) const {
    return measure(assignment, outcomes, options, {});
  }
  Assignment assignment{.ids = {}};
  Outcomes outcomes{.orders = {}};
};

// 4 of 10 and 2 of 10 convert.
TEST(Measure, CountsByHand) {
  Campaign campaign(20);
  for (std::size_t i = 0; i < 20; ++i) {
    const bool converts = i % 2 == 1 ? i < 8 : i < 4;
    campaign.outcomes.orders[i] = converts ? 2 : 0;
    campaign.outcomes.value[i] = converts ? 10 : 0;
  }
  const Measurement measured = campaign.measured({.cost_per_contact = 0.5, .margin = 0.4});
  const ArmResult& mail = measured.overall.at(0);
  EXPECT_EQ(mail.n, 10);
  EXPECT_EQ(mail.n_control, 10);
  EXPECT_DOUBLE_EQ(mail.conversion.rate, 0.4);
  EXPECT_DOUBLE_EQ(mail.conversion.control, 0.2);
  EXPECT_DOUBLE_EQ(mail.value->difference, 2);
  EXPECT_DOUBLE_EQ(mail.incremental_orders, 4);
  EXPECT_DOUBLE_EQ(mail.incremental_value, 20);
  EXPECT_DOUBLE_EQ(mail.cost, 5);
  EXPECT_DOUBLE_EQ(mail.return_on_cost, (20 * 0.4 - 5) / 5);
  EXPECT_EQ(measured.segments.size(), 2U);
  EXPECT_EQ(measured.segments[0].results[0].n, 5);
}

TEST(Measure, IsTheSameOfAnyOrderOfCustomersAndAnyThreads) {
  const Campaign campaign(300'000, 0.02);
  std::vector<std::size_t> order(300'000);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(3));
  Campaign other(0);
  std::vector<std::int64_t> ids;
  other.assignment.arms = campaign.assignment.arms;
  for (const std::size_t i : order) {
    ids.push_back(static_cast<std::int64_t>(i));
    other.assignment.arm.push_back(campaign.assignment.arm[i]);
    other.assignment.segment.push_back(campaign.assignment.segment[i]);
    other.outcomes.orders.push_back(campaign.outcomes.orders[i]);
    other.outcomes.value.push_back(campaign.outcomes.value[i]);
    other.outcomes.before.push_back(campaign.outcomes.before[i]);
  }
  other.assignment.ids = ids;
  Context one;
  one.threads = 1;
  const Measurement a = measure(campaign.assignment, campaign.outcomes, {}, {});
  const Measurement b = measure(other.assignment, other.outcomes, {}, one);
  const Measurement c = measure(campaign.assignment, campaign.outcomes, {}, one);
  EXPECT_EQ(a.overall[0].value->t, c.overall[0].value->t) << "to the last bit";
  EXPECT_NEAR(a.overall[0].value->t, b.overall[0].value->t, 1e-9);
  EXPECT_NEAR(a.overall[0].value_adjusted->theta, b.overall[0].value_adjusted->theta, 1e-9);
  EXPECT_EQ(a.overall[0].conversion.p, b.overall[0].conversion.p);
  EXPECT_EQ(a.winsorised_at, b.winsorised_at);
}

TEST(Measure, FindsNothingWhereThereIsNothing) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Measurement measured = Campaign(2000, 0, seed).measured();
    const bool claims = measured.verdict.find("Chance alone makes as much") != std::string::npos;
    found += claims ? 1 : 0;
    EXPECT_GE(claims, measured.overall[0].value->p <= 0.05);
  }
  EXPECT_LE(found, 29) << "6 % with those of conversions, and three standard errors";
}

TEST(Measure, FindsAnEffectThatIsThere) {
  const Measurement measured = Campaign(20'000, 0.05).measured();
  EXPECT_THAT(measured.verdict, StartsWith("mail brought more than control: "));
  EXPECT_GT(measured.overall[0].conversion.low, 0);
}

TEST(Measure, TrustsNothingWhereArmsAreNotAsTheyShouldBe) {
  Campaign campaign(4000, 0.1);
  for (std::size_t i = 0; i < 400; ++i) campaign.assignment.arm[i] = 1;
  const Measurement measured = campaign.measured();
  EXPECT_FALSE(measured.srm.trusted);
  EXPECT_THAT(measured.verdict, StartsWith("Do not trust this"));
  EXPECT_NEAR(measured.srm.chi2, 2 * 200.0 * 200.0 / 2000.0, 1e-9);
}

TEST(Measure, SaysWhatSpeaksAgainstIt) {
  Campaign few(60);
  EXPECT_THAT(few.measured().notes, Contains(HasSubstr("fewer than 10 customers of mail or control converted")));
  MeasureOptions options;
  options.contacted_in_control = 30;
  options.remarks = {"a remark"};
  const std::vector<std::string> notes = Campaign(2000).measured(options).notes;
  EXPECT_THAT(notes, Contains(HasSubstr("30 of 1,000 customers of control were contacted all the same")));
  EXPECT_THAT(notes, Contains("a remark"));
  few.outcomes.value.clear();
  EXPECT_THAT(few.measured().verdict, HasSubstr("too few of their customers converted"));
}

// Six buyers of one arm and none of control are six of any.
TEST(Measure, ClaimsNothingOfFewBuyers) {
  int claims = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::mt19937_64 random(seed);
    Campaign campaign(1000);
    campaign.assignment.arms = {{"control", 0.1}, {"mail", 0.9}};
    for (std::size_t i = 0; i < 1000; ++i) {
      campaign.assignment.arm[i] = i % 10 == 0 ? 0 : 1;
      const bool converts = std::uniform_real_distribution<double>()(random) < 0.007;
      campaign.outcomes.orders[i] = converts ? 1 : 0;
      campaign.outcomes.value[i] = converts ? 25 : 0;
    }
    claims += campaign.measured().verdict.find("Chance alone") != std::string::npos ? 1 : 0;
  }
  EXPECT_LE(claims, 8);
}

TEST(Measure, ClaimsOfFewWhatIsExact) {
  Campaign campaign(1000);
  campaign.outcomes.value.clear();
  for (std::size_t i = 0; i < 1000; ++i) campaign.outcomes.orders[i] = i % 2 == 1 && i < 800 ? 1 : 0;
  EXPECT_THAT(campaign.measured().verdict, StartsWith("More of the customers of mail converted")) << "400, and none";
  for (double& orders : campaign.outcomes.orders) orders = 1;
  EXPECT_THAT(campaign.measured().verdict, HasSubstr("cannot be told from"));
}

TEST(Measure, ClaimsByTheIntervalThatItShows) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Campaign campaign(3000, 0.03, seed);
    campaign.assignment.arms = {{"control", 0.4}, {"A", 0.3}, {"B", 0.3}};
    for (std::size_t i = 0; i < 3000; ++i) {
      campaign.assignment.arm[i] = i % 10 < 4 ? 0 : i % 2 == 0 ? 1 : 2;
    }
    const Measurement measured = campaign.measured();
    for (const ArmResult& one : measured.overall) {
      // The interval of both together, wider than each.
      const double half = (one.value->high - one.value->low) / 2;
      if (std::abs(one.value->difference) > 1.3 * half || std::abs(one.value->difference) < half) continue;
      const std::string name = measured.arms[one.arm].name;
      EXPECT_EQ(measured.verdict.find(name + " cannot be told from control by what it brought") == std::string::npos,
                measured.verdict.find(name + " brought") != std::string::npos);
    }
  }
}

TEST(Measure, WidensForWhoeverLooksOften) {
  const Campaign campaign(4000, 0.02);
  MeasureOptions options;
  options.elapsed = 0.5;
  const Measurement once = campaign.measured(), often = campaign.measured(options);
  EXPECT_FALSE(once.overall[0].always_valid);
  EXPECT_LT(often.overall[0].always_valid->low, once.overall[0].value->low);
  EXPECT_GT(often.overall[0].always_valid->high, once.overall[0].value->high);
}

TEST(Measure, DrawsSegmentsTowardsAllTheMoreTheLessIsKnown) {
  Campaign campaign(40'000, 0.05);
  for (std::size_t i = 0; i < 40'000; ++i) campaign.assignment.segment[i] = i < 36'000 ? 0 : 1;
  for (std::size_t i = 36'000; i < 40'000; ++i) {
    if (campaign.assignment.arm[i] == 1) campaign.outcomes.value[i] += 20;
  }
  const Measurement measured = campaign.measured();
  ASSERT_EQ(measured.ranking.size(), 2U);
  EXPECT_EQ(measured.ranking[0].segment, 1);
  for (const RankedSegment& one : measured.ranking) {
    EXPECT_LT(std::abs(one.shrunk - measured.overall[0].value->difference),
              std::abs(one.raw - measured.overall[0].value->difference));
  }
  EXPECT_LT(measured.heterogeneity[1].p, 0.01);
}

TEST(Measure, RefusesOutcomesThatAreNone) {
  Campaign campaign(100);
  const auto refuses = [](const Campaign& one, const char* why) {
    try {
      static_cast<void>(one.measured());
      ADD_FAILURE() << why;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(why));
    }
  };
  Campaign broken = campaign;
  broken.outcomes.orders[7] = -1;
  refuses(broken, "customer 7");
  broken = campaign;
  broken.outcomes.value[3] = std::nan("");
  refuses(broken, "customer 3");
  broken = campaign;
  broken.outcomes.value.pop_back();
  refuses(broken, "100 customers have an arm");
  broken = campaign;
  std::ranges::fill(broken.assignment.arm, 0);
  refuses(broken, "'mail' has no customers");
}

TEST(OutcomesOf, ArePlacedByIdAndOthersAreCounted) {
  Campaign campaign(4);
  campaign.assignment.ids = std::vector<std::string>{"10", "11", "12", "13"};
  std::vector<std::string> remarks;
  const CustomerOutcomes during{.ids = std::vector<std::int64_t>{13, 99, 11},
                                .orders = {2, 1, 1},
                                .value = {20, 5, std::nan("")},
                                .file = "o.csv"};
  const Outcomes outcomes = outcomes_of(campaign.assignment, during, nullptr, remarks, {});
  EXPECT_EQ(outcomes.orders, (std::vector<double>{0, 1, 0, 2}));
  EXPECT_EQ(outcomes.value, (std::vector<double>{0, 0, 0, 20}));
  EXPECT_THAT(remarks, Contains(HasSubstr("fewer than 10 of 3 customers of o.csv have no arm")));
  EXPECT_THAT(remarks, Contains(HasSubstr("customers without a value in o.csv")));
  const CustomerOutcomes twice{.ids = std::vector<std::int64_t>{13, 13}, .orders = {1, 1}, .file = "o.csv"};
  EXPECT_THROW(outcomes_of(campaign.assignment, twice, nullptr, remarks, {}), Error);
  Campaign many(200);
  CustomerOutcomes of_mail{.ids = std::vector<std::int64_t>{}, .orders = {}, .file = "o.csv"};
  for (std::int64_t i = 1; i < 200; i += 2) {
    std::get<std::vector<std::int64_t>>(of_mail.ids).push_back(i);
    of_mail.orders.push_back(i % 3 == 0 ? 1 : 0);
  }
  EXPECT_THROW(outcomes_of(many.assignment, of_mail, nullptr, remarks, {}), Error) << "control was left out";
  std::get<std::vector<std::int64_t>>(of_mail.ids).push_back(2);
  of_mail.orders.push_back(0);
  remarks.clear();
  static_cast<void>(outcomes_of(many.assignment, of_mail, nullptr, remarks, {}));
  EXPECT_THAT(remarks, Contains(HasSubstr("not spread over the arms")));
  const CustomerOutcomes strangers{.ids = std::vector<std::int64_t>{1, 2}, .orders = {1, 1}, .file = "o.csv"};
  EXPECT_THROW(outcomes_of(campaign.assignment, strangers, nullptr, remarks, {}), Error);
}

TEST(ContactedInControl, AreCountedOnce) {
  const Campaign campaign(100);
  std::vector<std::string> remarks;
  EXPECT_EQ(
      contacted_in_control(campaign.assignment, std::vector<std::int64_t>{0, 1, 2, 2, 3, 500}, "c.csv", remarks, {}),
      2);
  EXPECT_THAT(remarks, Contains(HasSubstr("of 6")));
}

}  // namespace
}  // namespace segmenta
