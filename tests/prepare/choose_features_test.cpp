// Which columns are features where none are named: rule by rule, by small tables.

#include <gmock/gmock.h>
#include <segmenta/choose_features.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::size_t n = 500;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> of_rows(const std::function<double(std::size_t)>& value) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(value(i));
  return values;
}

std::vector<double> spread(unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<> amounts(3, 1);
  return of_rows([&](std::size_t) { return amounts(random); });
}

std::string reason(const FeatureChoice& choice, const std::string& column) {
  const auto found = std::ranges::find(choice.left_out, column, &LeftOut::column);
  return found == choice.left_out.end() ? "not left out" : found->reason;
}

TEST(ChooseFeatures, TakeEveryNumberThatNothingSpeaksAgainst) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add("visits", spread(2));
  table.add("w", spread(3));
  table.add_text("country");
  table.add("since", spread(4));
  table.add({"first_seen", ColumnType::integer, "datetime64[ns]", {}, {}, {}}, spread(5));
  table.add({"active", ColumnType::boolean, "bool", {}, {}, {}}, of_rows([](std::size_t i) { return i % 3 == 0; }));
  const FeatureChoice choice = choose_features(table, {.weights = "w", .categories = {}}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend", "visits", "since", "active"));
  EXPECT_EQ(reason(choice, "w"), "the weights");
  EXPECT_THAT(reason(choice, "country"), HasSubstr("text"));
  EXPECT_EQ(reason(choice, "first_seen"), "a date");
  EXPECT_EQ(choice.left_out.size(), 3U);
}

TEST(ChooseFeatures, TakeWhatTheTableMarks) {
  TypedTable table = customers(n);
  Column marked{"spend", ColumnType::real, "float64", {}, {}, {}};
  marked.role = behaviour_role;
  table.add(marked, spread(1));
  table.add("average_spend", spread(2));
  const FeatureChoice choice = choose_features(table, {}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend"));
  EXPECT_THAT(reason(choice, "average_spend"), HasSubstr("does not mark it"));
}

TEST(ChooseFeatures, LeaveOutWhatIsNoBehaviourByName) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add("household_id", spread(2));
  table.add("churned", of_rows([](std::size_t i) { return i % 2; }));
  table.add("region", of_rows([](std::size_t i) { return static_cast<double>(1 + i * 7 % 5); }));
  table.add("type_b", of_rows([](std::size_t i) { return i % 2 == 0; }));  // 0 and 1: a category already
  table.add("segment_value", spread(3));                                   // no whole numbers
  const FeatureChoice choice = choose_features(table, {}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend", "type_b", "segment_value"));
  EXPECT_THAT(reason(choice, "household_id"), HasSubstr("id"));
  EXPECT_THAT(reason(choice, "churned"), HasSubstr("outcome"));
  EXPECT_THAT(reason(choice, "region"), HasSubstr("--category"));
}

TEST(ChooseFeatures, LeaveOutWhatHoldsNoDifference) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add("same", of_rows([](std::size_t) { return 7; }));
  table.add("rounded", of_rows([](std::size_t i) { return 9.99 * (1 + 1e-15 * static_cast<double>(i % 3)); }));
  table.add("close", of_rows([](std::size_t i) { return 1 + 1e-9 * static_cast<double>(i * 7 % 100); }));
  table.add("rare", of_rows([](std::size_t i) { return i % 100 == 3; }));
  table.add("gaps", of_rows([](std::size_t i) { return i % 4 == 0 ? missing : std::cos(static_cast<double>(i)); }));
  table.add("few_gaps", of_rows([](std::size_t i) { return i % 5 == 0 ? missing : std::sin(static_cast<double>(i)); }));
  const FeatureChoice choice = choose_features(table, {}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend", "close", "few_gaps"));
  EXPECT_EQ(reason(choice, "same"), "constant");
  EXPECT_EQ(reason(choice, "rounded"), "constant");
  EXPECT_EQ(reason(choice, "rare"), "the same for 99.0 % of rows");
  EXPECT_EQ(reason(choice, "gaps"), "missing for 25.0 % of rows");
}

TEST(ChooseFeatures, KeepWhatHoldsAnInfiniteValueSoThatItIsRefused) {
  for (const double infinite : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    TypedTable table = customers(n);
    table.add("visits", spread(1));
    table.add("spend", of_rows([&](std::size_t i) { return i == 7 ? infinite : std::sin(static_cast<double>(i)); }));
    EXPECT_THAT(choose_features(table, {}, {}).features, ElementsAre("visits", "spend"));
  }
}

TEST(ChooseFeatures, TellWholeNumbersThatAreTooLargeFromOneValue) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add({"stamp", ColumnType::integer, "int64", {}, {}, {}},
            of_rows([](std::size_t i) { return 0x1p53 + 2 * static_cast<double>(i * 7 % 50); }));
  EXPECT_EQ(reason(choose_features(table, {}, {}), "stamp"), "whole numbers beyond 2^53, too large to be told apart");
}

