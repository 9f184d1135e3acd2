// Rules that are planted are found, and every figure of a rule is a plain count.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/explain.h>

#include <cmath>
#include <limits>
#include <random>

#include "describe/rule_tree.h"
#include "describe/thresholds.h"
#include "segments/online_retail.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Explanation explain_by(const Table& table, const std::vector<std::string>& columns,
                       const std::vector<std::int32_t>& labels, int k, int threads = 1) {
  Context context;
  context.threads = threads;
  return explain(table, columns, {labels, {}, {}, {}, {}}, k, context);
}

std::vector<std::string> conditions(const Explanation& explanation, const Rule& rule) {
  std::vector<std::string> texts;
  for (const Condition& one : rule.conditions) texts.push_back(rule_text(explanation.features, {{one}, 0, 0, 0}));
  return texts;
}

bool holds(const Rule& rule, const std::vector<double>& values, std::size_t row, std::size_t width) {
  return std::all_of(rule.conditions.begin(), rule.conditions.end(), [&](const Condition& one) {
    const double value = values[row * width + one.feature];
    return one.at_least ? value >= one.threshold : value < one.threshold;
  });
}

// What `holds` says of each row, counted plainly.
template <class Holds>
Rule counted(const std::vector<std::int32_t>& labels, std::int32_t segment, const Holds& holds) {
  double in = 0, others = 0, all_in = 0, all_others = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const bool is_in = labels[row] == segment;
    (is_in ? all_in : all_others) += 1;
    if (holds(row)) (is_in ? in : others) += 1;
  }
  return {{}, in / (in + others), in / all_in, others / all_others};
}

TEST(RoundestBetween, IsTheNumberOfFewestDigitsThatPartsTheTwo) {
  EXPECT_EQ(roundest_between(4, 5), 5);
  EXPECT_EQ(roundest_between(0, 1), 1);
  EXPECT_EQ(roundest_between(-1, 1), 0);
  EXPECT_EQ(roundest_between(-5, -4), -4);
  EXPECT_FALSE(std::signbit(roundest_between(-5, 0.5))) << "0, which prints so";
  EXPECT_EQ(roundest_between(5, 20), 10);
  EXPECT_EQ(roundest_between(99, 104), 100);
  EXPECT_EQ(roundest_between(350.2, 378.9), 360);
  EXPECT_EQ(roundest_between(0.1, 0.35), 0.2);
  EXPECT_EQ(roundest_between(1.5, 1.6), 1.6);
  EXPECT_EQ(roundest_between(1999.994, 1999.9957), 1999.995);
}

TEST(RoundestBetween, PartsWhateverIsGiven) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> value(-3, 3);
  for (int i = 0; i < 2000; ++i) {
    const double below = value(random) * std::pow(10.0, i % 20 - 10);
    const double above = i % 3 == 0 ? std::nextafter(below, 1e300) : below + std::abs(value(random));
    if (!(below < above)) continue;
    const double t = roundest_between(below, above);
    EXPECT_LT(below, t) << below << " " << above;
    EXPECT_LE(t, above) << below << " " << above;
  }
}

TEST(Thresholds, LieBetweenAllValuesOrBetweenQuantiles) {
  EXPECT_THAT(choose_thresholds({{3, 1}, {1, 1}, {2, 1}, {2, 5}, {missing, 1}}, 10), ElementsAre(2, 3));
  EXPECT_THAT(choose_thresholds({}, 10), IsEmpty());
  EXPECT_THAT(choose_thresholds({{7, 1}, {7, 1}}, 10), IsEmpty());
  std::vector<WeightedValue> thousand;
  for (int i = 0; i < 1000; ++i) thousand.push_back({i + 0.5, 1});
  EXPECT_THAT(choose_thresholds(thousand, 4), ElementsAre(100, 400, 600, 900));
  EXPECT_THAT(choose_thresholds(thousand, 7, {740.5}), ElementsAre(100, 400, 600, 740, 741, 746, 900))
      << "steps of a quarter, and close around the edge";
}

