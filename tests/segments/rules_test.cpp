// Segments by rules: each demand by hand, and many rows against conditions written in C++.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/rules.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

SegmentRules rules_of(const std::string& segments) {
  return parse_rules(fmt::format(R"({{"segments": [{}], "default": "Rest"}})", segments), "rules.json");
}

// One rule of one condition.
SegmentRules when(const std::string& condition) {
  return rules_of(fmt::format(R"({{"name": "A", "when": [{}]}})", condition));
}

// Six customers; the spend of the fifth and the country of the fourth are missing.
class RuleCustomers : public testing::Test {
 protected:
  RuleCustomers() {
    table.add("spend", {10, 20, 30, 40, missing, 20});
    table.add_text("country", {"France", "Spain", "France", "", "Spain", "Italy"});
    table.add("active", {1, 0, 1, 0, 1, missing});
  }
  /// The rows that one condition holds for.
  [[nodiscard]] std::vector<std::size_t> held(const std::string& condition) const {
    const RuleSegments result = apply_rules(table, when(condition), {});
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < result.segment.size(); ++row) {
      if (result.segment[row] == 0) rows.push_back(row);
    }
    return rows;
  }
  [[nodiscard]] std::string refusal(const std::string& condition) const {
    try {
      apply_rules(table, when(condition), {});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "accepted";
  }

  TypedTable table = customers(6);
};

TEST_F(RuleCustomers, AreComparedWithLimits) {
  EXPECT_THAT(held(R"({"feature": "spend", "at_least": 20})"), ElementsAre(1, 2, 3, 5));
  EXPECT_THAT(held(R"({"feature": "spend", "above": 20})"), ElementsAre(2, 3));
  EXPECT_THAT(held(R"({"feature": "spend", "at_most": 20})"), ElementsAre(0, 1, 5));
  EXPECT_THAT(held(R"({"feature": "spend", "below": 20})"), ElementsAre(0));
  EXPECT_THAT(held(R"({"feature": "spend", "above": 10, "below": 40})"), ElementsAre(1, 2, 5));
}

TEST_F(RuleCustomers, AreComparedWithNumbersAndTexts) {
  EXPECT_THAT(held(R"({"feature": "spend", "is": 20})"), ElementsAre(1, 5));
  EXPECT_THAT(held(R"({"feature": "spend", "is": [10, 40]})"), ElementsAre(0, 3));
  EXPECT_THAT(held(R"({"feature": "spend", "is_not": [10, 20]})"), ElementsAre(2, 3));
  EXPECT_THAT(held(R"({"feature": "active", "is": true})"), ElementsAre(0, 2, 4));
  EXPECT_THAT(held(R"({"feature": "country", "is": "Spain"})"), ElementsAre(1, 4));
  EXPECT_THAT(held(R"({"feature": "country", "is": ["Italy", "France"]})"), ElementsAre(0, 2, 5));
  EXPECT_THAT(held(R"({"feature": "country", "is_not": "France"})"), ElementsAre(1, 4, 5));
  EXPECT_THAT(held(R"({"feature": "country", "is": "france"})"), IsEmpty()) << "as it is written";
}

TEST_F(RuleCustomers, AreComparedAsTheirColumnHoldsNumbers) {
  Column single{"discount", ColumnType::real, "float32", {}, {}, {}};
  table.add(single, {0.1F, 0.2F, 0.3F, 0.1F, missing, 0});
  EXPECT_THAT(held(R"({"feature": "discount", "is": 0.1})"), ElementsAre(0, 3));
  EXPECT_THAT(held(R"({"feature": "discount", "above": 0.1})"), ElementsAre(1, 2)) << "a float32 of 0.1 is above 0.1";
}

TEST_F(RuleCustomers, AreToldByWhatIsMissing) {
  EXPECT_THAT(held(R"({"feature": "spend", "missing": true})"), ElementsAre(4));
  EXPECT_THAT(held(R"({"feature": "spend", "missing": false})"), ElementsAre(0, 1, 2, 3, 5));
  EXPECT_THAT(held(R"({"feature": "country", "missing": true})"), ElementsAre(3));
  EXPECT_THAT(held(R"({"feature": "country", "missing": false})"), ElementsAre(0, 1, 2, 4, 5));
}

TEST_F(RuleCustomers, AreToldByAllConditionsOrByAny) {
  EXPECT_THAT(held(R"({"feature": "spend", "at_least": 20}, {"feature": "country", "is": "Spain"})"), ElementsAre(1));
  EXPECT_THAT(held(R"({"any": [{"feature": "spend", "at_least": 40}, {"feature": "country", "is": "Spain"}]})"),
              ElementsAre(1, 3, 4));
  EXPECT_THAT(held(R"({"feature": "active", "is": false},
                      {"any": [{"feature": "spend", "at_least": 40}, {"feature": "country", "is": "Spain"}]})"),
              ElementsAre(1, 3));
}