TEST(ChooseFeatures, LeaveOutWhatNumbersRowsOrIsADay) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add("Unnamed: 0", of_rows([](std::size_t i) { return static_cast<double>(i); }));
  table.add("joined", of_rows([](std::size_t i) { return 20240101 + static_cast<double>(100 * (i % 12) + i % 28); }));
  const FeatureChoice choice = choose_features(table, {}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend"));
  EXPECT_EQ(reason(choice, "Unnamed: 0"), "it numbers the rows");
  EXPECT_EQ(reason(choice, "joined"), "dates as numbers");
}

TEST(ChooseFeatures, KeepOneOfThoseThatFollowOneAnother) {
  const std::vector<double> spend = spread(1);
  TypedTable table = customers(n);
  table.add("cents", of_rows([&](std::size_t i) { return 100 * spend[i]; }));
  table.add("monetary", spend);  // means value: it stays, though it is not the first
  table.add("negative", of_rows([&](std::size_t i) { return -spend[i]; }));
  table.add("a", of_rows([](std::size_t i) { return i % 10 == 0 ? missing : std::sin(static_cast<double>(i)); }));
  table.add("b", of_rows([](std::size_t i) { return 3 + std::sin(static_cast<double>(i)); }));  // has fewer gaps
  const FeatureChoice choice = choose_features(table, {}, {});
  EXPECT_THAT(choice.features, ElementsAre("monetary", "b"));
  EXPECT_EQ(reason(choice, "cents"), "follows monetary (r = 1.000)");
  EXPECT_EQ(reason(choice, "negative"), "follows monetary (r = -1.000)");
  EXPECT_THAT(reason(choice, "a"), HasSubstr("follows b"));
}

TEST(ChooseFeatures, TakeNamedCategoriesWhateverTheyHold) {
  TypedTable table = customers(n);
  table.add("spend", spread(1));
  table.add("region", of_rows([](std::size_t i) { return static_cast<double>(1 + i * 7 % 5); }));
  table.add_text("country");
  const FeatureChoice choice = choose_features(table, {.weights = {}, .categories = {"region", "country"}}, {});
  EXPECT_THAT(choice.features, ElementsAre("spend", "region", "country"));
}

TEST(ChooseFeatures, AreNotMisledByOneExtremeRow) {
  std::vector<double> a = spread(1), b = spread(2);
  a[7] = b[7] = 1e12;
  TypedTable table = customers(n);
  table.add("a", a);
  table.add("b", b);
  EXPECT_THAT(choose_features(table, {}, {}).features, ElementsAre("a", "b"));
}

TEST(ChooseFeatures, KeepMeaningsApartThoughTheyFollowOneAnother) {
  const std::vector<double> spend = spread(1);
  TypedTable table = customers(n);
  table.add("monetary", spend);
  table.add("frequency", of_rows([&](std::size_t i) { return 2 * spend[i]; }));
  table.add("revenue", of_rows([&](std::size_t i) { return 3 * spend[i]; }));
  EXPECT_THAT(choose_features(table, {}, {}).features, ElementsAre("monetary", "frequency"));
}

TEST(ChooseFeatures, TakeNumbersAsTheyAreWithoutAScale) {
  TypedTable table = customers(n);
  table.add("a", spread(1));
  table.add("b", spread(1));
  table.add("same", of_rows([](std::size_t) { return 7; }));
  table.add("target", spread(2));
  const FeatureChoice choice = choose_features(table, {.weights = {}, .categories = {}, .unscaled = true}, {});
  EXPECT_THAT(choice.features, ElementsAre("a", "b", "same"));
}

TEST(ChooseFeatures, SayWhyNothingIsLeft) {
  TypedTable table = customers(n);
  table.add("same", of_rows([](std::size_t) { return 7; }));
  try {
    choose_features(table, {}, {});
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_THAT(error.what(), HasSubstr("same: constant"));
  }
}

TEST(ChooseFeatures, DoNotDependOnThreads) {
  TypedTable table = customers(n);
  for (unsigned j = 0; j < 20; ++j) table.add("c" + std::to_string(j), spread(j / 2));
  Context context;
  context.threads = 5;
  EXPECT_EQ(choose_features(table, {}, context).features, choose_features(table, {}, {}).features);
}

}  // namespace
}  // namespace segmenta