// x is 0 to 9, y in [0, 10), noise beside; the segment is x >= 5 and y < 2.
class PlantedRule : public testing::Test {
 protected:
  PlantedRule() {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<int> digit(0, 9);
    std::uniform_real_distribution<double> real(0, 10);
    for (int i = 0; i < 5000; ++i) {
      const double x = digit(random);
      const double y = real(random);
      values_.insert(values_.end(), {real(random), x, y});
      labels_.push_back(x >= 5 && y < 2 ? 1 : 0);
    }
  }

  std::vector<double> values_;
  std::vector<std::int32_t> labels_;
  const std::vector<std::string> names_{"noise", "x", "y"};
};

TEST_F(PlantedRule, IsFoundExactly) {
  const Explanation explanation = explain_by(MemoryTable(names_, values_), names_, labels_, 2);
  const SegmentExplanation& segment = explanation.segments[1];
  EXPECT_THAT(conditions(explanation, segment.rule), UnorderedElementsAre("x >= 5", "y < 2"));
  EXPECT_EQ(segment.rule.precision, 1);
  EXPECT_EQ(segment.rule.recall, 1);
  EXPECT_EQ(segment.rule.others, 0);
  EXPECT_GT(segment.recall, 0.99) << "of the rules of the tree, whose thresholds stay where it put them";
  EXPECT_GT(explanation.segments[0].recall, 0.99);
  EXPECT_GT(explanation.segments[0].precision, 0.99);
}

TEST(Explain, MayRestOnText) {
  constexpr std::size_t rows = 4000;
  TypedTable table = customers(rows);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> real(0, 10);
  const std::vector<std::string> plans{"basic", "pro", "free", ""};
  std::vector<std::string> plan;
  std::vector<double> spend;
  std::vector<std::int32_t> labels;
  for (std::size_t row = 0; row < rows; ++row) {
    plan.push_back(plans[row % plans.size()]);
    spend.push_back(real(random));
    labels.push_back(plan.back() == "pro" && spend.back() >= 4 ? 1 : 0);
  }
  table.add_text("plan", plan);
  table.add("spend", spend);
  const Explanation explanation = explain_by(table, {"plan", "spend"}, labels, 2);
  const SegmentExplanation& segment = explanation.segments[1];
  EXPECT_THAT(condition_texts(explanation.features, segment.rule), UnorderedElementsAre("plan is 'pro'", "spend >= 4"));
  EXPECT_EQ(segment.rule.precision, 1);
  EXPECT_EQ(segment.rule.recall, 1);
  const Rule plain = counted(labels, 0, [&](std::size_t row) {
    return !plan[row].empty() && plan[row] != "pro";  // who has no plan fulfils neither
  });
  const auto& rules = explanation.segments[0].rules;
  const auto is_not = std::ranges::find_if(
      rules, [&](const Rule& rule) { return rule_text(explanation.features, rule) == "plan is not 'pro'"; });
  ASSERT_NE(is_not, rules.end());
  EXPECT_DOUBLE_EQ(is_not->recall, plain.recall);
  EXPECT_EQ(explanation.segments[1].automatic_name.substr(0, 12), "Plan 'pro', ");
}

// Rows by turns: no age (and another channel for one in eight), young, old.
TEST(Explain, MayRestOnWhatIsMissing) {
  constexpr std::size_t rows = 3000;
  TypedTable table = customers(rows);
  std::vector<double> age;
  std::vector<std::string> city;
  std::vector<std::int32_t> labels;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t turn = row % 3;
    labels.push_back(row % 24 == 0 ? 1 : static_cast<std::int32_t>(turn));
    age.push_back(turn == 0 ? missing : static_cast<double>((turn == 1 ? 20 : 60) + row % 10));
    city.emplace_back(turn == 2 ? "" : row % 2 == 0 ? "Rome" : row % 5 == 0 ? "Oslo" : "Bonn");
  }
  table.add("age", age);
  table.add_text("city", city);
  const Explanation by_age = explain_by(table, {"age"}, labels, 3);
  EXPECT_EQ(rule_text(by_age.features, by_age.segments[0].rule), "age is missing");
  const Rule plain = counted(labels, 0, [&](std::size_t row) { return std::isnan(age[row]); });
  EXPECT_EQ(by_age.segments[0].rule.precision, plain.precision);
  EXPECT_EQ(by_age.segments[0].rule.recall, 1);
  EXPECT_EQ(by_age.segments[0].rule.others, plain.others);
  EXPECT_EQ(rule_text(by_age.features, by_age.segments[2].rule), "age >= 40") << "which implies that it is known";
  const Explanation by_city = explain_by(table, {"city"}, labels, 3);
  EXPECT_EQ(rule_text(by_city.features, by_city.segments[2].rule), "city is missing");
  for (std::int32_t& label : labels) label = label == 2 ? 0 : 1;
  const Explanation known = explain_by(table, {"city"}, labels, 2);
  EXPECT_EQ(rule_text(known.features, known.segments[1].rule), "city is known");
  EXPECT_EQ(known.segments[1].rule.recall, 1);
  EXPECT_EQ(known.segments[1].rule.precision, 1);
}