TEST_F(RuleCustomers, GoToTheFirstRuleThatHolds) {
  const RuleSegments result =
      apply_rules(table, rules_of(R"({"name": "Big", "when": [{"feature": "spend", "above": 15}]},
      {"name": "French", "when": [{"feature": "country", "is": "France"}]},
      {"name": "Huge", "when": [{"feature": "spend", "at_least": 40}]},
      {"name": "Nobody", "when": [{"feature": "spend", "above": 100}]})"),
                  {});
  EXPECT_THAT(result.names, ElementsAre("Big", "French", "Huge", "Nobody", "Rest"));
  EXPECT_THAT(result.segment, ElementsAre(1, 0, 0, 0, 4, 0));
  EXPECT_THAT(result.sizes, ElementsAre(4, 1, 0, 0, 1));
  EXPECT_THAT(result.matched, ElementsAre(4, 2, 1, 0));
  EXPECT_THAT(result.overlaps, ElementsAre(4, 1, 1, 0,  //
                                           1, 2, 0, 0,  //
                                           1, 0, 1, 0,  //
                                           0, 0, 0, 0));
  EXPECT_THAT(result.never_win(), ElementsAre(2, 3));
}

TEST_F(RuleCustomers, MayLeaveNobodyForTheDefault) {
  const RuleSegments result = apply_rules(
      table, when(R"({"any": [{"feature": "spend", "missing": true}, {"feature": "spend", "missing": false}]})"), {});
  EXPECT_THAT(result.sizes, ElementsAre(6, 0));
}

TEST_F(RuleCustomers, HaveNoSuchFeature) {
  EXPECT_THAT(refusal(R"({"feature": "Spent", "above": 1})"),
              HasSubstr("rules.json: segments[0].when[0] names the feature 'Spent' (customers.h5 has no such column). "
                        "Did you mean 'spend'?"));
  EXPECT_THAT(refusal(R"({"feature": "zzz", "above": 1})"), HasSubstr("Its columns are: spend, country, active"));
  EXPECT_THAT(refusal(R"({"any": [{"feature": "spend", "above": 1}, {"feature": "zzz", "above": 1}]})"),
              HasSubstr("segments[0].when[0].any[1] names"));
}

TEST_F(RuleCustomers, CannotBeComparedAcrossTypes) {
  EXPECT_THAT(refusal(R"({"feature": "country", "at_least": 3})"),
              HasSubstr("segments[0].when[0] compares 'country' with a number (the feature is text)"));
  EXPECT_THAT(refusal(R"({"feature": "country", "is": [1, 2]})"), HasSubstr("the feature is text"));
  EXPECT_THAT(refusal(R"({"feature": "spend", "is_not": "Spain"})"),
              HasSubstr("compares 'spend' with a text (the feature is float64)"));
}

