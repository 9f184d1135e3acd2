// Evaluations of ten customers by hand, and of many against the plain definition.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/evaluate.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Ten customers in two segments of five: revenue 60, 20, 10, 5, 5 and 2, 2, 2, 2, 2.
class TenCustomers : public testing::Test {
 protected:
  TenCustomers() { table.add("revenue", {60, 2, 20, 2, 10, 2, 5, 2, 5, 2}); }

  [[nodiscard]] Evaluation evaluated(const EvaluateOptions& options = {},
                                     const std::vector<std::int64_t>& earlier = {}) const {
    return evaluate(table, labels, 2, options, earlier, {});
  }
  [[nodiscard]] std::string refusal(const EvaluateOptions& options, ErrorKind kind) const {
    try {
      static_cast<void>(evaluated(options));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind);
      return error.what();
    }
    return "accepted";
  }

  TypedTable table = customers(10);
  const std::vector<std::int32_t> labels{0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
};

std::vector<std::string> names(const std::vector<Criterion>& criteria) {
  std::vector<std::string> result;
  for (const Criterion& criterion : criteria) result.push_back(criterion.name);
  return result;
}

TEST_F(TenCustomers, HaveTheirValueTotalledAndShared) {
  const Evaluation result = evaluated();
  EXPECT_EQ(result.value, "revenue");
  EXPECT_DOUBLE_EQ(result.segments[0].value, 100);
  EXPECT_DOUBLE_EQ(result.segments[0].revenue_share, 100.0 / 110);
  EXPECT_DOUBLE_EQ(result.segments[0].value_per_customer, 20);
  EXPECT_DOUBLE_EQ(result.segments[1].value, 10);
  EXPECT_DOUBLE_EQ(result.segments[1].share, 0.5);
}

TEST_F(TenCustomers, HoldTheirValueInAFew) {
  const Evaluation result = evaluated();
  EXPECT_DOUBLE_EQ(result.segments[0].top_share, 0.6) << "one of five";
  EXPECT_DOUBLE_EQ(result.segments[1].top_share, 0.2);
  EXPECT_DOUBLE_EQ(result.top_share, 80.0 / 110) << "two of ten";
  ASSERT_EQ(result.concentration.size(), 101U);
  EXPECT_EQ(result.concentration[0], 0);
  EXPECT_DOUBLE_EQ(result.concentration[1], 60.0 / 110) << "1 % of ten is one";
  EXPECT_DOUBLE_EQ(result.concentration[11], 80.0 / 110);
  EXPECT_EQ(result.concentration[100], 1);
}

TEST_F(TenCustomers, AreJudgedByWhatCanBeMeasured) {
  const Evaluation result = evaluated();
  EXPECT_THAT(names(result.criteria), ElementsAre("size", "value", "concentration"));
  EXPECT_THAT(result.not_measured, ElementsAre("growth (no earlier segments)", "profitability (no margin column)",
                                               "reachability (no consent column)"));
}

TEST_F(TenCustomers, AreRankedByTheMoneyAtStake) {
  const Evaluation result = evaluated();
  EXPECT_EQ(result.at_stake, "revenue so far");
  EXPECT_DOUBLE_EQ(result.segments[0].at_stake, 100);
  EXPECT_DOUBLE_EQ(result.segments[1].at_stake, 10);
  EXPECT_EQ(result.segments[0].rank, 1);
  EXPECT_EQ(result.segments[1].rank, 1) << "without the one customer of 60 it could be the other way round";
  EXPECT_THAT(result.segments[0].ties, ElementsAre(1));
  EXPECT_THAT(result.segments[1].ties, ElementsAre(0));
}

TEST_F(TenCustomers, HaveMarginAYearOfThoseWhoConsentAtStake) {
  table.add("profit", {30, 1, 10, 1, 5, 1, 2, missing, 3, 0});
  table.add("tenure_days", {730.5, 10, 365.25, 10, 100, 10, missing, 10, 10, 10});
  table.add("opt_in", {1, 1, 0, 1, 1, 0, 1, 1, 1, 1});
  const Evaluation result = evaluated();
  EXPECT_EQ(result.at_stake, "profit so far, a year, of those that opt_in allows to contact");
  EXPECT_DOUBLE_EQ(result.segments[0].at_stake, 15 + 5 + 2 + 3) << "two years count as one, ten days as a year";
  EXPECT_DOUBLE_EQ(result.segments[1].at_stake, 1 + 1);
}