TEST(Explain, SaysOfTwoTextsWhichOneItIs) {
  constexpr std::size_t rows = 1000;
  TypedTable table = customers(rows);
  std::vector<std::string> channel;
  std::vector<std::int32_t> labels;
  for (std::size_t row = 0; row < rows; ++row) {
    channel.emplace_back(row % 5 == 0 ? "web" : row % 5 == 1 ? "" : "store");
    labels.push_back(channel.back() == "web" ? 1 : 0);
  }
  table.add_text("channel", channel);
  const Explanation explanation = explain_by(table, {"channel"}, labels, 2);
  EXPECT_EQ(rule_text(explanation.features, explanation.segments[1].rule), "channel is 'web'");
  EXPECT_EQ(rule_text(explanation.features, explanation.segments[0].rule), "channel is 'store'");
  EXPECT_EQ(explanation.segments[0].rule.recall, 600.0 / 800) << "of whom 200 have no channel";
}

TEST(Explain, SaysThatNothingTellsApartWhatChanceMade) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::vector<double> values(6000);
  for (double& value : values) value = normal(random);
  std::vector<std::int32_t> labels(2000);
  for (std::int32_t& label : labels) label = static_cast<std::int32_t>(random() % 3);
  const std::vector<std::string> names{"a", "b", "c"};
  const Explanation explanation = explain_by(MemoryTable(names, values), names, labels, 3);
  for (const SegmentExplanation& segment : explanation.segments) {
    EXPECT_THAT(segment.rule.conditions, IsEmpty()) << rule_text(explanation.features, segment.rule);
    EXPECT_THAT(segment.rules, IsEmpty());
  }
}

TEST(RuleText, IsOneConditionForEachFeature) {
  const std::vector<Column> features{{"monetary", ColumnType::real, "", "", "", ""},
                                     {"country", ColumnType::text, "", "", "", ""},
                                     {"app", ColumnType::boolean, "", "", "", ""}};
  EXPECT_EQ(rule_text(features, {{{0, true, 10}, {2, false, 1}, {0, false, 1250.5}}, 0, 0, 0}),
            "10 <= spend < 1,250.5 and app is no");
  EXPECT_EQ(rule_text(features, {{{1, false, 0.5, "DE"}, {1, false, 0.5, "FR"}, {2, true, 1}}, 0, 0, 0}),
            "country is not 'DE' or 'FR' and app is yes");
  EXPECT_EQ(rule_text(features, {{{1, true, 0.5, "DE"}}, 0, 0, 0}), "country is 'DE'");
  EXPECT_EQ(rule_text(features, {{{1, true, 0, "", true}, {0, false, 0, "", true}}, 0, 0, 0}),
            "country is missing and spend is known");
}

TEST(Explain, TellsTheFewThatSpendMost) {
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> spend(0, 1);
  std::vector<double> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 100'000; ++i) {
    values.push_back(spend(random));
    labels.push_back(values.back() >= 20 ? 1 : 0);  // about 130 of them
  }
  const Explanation explanation = explain_by(MemoryTable({"spend"}, values), {"spend"}, labels, 2);
  EXPECT_EQ(rule_text(explanation.features, explanation.segments[1].rule), "spend >= 20");
  EXPECT_EQ(explanation.segments[1].rule.recall, 1);
  EXPECT_EQ(explanation.segments[1].rule.precision, 1);
}

BinnedTable binned_table(const Description& description, const std::vector<std::size_t>& columns) {
  Binner binner(description, columns);
  ColumnVisitor* visitors[] = {&binner};
  description.show_columns(visitors, "explain", {});
  return binner.result();
}