TEST(Rules, AreRefusedByTheirPlaceInTheFile) {
  const auto refusal = [](const std::string& text) -> std::string {
    try {
      parse_rules(text, "rules.json");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "accepted";
  };
  const auto segment = [&](const std::string& text) {
    return refusal(R"({"segments": [{"name": "A", "when": [{"feature": "x", "above": 1}]}, )" + text +
                   R"(], "default": "D"})");
  };
  const auto condition = [&](const std::string& text) { return segment(R"({"name": "B", "when": [)" + text + "]}"); };

  EXPECT_THAT(refusal("{\n\"segments\": [,"),
              AllOf(HasSubstr("rules.json is not JSON"), HasSubstr("line 2, column 14")));
  EXPECT_THAT(refusal("[]"), HasSubstr("rules.json: it is not an object"));
  EXPECT_THAT(refusal(R"({"default": "D"})"), HasSubstr("it has no \"segments\""));
  EXPECT_THAT(refusal(R"({"segments": [], "default": "D"})"), HasSubstr("segments is not a list of segments"));
  EXPECT_THAT(refusal(R"({"segments": [{"name": "A", "when": [{"feature": "x", "above": 1}]}]})"),
              HasSubstr("it has no \"default\""));
  EXPECT_THAT(refusal(R"({"segments": 1, "defaults": "D"})"),
              HasSubstr("it has the unknown key 'defaults'. Did you mean 'default'?"));
  EXPECT_THAT(segment(R"({"when": []})"), HasSubstr("segments[1] has no \"name\""));
  EXPECT_THAT(segment(R"({"name": "B"})"), HasSubstr("segments[1] has no \"when\""));
  EXPECT_THAT(segment(R"({"name": " ", "when": []})"), HasSubstr("segments[1].name is empty"));
  EXPECT_THAT(segment(R"({"name": 5, "when": []})"), HasSubstr("segments[1].name is not text"));
  EXPECT_THAT(segment(R"({"name": "A", "when": []})"), HasSubstr("segments[1].name is 'A', as is segments[0].name"));
  EXPECT_THAT(segment(R"({"name": "D", "when": [{"feature": "x", "above": 1}]})"),
              HasSubstr("default is 'D', as is segments[1].name"));
  EXPECT_THAT(segment(R"({"name": "B", "name": "C", "when": []})"), HasSubstr("has the key 'name' twice"));
  EXPECT_THAT(segment(R"({"name": "B", "when": []})"), HasSubstr("segments[1].when has no conditions"));
  EXPECT_THAT(segment(R"({"name": "B", "when": {}})"), HasSubstr("segments[1].when is not a list"));
  EXPECT_THAT(condition("7"), HasSubstr("segments[1].when[0] is not an object"));
  EXPECT_THAT(condition(R"({"above": 1})"), HasSubstr("segments[1].when[0] has no \"feature\""));
  EXPECT_THAT(condition(R"({"feature": "x"})"), HasSubstr("segments[1].when[0] compares its feature with nothing"));
  EXPECT_THAT(condition(R"({"feature": "x", "atleast": 1})"),
              HasSubstr("segments[1].when[0] has the unknown key 'atleast'. Did you mean 'at_least'"));
  EXPECT_THAT(condition(R"({"feature": "x", "above": "1"})"), HasSubstr("segments[1].when[0].above is not a number"));
  EXPECT_THAT(condition(R"({"feature": "x", "above": 1e999})"), HasSubstr("not JSON"));
  EXPECT_THAT(condition(R"({"feature": "x", "missing": 1})"), HasSubstr("when[0].missing is neither true nor false"));
  EXPECT_THAT(condition(R"({"feature": "x", "is": []})"), HasSubstr("when[0].is is an empty list"));
  EXPECT_THAT(condition(R"({"feature": "x", "is": [1, "a"]})"), HasSubstr("when[0].is mixes texts and numbers"));
  EXPECT_THAT(condition(R"({"feature": "x", "is": null})"), HasSubstr("when[0].is is neither text nor number"));
  EXPECT_THAT(condition(R"({"feature": "x", "is": ""})"), HasSubstr("Ask for a missing value by \"missing\": true"));
  EXPECT_THAT(condition(R"({"any": [{"any": [{"feature": "x", "is": 1}]}]})"),
              HasSubstr("segments[1].when[0].any[0] is an \"any\" inside an \"any\""));
  EXPECT_THAT(condition(R"({"any": [{"feature": "x", "is": 1}], "feature": "x"})"),
              HasSubstr("segments[1].when[0] has the unknown key 'feature'"));
  EXPECT_THAT([] { read_rules("/nowhere/rules.json"); }, testing::ThrowsMessage<Error>(HasSubstr("Cannot read")));
}

// Against conditions written in C++; several blocks.
TEST(Rules, ArePlainConditionsRowByRow) {
  constexpr std::size_t rows = 140'000;
  std::vector<double> x(rows), y(rows);
  std::vector<std::string> z(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    x[i] = i % 13 == 0 ? missing : static_cast<double>(i * i % 101);
    y[i] = static_cast<double>(i % 17);
    z[i] = i % 19 == 0 ? "" : std::string(1, static_cast<char>('a' + i % 6));
  }
  TypedTable table = customers(rows);
  table.add("x", x);
  table.add("y", y);
  table.add_text("z", z);
  const RuleSegments result = apply_rules(table, rules_of(R"(
      {"name": "A", "when": [{"feature": "x", "above": 50, "at_most": 90}, {"feature": "z", "is": ["a", "c"]}]},
      {"name": "B", "when": [{"any": [{"feature": "y", "below": 3}, {"feature": "x", "missing": true}]}]},
      {"name": "C", "when": [{"feature": "y", "is_not": [4, 5]}, {"feature": "z", "is_not": "b"}]})"),
                                          {});
  std::vector<std::int64_t> sizes(4), overlaps(9);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool holds[3] = {x[i] > 50 && x[i] <= 90 && (z[i] == "a" || z[i] == "c"), y[i] < 3 || std::isnan(x[i]),
                           y[i] != 4 && y[i] != 5 && !z[i].empty() && z[i] != "b"};
    const int expected = holds[0] ? 0 : holds[1] ? 1 : holds[2] ? 2 : 3;
    ASSERT_EQ(result.segment[i], expected) << i;
    ++sizes[static_cast<std::size_t>(expected)];
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) overlaps[3 * a + b] += holds[a] && holds[b] ? 1 : 0;
    }
  }
  EXPECT_EQ(result.sizes, sizes);
  EXPECT_EQ(result.overlaps, overlaps);
}

TEST(Rules, RefuseAnInfiniteValueByItsRow) {
  TypedTable table = customers(3);
  table.add("x", {1, 2, -std::numeric_limits<double>::infinity()});
  try {
    apply_rules(table, when(R"({"feature": "x", "at_most": 2})"), {});
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("'x'"), HasSubstr("row 2")));
  }
}

TEST(Rules, ComeBackFromTheirSegmentsFile) {
  TypedTable table = customers(3);
  table.add("x", {1, 2, 3});
  const RuleSegments result = apply_rules(table, when(R"({"feature": "x", "is": 2})"), {});
  std::string name = (std::filesystem::temp_directory_path() / "segmenta-rules-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(name.data());
  write_rule_segments(folder / "rules.h5", "id", table.read_ids(0, 3), result);
  const CustomerSegments read = read_segments(folder / "rules.h5");
  EXPECT_EQ(read.k, 2);
  EXPECT_THAT(read.names, ElementsAre("A", "Rest"));
  EXPECT_EQ(read.segments.segment, result.segment);
  EXPECT_EQ(read.ids, table.read_ids(0, 3));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace segmenta