TEST_F(TenCustomers, GrowAgainstEarlierSizes) {
  const Evaluation result = evaluated({}, {4, 0});
  EXPECT_DOUBLE_EQ(result.segments[0].growth, 0.25);
  EXPECT_THAT(result.segments[1].growth, IsNan()) << "there was none";
  EXPECT_THAT(names(result.criteria), ElementsAre("size", "value", "growth", "concentration"));
  EXPECT_THROW((void)evaluated({}, {1, 2, 3}), Error);
}

TEST_F(TenCustomers, EarnAMarginOfTheirValue) {
  table.add("margin_rate", std::vector<double>(10, 0.9));
  table.add("GrossMargin", {30, 1, 10, 1, 5, 1, 2, 1, 3, 0});
  const Evaluation result = evaluated();
  EXPECT_EQ(result.margin, "GrossMargin") << "rates do not add up";
  EXPECT_DOUBLE_EQ(result.segments[0].margin, 50);
  EXPECT_DOUBLE_EQ(result.segments[0].margin_rate, 0.5);
  EXPECT_DOUBLE_EQ(result.segments[1].margin_rate, 0.4);
}

TEST_F(TenCustomers, AreReachableByANumberOfOne) {
  table.add("email_opens", {7, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  table.add("Opt-In", {1, 0, 1, 0, missing, 1, 1, 0, 0, 0});
  const Evaluation result = evaluated();
  EXPECT_EQ(result.consent, "Opt-In");
  EXPECT_DOUBLE_EQ(result.segments[0].reachable, 0.6);
  EXPECT_DOUBLE_EQ(result.segments[1].reachable, 0.2);
}

TEST_F(TenCustomers, AreReachableByATextThatIsNotANo) {
  table.add_text("email", {"a@b.c", "", "d@e.f", "no", "g@h.i", "FALSE", "", " ", "0", "x@y.z"});
  EXPECT_EQ(evaluated().consent, "") << "an address is no consent unless a person says so";
  const Evaluation result = evaluated({{}, {}, "email"});
  EXPECT_EQ(result.consent, "email");
  EXPECT_DOUBLE_EQ(result.segments[0].at_stake, 90);
  EXPECT_DOUBLE_EQ(result.segments[0].reachable, 0.6);
  EXPECT_DOUBLE_EQ(result.segments[1].reachable, 0.2);
}

TEST_F(TenCustomers, AreNotReachableByACount) {
  table.add("consent", {0, 0, 1, 0, 1, 3, 0, 0, 0, 0});
  const Evaluation found = evaluated();
  EXPECT_EQ(found.consent, "");
  EXPECT_THAT(found.segments[0].reachable, IsNan());
  EXPECT_EQ(found.not_measured.back(), "reachability (consent: row 5 holds 3, neither 0 nor 1)");
  EXPECT_THAT(refusal({{}, {}, "consent"}, ErrorKind::input), HasSubstr("row 5 holds 3"));
}

TEST_F(TenCustomers, UseTheColumnsNamed) {
  table.add("profit", std::vector<double>(10, 1));
  table.add("orders", {1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
  table.add_text("mail", std::vector<std::string>(10, "yes"));
  const Evaluation result = evaluated({"orders", "revenue", "mail"});
  EXPECT_DOUBLE_EQ(result.segments[1].value, 10);
  EXPECT_DOUBLE_EQ(result.segments[0].margin, 100);
  EXPECT_DOUBLE_EQ(result.segments[0].reachable, 1);
  EXPECT_THAT(refusal({"nothing", {}, {}}, ErrorKind::input), HasSubstr("no column 'nothing'"));
  EXPECT_THAT(refusal({{}, {}, "nothing"}, ErrorKind::input), HasSubstr("no column 'nothing'"));
  EXPECT_THAT(refusal({"mail", {}, {}}, ErrorKind::input), HasSubstr("is text"));
}

TEST(Evaluate, CountsAMissingValueAsZero) {
  TypedTable table = customers(5);
  table.add("sales", {missing, 6, missing, 2, missing});
  std::string note;
  Context context;
  context.on_note = [&](const std::string& remark) { note = remark; };
  const Evaluation result = evaluate(table, {0, 0, 0, 0, 0}, 1, {}, {}, context);
  EXPECT_DOUBLE_EQ(result.segments[0].value, 8);
  EXPECT_DOUBLE_EQ(result.segments[0].value_per_customer, 1.6);
  EXPECT_DOUBLE_EQ(result.top_share, 0.75);
  EXPECT_EQ(note, "3 of 5 customers have no 'sales': it counts as 0");
}

TEST(Evaluate, TakesValueNetOfReturns) {
  TypedTable table = customers(6);
  table.add("sales", {30, -10, 5, -5, -8, 2});
  table.add("profit", {10, 0, 1, 1, 1, 1});
  const Evaluation result = evaluate(table, {0, 0, 1, 1, 2, 2}, 3, {}, {}, {});
  EXPECT_THAT(result.segments[0].top_share, IsNan()) << "the best hold one and a half times what is left";
  EXPECT_THAT(result.segments[1].top_share, IsNan()) << "a total of 0 has no share";
  EXPECT_THAT(result.segments[2].top_share, IsNan());
  EXPECT_THAT(result.segments[0].revenue_share, IsNan()) << "it would be 20 of 14";
  EXPECT_DOUBLE_EQ(result.segments[2].at_stake, 2) << "of profit";
  EXPECT_THAT(result.segments[2].margin_rate, IsNan());
  EXPECT_THAT(result.concentration, Each(IsNan()));
}

TEST(Evaluate, HasNoConcentrationOfNoValue) {
  TypedTable table = customers(2);
  table.add("sales", {3, -3});
  const Evaluation result = evaluate(table, {0, 0}, 1, {}, {}, {});
  EXPECT_THAT(result.top_share, IsNan());
  EXPECT_THAT(result.concentration, Each(IsNan()));
  EXPECT_THAT(result.not_measured, testing::Contains("concentration (no segment has a total of sales above 0)"));
}

TEST(Evaluate, DoesWithoutAValueColumn) {
  TypedTable table = customers(3);
  table.add("visits", {3, 1, 2});
  const Evaluation result = evaluate(table, {0, 0, 2}, 3, {}, {}, {});
  EXPECT_EQ(result.value, "");
  EXPECT_THAT(result.segments[0].value, IsNan());
  EXPECT_THAT(result.concentration, IsEmpty());
  EXPECT_THAT(names(result.criteria), ElementsAre("size"));
  EXPECT_EQ(result.at_stake, "customers");
  EXPECT_EQ(result.segments[0].at_stake, 2);
  EXPECT_EQ(result.segments[1].at_stake, 0);
}

TEST(Evaluate, RefusesWhatCannotBeAddedUp) {
  TypedTable table = customers(2);
  table.add("sales", {3, std::numeric_limits<double>::infinity()});
  EXPECT_THAT(
      [&] {
        evaluate(table, {0, 0}, 1, {}, {}, {});
      },
      testing::ThrowsMessage<Error>(HasSubstr("'sales' of customers.h5 holds an infinite value (the first is "
                                              "in row 1)")));
  EXPECT_THROW(evaluate(table, {0}, 1, {}, {}, {}), Error);
  EXPECT_THROW(evaluate(table, {0, 1}, 1, {}, {}, {}), Error);
}

// 4,000 customers a segment, of a spread of 1: totals lie 4,000 x mean +- 1.96 x sqrt(4,000 x (mean^2 + 1)).
TEST(Evaluate, KnowsHowSureTheMoneyIs) {
  constexpr std::size_t rows = 12'000;
  const double mean[] = {5, 5.01, 8};
  std::vector<double> sales(rows);
  std::vector<std::int32_t> labels(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    labels[i] = static_cast<std::int32_t>(i % 3);
    sales[i] = mean[i % 3] + (i / 3 % 2 == 0 ? 1 : -1);
  }
  TypedTable table = customers(rows);
  table.add("sales", sales);
  const Evaluation result = evaluate(table, labels, 3, {}, {}, {});
  for (std::size_t s = 0; s < 3; ++s) {
    const SegmentEvaluation& segment = result.segments[s];
    const double half = 1.96 * std::sqrt(4000 * (mean[s] * mean[s] + 1));
    EXPECT_NEAR(segment.at_stake, 4000 * mean[s], 1e-6);
    EXPECT_NEAR(segment.at_stake_low, segment.at_stake - half, 0.25 * half);
    EXPECT_NEAR(segment.at_stake_high, segment.at_stake + half, 0.25 * half);
  }
  EXPECT_THAT(result.segments[0].ties, ElementsAre(1)) << "40 more is less than chance makes";
  EXPECT_THAT(result.segments[1].ties, ElementsAre(0));
  EXPECT_EQ(result.segments[0].rank, 2);
  EXPECT_EQ(result.segments[1].rank, 2);
  EXPECT_EQ(result.segments[2].rank, 1);
}

TEST(Evaluate, AnotherSegmentChangesNoFigureOfTheOthers) {
  TypedTable table = customers(6);
  table.add("sales", {10, 12, 3, 4, 100, 1});
  const Evaluation two = evaluate(table, {0, 0, 1, 1, 1, 1}, 2, {}, {}, {});
  const Evaluation three = evaluate(table, {0, 0, 1, 1, 2, 2}, 3, {}, {}, {});
  EXPECT_EQ(two.segments[0].at_stake, three.segments[0].at_stake);
  EXPECT_EQ(two.segments[0].at_stake_low, three.segments[0].at_stake_low);
  EXPECT_EQ(two.segments[0].at_stake_high, three.segments[0].at_stake_high);
}

// Against a sort of all values of a segment; several blocks.
TEST(Evaluate, IsThePlainDefinitionAtAnyNumberOfThreads) {
  constexpr std::size_t rows = 150'001;
  constexpr int k = 4;
  std::vector<double> sales(rows);
  std::vector<std::int32_t> labels(rows);
  std::vector<std::vector<double>> of(k + 1);
  for (std::size_t i = 0; i < rows; ++i) {
    sales[i] = std::round(1000 * std::exp(3 * std::sin(static_cast<double>(i * i % 10'007)))) - 60;
    labels[i] = static_cast<std::int32_t>(i * 7 % 9 % k);
    of[static_cast<std::size_t>(labels[i])].push_back(sales[i]);
    of[k].push_back(sales[i]);
  }
  TypedTable table = customers(rows);
  table.add("sales", sales);
  Context one, four;
  one.threads = 1;
  four.threads = 4;
  const Evaluation result = evaluate(table, labels, k, {}, {}, four);
  for (std::size_t s = 0; s <= k; ++s) {
    std::sort(of[s].begin(), of[s].end(), std::greater<>());
    const auto top = of[s].begin() + static_cast<std::ptrdiff_t>(std::ceil(0.2 * static_cast<double>(of[s].size())));
    const double expected = std::accumulate(of[s].begin(), top, 0.0) / std::accumulate(of[s].begin(), of[s].end(), 0.0);
    EXPECT_THAT(s == k ? result.top_share : result.segments[s].top_share, testing::DoubleNear(expected, 1e-12));
  }
  const Evaluation same = evaluate(table, labels, k, {}, {}, one);
  EXPECT_EQ(result.concentration, same.concentration);
  for (std::size_t s = 0; s < k; ++s) {
    EXPECT_EQ(result.segments[s].value, same.segments[s].value);
    EXPECT_EQ(result.segments[s].top_share, same.segments[s].top_share);
    EXPECT_EQ(result.segments[s].at_stake, same.segments[s].at_stake);
    EXPECT_EQ(result.segments[s].at_stake_low, same.segments[s].at_stake_low);
    EXPECT_EQ(result.segments[s].at_stake_high, same.segments[s].at_stake_high);
    EXPECT_EQ(result.segments[s].ties, same.segments[s].ties);
  }
}

}  // namespace
}  // namespace segmenta