TEST(BinnedTable, LooksCloselyWhereASmallSegmentIs) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> everywhere(0, 100), here(50, 51);
  std::vector<double> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 50'000; ++i) {
    labels.push_back(i % 500 == 0 ? 1 : 0);
    values.push_back(labels.back() == 1 ? here(random) : everywhere(random));
  }
  const std::vector<std::size_t> column{0};
  const MemoryTable table({"x"}, values);
  const Description description(table, labels, 2);
  const std::vector<double> thresholds = binned_table(description, column).thresholds[0];
  EXPECT_LE(thresholds.size(), 254U);
  EXPECT_GT(std::count_if(thresholds.begin(), thresholds.end(), [](double t) { return t > 50 && t < 51; }), 40);
}

TEST(RefineRule, TakesTheRoundestThresholdThatIsAsGood) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> real(0, 10);
  std::vector<double> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(real(random));
    labels.push_back(values.back() >= 3.006 ? 1 : 0);
  }
  const Explanation explanation = explain_by(MemoryTable({"x"}, values), {"x"}, labels, 2);
  EXPECT_EQ(rule_text(explanation.features, explanation.segments[1].rule), "x >= 3");
}

// The split of the least Gini impurity of all, tried one by one.
TEST_F(PlantedRule, FirstSplitIsTheBestOfAll) {
  const MemoryTable table(names_, values_);
  const std::vector<std::size_t> columns{0, 1, 2};
  for (std::size_t i = 0; i < labels_.size(); i += 7) labels_[i] = 1 - labels_[i];
  const Description description(table, labels_, 2);
  const BinnedTable binned = binned_table(description, columns);
  double best = std::numeric_limits<double>::infinity();
  Condition expected;
  for (std::size_t feature = 0; feature < 3; ++feature) {
    for (const double threshold : binned.thresholds[feature]) {
      Counts low, high;
      for (std::size_t row = 0; row < labels_.size(); ++row) {
        Counts& side = values_[row * 3 + feature] < threshold ? low : high;
        ++(labels_[row] == 1 ? side.in : side.others);
      }
      if (low.impurity() + high.impurity() >= best) continue;
      best = low.impurity() + high.impurity();
      expected = {feature, false, threshold};
    }
  }
  const std::vector<RuleNode> tree = grow_tree(binned, description, 1);
  ASSERT_GT(tree.size(), 2U);
  EXPECT_EQ(tree[1].path[0].feature, expected.feature);
  EXPECT_EQ(tree[1].path[0].threshold, expected.threshold);
}

TEST(Explain, FiguresAreThoseOfPlainCountingOnOnlineRetail) {
  const OnlineRetail retail = online_retail();
  const std::size_t width = retail.names.size();
  std::vector<std::int32_t> labels;  // by a diagonal, so that no rule is perfect
  for (std::size_t row = 0; row < retail.labels.size(); ++row) {
    const double recency = retail.values[row * width];
    const double monetary = retail.values[row * width + 2];
    labels.push_back(std::log1p(std::max(0.0, monetary)) < 5 + recency / 120 ? 0 : monetary > 3000 ? 1 : 2);
  }
  const Explanation explanation = explain_by(MemoryTable(retail.names, retail.values), retail.names, labels, 3);
  for (std::int32_t segment = 0; segment < 3; ++segment) {
    const SegmentExplanation& explained = explanation.segments[static_cast<std::size_t>(segment)];
    std::vector<Rule> rules = explained.rules;
    ASSERT_FALSE(rules.empty());
    rules.push_back(explained.rule);
    for (const Rule& rule : rules) {
      const Rule expected =
          counted(labels, segment, [&](std::size_t row) { return holds(rule, retail.values, row, width); });
      EXPECT_DOUBLE_EQ(rule.precision, expected.precision) << rule_text(explanation.features, rule);
      EXPECT_DOUBLE_EQ(rule.recall, expected.recall);
      EXPECT_DOUBLE_EQ(rule.others, expected.others);
      EXPECT_LE(rule.conditions.size(), 3U);
    }
    const Rule together = counted(labels, segment, [&](std::size_t row) {
      return std::any_of(explained.rules.begin(), explained.rules.end(),
                         [&](const Rule& rule) { return holds(rule, retail.values, row, width); });
    });
    EXPECT_DOUBLE_EQ(explained.precision, together.precision);
    EXPECT_DOUBLE_EQ(explained.recall, together.recall);
    EXPECT_GT(explained.rule.precision, 0.6);
  }
}

TEST(Explain, AMissingValueFulfilsNoCondition) {
  std::vector<double> values;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 90; ++i) {
    values.push_back(i % 3 == 0 ? missing : i % 3 == 1 ? 10 + i : i / 100.0);
    labels.push_back(i % 3 == 1 ? 0 : 1);
  }
  const Explanation explanation = explain_by(MemoryTable({"x"}, values), {"x"}, labels, 2);
  EXPECT_EQ(explanation.segments[0].rule.precision, 1);
  EXPECT_EQ(explanation.segments[0].rule.recall, 1);
  EXPECT_EQ(explanation.segments[1].rule.precision, 1);
  EXPECT_EQ(explanation.segments[1].rule.recall, 0.5) << "the other half has no value";
}

TEST(Explain, HasNoRuleForAnEmptySegmentOrForAllCustomers) {
  const std::vector<double> values{1, 2, 3};
  const Explanation explanation = explain_by(MemoryTable({"x"}, values), {"x"}, {0, 0, 0}, 2);
  for (const SegmentExplanation& segment : explanation.segments) {
    EXPECT_THAT(segment.rule.conditions, IsEmpty());
    EXPECT_THAT(segment.rules, IsEmpty());
    EXPECT_EQ(segment.recall, 0);
  }
  EXPECT_EQ(explanation.segments[0].automatic_name, "All customers");
  EXPECT_EQ(explanation.segments[1].automatic_name, "No customers");
}

TEST(Explain, TypicalRowsAreTheNearestAndBorderlineOnesOfTheSmallestMargin) {
  const std::vector<double> values(8, 1.0);
  const std::vector<std::int32_t> labels{0, 0, 0, 0, 0, 0, 1, 0};
  const std::vector<float> distance{5, 1, 3, 1, 4, 2, 9, 6};
  const std::vector<float> margin{1, 2, 3, 4, 5, 6, 0, 1};
  const MemoryTable table({"x"}, values);
  const Explanation explanation = explain(table, {"x"}, {labels, distance, {}, margin, {}}, 2, {});
  EXPECT_THAT(explanation.segments[0].typical, ElementsAre(1, 3, 5, 2, 4)) << "ties to the lower row";
  EXPECT_THAT(explanation.segments[0].borderline, ElementsAre(0, 7, 1, 2, 3));
  EXPECT_THAT(explanation.segments[1].typical, ElementsAre(6));
  const std::vector<float> none(8, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(explain(table, {"x"}, {labels, distance, {}, none, {}}, 2, {}).segments[0].borderline, IsEmpty());
  try {
    explain(table, {"x"}, {labels, {1, 2}, {}, {}, {}}, 2, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("2 distances of 8 rows"));
  }
}

TEST(Explain, DoesNotDependOnThreads) {
  const OnlineRetail retail = online_retail();
  const MemoryTable table(retail.names, retail.values);
  const Explanation one = explain_by(table, retail.names, retail.labels, 3, 1);
  const Explanation four = explain_by(table, retail.names, retail.labels, 3, 4);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(rule_text(one.features, one.segments[i].rule), rule_text(four.features, four.segments[i].rule));
    EXPECT_EQ(one.segments[i].rule.recall, four.segments[i].rule.recall);
    EXPECT_EQ(one.segments[i].automatic_name, four.segments[i].automatic_name);
  }
}

TEST(RuleText, HasThresholdsWithSeparatedThousands) {
  const std::vector<Column> features{{"monetary", ColumnType::real, "", "", "", ""},
                                     {"days", ColumnType::real, "", "", "", ""}};
  EXPECT_EQ(rule_text(features, {{{0, true, 12500.5}, {1, false, -0.25}}, 0, 0, 0}),
            "spend >= 12,500.5 and days < -0.25");
  EXPECT_EQ(rule_text(features, {{{0, true, -1234567}, {1, false, 1e20}}, 0, 0, 0}),
            "spend >= -1,234,567 and days < 1e+20");
  EXPECT_EQ(rule_text(features, {}), "");
}

}  // namespace
}  // namespace segmenta
