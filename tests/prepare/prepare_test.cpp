// Preparation by its formulas, what it refuses, and that it does not depend on threads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/prepare.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <utility>

#include "prepare/text_table.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

PrepareOptions plain(Scale scale) {
  PrepareOptions options;
  options.scale = scale;
  options.log = Log::none;
  return options;
}

PreparedRows prepare_column(const std::vector<double>& values, const PrepareOptions& options) {
  const MemoryTable table({"x"}, values);
  return prepare(table, {"x"}, options, "", {});
}

std::vector<float> values_of(const Rows& rows) { return {rows.row(0), rows.row(0) + rows.rows() * rows.features()}; }

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "no error";
}

TEST(Prepare, ZscoreHasMeanZeroAndPopulationDeviationOne) {
  const auto [preparation, rows] = prepare_column({2, 4, 4, 4, 5, 5, 7, 9}, plain(Scale::zscore));
  EXPECT_DOUBLE_EQ(preparation.features[0].center, 5);
  EXPECT_DOUBLE_EQ(preparation.features[0].scale, 2);
  EXPECT_THAT(values_of(rows), ElementsAre(-1.5F, -0.5F, -0.5F, -0.5F, 0, 0, 1, 2));
}

TEST(Prepare, RobustTakesMedianAndInterquartileRange) {
  const auto [preparation, rows] = prepare_column({1, 2, 3, 4, 100}, plain(Scale::robust));
  EXPECT_EQ(preparation.features[0].center, 3);
  EXPECT_EQ(preparation.features[0].scale, 2);
}

TEST(Prepare, MinmaxMapsToZeroAndOne) {
  EXPECT_THAT(values_of(prepare_column({10, 15, 20}, plain(Scale::minmax)).rows), ElementsAre(0, 0.5F, 1));
}

TEST(Prepare, NoneKeepsUnitsAndCenters) {
  const auto [preparation, rows] = prepare_column({1e6, 1e6 + 1, 1e6 + 2}, plain(Scale::none));
  EXPECT_EQ(preparation.features[0].scale, 1);
  EXPECT_EQ(preparation.features[0].center, 1e6 + 1);
  EXPECT_THAT(values_of(rows), ElementsAre(-1, 0, 1));
}

TEST(Prepare, LogsSkewedFeatures) {
  std::mt19937 random(3);
  std::lognormal_distribution<> skewed;
  std::normal_distribution<> even;
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.insert(values.end(), {skewed(random), even(random), -skewed(random)});
  const MemoryTable table({"skewed", "even", "negative"}, values);
  const PreparedRows prepared = prepare(table, {"skewed", "even", "negative"}, {}, "", {});
  EXPECT_EQ(prepared.preparation.features[0].transform, Transform::log1p);
  EXPECT_EQ(prepared.preparation.features[1].transform, Transform::identity);
  EXPECT_EQ(prepared.preparation.features[2].transform, Transform::signed_log1p);
  EXPECT_THAT(prepared.preparation.features[0].reason, HasSubstr("skewness"));
}

TEST(Prepare, AFewRefundsDoNotKeepAColumnFromItsLog) {
  std::mt19937 random(8);
  std::lognormal_distribution<> skewed(3, 1);
  std::vector<double> values(1500);
  for (double& x : values) x = skewed(random);
  for (std::size_t i = 0; i < values.size(); i += 250) values[i] = -60;
  const PreparedFeature feature = prepare_column(values, {}).preparation.features[0];
  EXPECT_EQ(feature.transform, Transform::signed_log1p);
  EXPECT_GE(feature.rows_limited, 6) << "the refunds are a tail";
  EXPECT_GT(feature.lower, -60);
}

TEST(Prepare, LimitsTailsUnlessToldHow) {
  std::mt19937 random(9);
  std::normal_distribution<> normal;
  std::vector<double> values(1000);
  for (double& x : values) x = normal(random);
  values[500] = 1e6;
  const PreparedRows limited = prepare_column(values, {});
  EXPECT_EQ(limited.preparation.features[0].transform, Transform::identity) << "one value makes no skewness";
  EXPECT_LT(limited.rows.magnitude[0], 5);
  EXPECT_GE(limited.preparation.features[0].rows_limited, 1);
  EXPECT_LE(limited.preparation.features[0].rows_limited, 5);
  PrepareOptions options;
  options.clip_percent = 0;
  EXPECT_EQ(prepare_column(values, options).preparation.features[0].rows_limited, 0);
  for (const Scale scale : {Scale::zscore, Scale::none}) {
    EXPECT_EQ(prepare_column(values, plain(scale)).preparation.features[0].rows_limited, 0) << "--log none";
  }
}

TEST(Prepare, TwoValuesAreTakenAsTheyAre) {
  std::vector<double> values(1000, 0.0);
  for (std::size_t i = 0; i < values.size(); i += 30) values[i] = 1;
  const PreparedFeature feature = prepare_column(values, {}).preparation.features[0];
  EXPECT_EQ(feature.transform, Transform::identity);
  EXPECT_EQ(feature.rows_limited, 0);
  EXPECT_EQ(feature.reason, "two values");
}

TEST(Prepare, LogOfANegativeFeatureIsSigned) {
  PrepareOptions options;
  options.log = Log::named;
  options.log_features = {"x"};
  const auto [preparation, rows] = prepare_column({-1, 2, 1}, options);
  EXPECT_EQ(preparation.features[0].transform, Transform::signed_log1p);
  EXPECT_FLOAT_EQ(rows.row(0)[0] + rows.row(2)[0],
                  static_cast<float>(-2 * preparation.features[0].center / preparation.features[0].scale));
}

TEST(Prepare, NewValuesBelowALogCountAsTheLowestSeen) {
  std::vector<double> values;
  for (int i = 0; i < 300; ++i) values.push_back(std::exp(i / 40.0));
  const PreparedRows prepared = prepare_column(values, {});
  ASSERT_EQ(prepared.preparation.features[0].transform, Transform::log1p);
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  const std::vector<double> later{-50, 1, 20, -1};
  const Rows rows = prepare_with(MemoryTable({"x"}, later), prepared.preparation, "", context);
  EXPECT_EQ(rows.row(0)[0], rows.row(1)[0]);
  EXPECT_EQ(rows.row(3)[0], rows.row(1)[0]);
  EXPECT_LT(rows.row(1)[0], rows.row(2)[0]);
  EXPECT_THAT(notes, HasSubstr("2 rows have a 'x' below 0"));
}

TEST(Prepare, ModelsOfNoLowerLimitSayThatTheyTakeALog) {
  PreparedRows prepared = prepare_column({1, 2, 900, 1e6}, {});
  PreparedFeature& feature = prepared.preparation.features[0];
  feature.transform = Transform::log1p;
  feature.lower = -std::numeric_limits<double>::infinity();
  const std::vector<double> later{-50, 1};
  const MemoryTable table({"x"}, later);
  EXPECT_THAT(message_of([&] { prepare_with(table, prepared.preparation, "", {}); }), HasSubstr("log(1 + x)"));
}

TEST(Prepare, RoundingIsNoSpread) {
  std::vector<double> rounded, small;
  for (int i = 0; i < 100; ++i) {
    rounded.push_back(0.7 * (1 + 1e-16 * (i % 4)));
    small.push_back(0.7 * (1 + 1e-9 * (i % 4)));
  }
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax}) {
    EXPECT_THAT(message_of([&] { prepare_column(rounded, plain(scale)); }), HasSubstr("constant"));
    EXPECT_EQ(prepare_column(small, plain(scale)).preparation.features.size(), 1U);
  }
  EXPECT_EQ(prepare_column(rounded, plain(Scale::none)).preparation.features.size(), 1U);
}

TEST(Prepare, SaysWhereFloat32CannotTellValuesApart) {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(i % 17);
  values.push_back(1e12);
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  const MemoryTable table({"x"}, values);
  prepare(table, {"x"}, plain(Scale::zscore), "", context);
  EXPECT_THAT(notes, HasSubstr("'x' lie too close together"));
  notes.clear();
  prepare(table, {"x"}, {}, "", context);
  EXPECT_EQ(notes, "") << "its tail is limited";
}

TEST(Prepare, MissingValuesHaveALevelOfTheirOwn) {
  std::vector<double> often(100, 5.0), rarely(100, 5.0);
  for (std::size_t i = 0; i < 100; ++i) often[i] = rarely[i] = static_cast<double>(i * 37 % 100);
  for (std::size_t i = 0; i < 100; i += 20) often[i] = missing;
  rarely[3] = missing;
  const auto [preparation, rows] = prepare_column(often, {});
  EXPECT_THAT(preparation.names(), ElementsAre("x", "x_missing"));
  EXPECT_EQ(preparation.features[0].rows_missing, 5);
  EXPECT_GT(rows.row(0)[1], rows.row(1)[1]);
  EXPECT_FALSE(rows.has_missing);
  EXPECT_THAT(prepare_column(rarely, {}).preparation.names(), ElementsAre("x")) << "a flag of 1 % would be a segment";
}

TEST(Prepare, NewGapsTakeTheMedianAndAreCounted) {
  const PreparedRows prepared = prepare_column({1, 2, 3, 4, 5}, {});
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  const std::vector<double> later{missing, 3};
  const Rows rows = prepare_with(MemoryTable({"x"}, later), prepared.preparation, "", context);
  EXPECT_EQ(rows.row(0)[0], rows.row(1)[0]);
  EXPECT_THAT(notes, HasSubstr("1 rows have no 'x'"));
}

TEST(Prepare, CodesBecomeCategoriesWhereAsked) {
  TypedTable table = customers(4);
  table.add("region", {3, 1, 3, missing});
  PrepareOptions options;
  options.categories = {"region"};
  const auto [preparation, rows] = prepare(table, {"region"}, options, "", {});
  EXPECT_THAT(preparation.names(), ElementsAre("region=1", "region=3"));
  EXPECT_GT(rows.row(0)[1], rows.row(1)[1]);
  EXPECT_LT(rows.row(3)[0], 0) << "missing is none of them";
  EXPECT_EQ(values_of(prepare_with(table, preparation, "", {})), values_of(rows));
}

TEST(Prepare, ClipLimitsToPercentiles) {
  std::vector<double> values;
  for (int i = 0; i <= 100; ++i) values.push_back(i == 100 ? 1e9 : i);
  PrepareOptions options = plain(Scale::minmax);
  options.clip_percent = 10;
  const auto [preparation, rows] = prepare_column(values, options);
  EXPECT_DOUBLE_EQ(preparation.features[0].lower, 10);
  EXPECT_DOUBLE_EQ(preparation.features[0].upper, 90);
  EXPECT_EQ(rows.row(100)[0], 1);
  EXPECT_EQ(rows.row(0)[0], 0);
}

TEST(Prepare, MissingValuesAreRefusedByColumnAndRow) {
  PrepareOptions options = plain(Scale::zscore);
  options.missing = Missing::error;
  const std::string message = message_of([&] { prepare_column({1, missing, 3}, options); });
  EXPECT_THAT(message, HasSubstr("column 'x'"));
  EXPECT_THAT(message, HasSubstr("1 of 3 rows, the first is row 1"));
  EXPECT_THAT(message, HasSubstr("--missing auto"));
}

TEST(Prepare, MissingValuesTakeTheMedianAndAFlag) {
  PrepareOptions options = plain(Scale::none);
  options.missing = Missing::median;
  options.missing_flags = true;
  const auto [preparation, rows] = prepare_column({1, missing, 3, 2}, options);
  EXPECT_EQ(preparation.features[0].fill, 2);
  EXPECT_THAT(preparation.names(), ElementsAre("x", "x_missing"));
  EXPECT_EQ(rows.row(1)[0], rows.row(3)[0]);
  EXPECT_GT(rows.row(1)[1], rows.row(0)[1]);
  EXPECT_FALSE(rows.has_missing);
}

TEST(Prepare, MissingValuesStayWithPartialDistances) {
  PrepareOptions options = plain(Scale::zscore);
  options.missing = Missing::partial;
  const std::vector<double> values1{1, 2, missing, 3, 3, 5};
  const MemoryTable table({"x", "y"}, values1);
  const auto [preparation, rows] = prepare(table, {"x", "y"}, options, "", {});
  EXPECT_TRUE(rows.has_missing);
  EXPECT_TRUE(std::isnan(rows.row(1)[0]));
  EXPECT_EQ(preparation.features[0].center, 2);
  const std::vector<double> values2{1, 2, missing, missing, 3, 5};
  const MemoryTable empty({"x", "y"}, values2);
  EXPECT_THAT(message_of([&] { prepare(empty, {"x", "y"}, options, "", {}); }), HasSubstr("Row 1"));
}

TEST(Prepare, InfinitiesAreRefusedByColumnAndRow) {
  const std::string message = message_of([] {
    prepare_column({1, 2, std::numeric_limits<double>::infinity()}, plain(Scale::zscore));
  });
  EXPECT_THAT(message, HasSubstr("column 'x'"));
  EXPECT_THAT(message, HasSubstr("row 2"));
}

TEST(Prepare, ConstantFeaturesAreLeftOutWithANote) {
  const std::vector<double> values3{1, 7, 2, 7, 3, 7};
  const MemoryTable table({"x", "same"}, values3);
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  EXPECT_THAT(prepare(table, {"x", "same"}, {}, "", context).preparation.names(), ElementsAre("x"));
  EXPECT_THAT(notes, HasSubstr("same"));
  EXPECT_THAT(prepare(table, {"x", "same"}, plain(Scale::none), "", context).preparation.names(),
              ElementsAre("x", "same"));
  EXPECT_THAT(message_of([&] { prepare(table, {"same"}, {}, "", context); }),
              HasSubstr("no feature is left: same: constant"));
}

TEST(Prepare, WholeNumbersThatAreTooLargeAreNotCalledConstant) {
  TypedTable table = customers(4);
  const std::string reason = "whole numbers beyond 2^53, too large to be told apart";
  table.add("spend", {1, 7, 2, 7});
  table.add({"customer", ColumnType::integer, "int64", {}, {}, {}}, {0x1p53 + 2, 0x1p53 + 4, 0x1p53 + 8, 0x1p53 + 6});
  table.add({"one_double", ColumnType::integer, "int64", {}, {}, {}}, {0x1p60, 0x1p60, 0x1p60, 0x1p60});
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note + "\n"; };
  const Preparation prepared = prepare(table, {"spend", "customer", "one_double"}, {}, "", context).preparation;
  EXPECT_THAT(prepared.names(), ElementsAre("spend"));
  EXPECT_EQ(prepared.left_out[0].reason, reason);
  EXPECT_EQ(prepared.left_out[1].reason, reason) << "64 bits may differ where 53 do not";
  EXPECT_THAT(notes, HasSubstr("features are left out: customer: " + reason));
}

TEST(Prepare, CategoriesBecomeOneHot) {
  const TextTable table("country", {"UK", "FR", "UK", "DE"});
  PrepareOptions options;
  options.category_weight = 2;
  const auto [preparation, rows] = prepare(table, {"country"}, options, "", {});
  EXPECT_THAT(preparation.names(), ElementsAre("country=DE", "country=FR", "country=UK"));
  EXPECT_THAT(std::vector<float>(rows.row(0), rows.row(0) + 3), ElementsAre(-0.5F, -0.5F, 1));
  EXPECT_THAT(std::vector<float>(rows.row(3), rows.row(3) + 3), ElementsAre(1.5F, -0.5F, -1));
}

TEST(Prepare, NewCategoriesAreNoted) {
  const TextTable table("country", {"UK", "FR"});
  const PreparedRows prepared = prepare(table, {"country"}, {}, "", {});
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  prepare_with(TextTable("country", {"UK", "NL"}), prepared.preparation, "", context);
  EXPECT_THAT(notes, HasSubstr("1 rows have a value of 'country'"));
}

TEST(Prepare, CosineScalesRowsToLengthOne) {
  PrepareOptions options = plain(Scale::none);
  options.metric = Metric::cosine;
  const std::vector<double> values4{3, 4, 30, 40, 0, 5};
  const MemoryTable table({"x", "y"}, values4);
  const auto [preparation, rows] = prepare(table, {"x", "y"}, options, "", {});
  EXPECT_THAT(values_of(rows), ElementsAre(0.6F, 0.8F, 0.6F, 0.8F, 0, 1));
}

TEST(Prepare, NewRowsArePreparedAsTheOldOnesWere) {
  std::mt19937 random(4);
  std::lognormal_distribution<> skewed;
  std::vector<double> values(3000);
  for (double& x : values) x = skewed(random);
  values[17] = missing;
  const MemoryTable table({"a", "b", "c"}, values);
  PrepareOptions options;
  options.clip_percent = 1;
  options.missing = Missing::median;
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax, Scale::none}) {
    options.scale = scale;
    const auto [preparation, rows] = prepare(table, {"a", "b", "c"}, options, "", {});
    EXPECT_EQ(values_of(prepare_with(table, preparation, "", {})), values_of(rows));
  }
}

TEST(Prepare, AConstantAddedToAFeatureDoesNotShow) {
  std::mt19937 random(5);
  std::normal_distribution<> normal;
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax, Scale::none}) {
    std::vector<double> values(4000);
    for (double& x : values) x = std::ldexp(std::nearbyint(std::ldexp(normal(random), 20)), -20);
    const std::vector<float> before = values_of(prepare_column(values, plain(scale)).rows);
    for (const double offset : {1e4, -1e6}) {
      std::vector<double> moved = values;
      for (double& x : moved) x += offset;  // exact: the values have 20 binary places
      EXPECT_EQ(values_of(prepare_column(moved, plain(scale)).rows), before);
    }
  }
}

TEST(Prepare, WeightsCountAsCopies) {
  std::mt19937 random(6);
  std::lognormal_distribution<> skewed;
  std::vector<double> weighted;
  std::vector<double> copies;
  for (int i = 0; i < 500; ++i) {
    const double x = skewed(random);
    weighted.insert(weighted.end(), {x, static_cast<double>(i % 3)});
    for (int copy = 0; copy < i % 3; ++copy) copies.push_back(x);
  }
  PrepareOptions options;
  for (const auto& [scale, percent] : std::vector<std::pair<Scale, std::optional<double>>>{
           {Scale::zscore, 2}, {Scale::robust, 2}, {Scale::zscore, std::nullopt}}) {
    options.scale = scale;
    options.clip_percent = percent;
    const MemoryTable table({"x", "w"}, weighted);
    const PreparedFeature by_weight = prepare(table, {"x"}, options, "w", {}).preparation.features[0];
    const PreparedFeature by_copies = prepare_column(copies, options).preparation.features[0];
    EXPECT_EQ(by_weight.center, by_copies.center);
    EXPECT_EQ(by_weight.scale, by_copies.scale);
    EXPECT_EQ(by_weight.lower, by_copies.lower);
    EXPECT_EQ(by_weight.upper, by_copies.upper);
    EXPECT_EQ(by_weight.quantum, by_copies.quantum);
    EXPECT_EQ(by_weight.transform, by_copies.transform);
  }
}

TEST(Prepare, TheScaleOfWeightsDoesNotMatter) {
  PrepareOptions options;
  options.scale = Scale::robust;
  options.clip_percent = 10;
  const auto feature_by = [&](double factor) {
    std::vector<double> values;
    for (int i = 0; i < 50; ++i) values.insert(values.end(), {static_cast<double>(i * i), factor * (1 + i % 3)});
    const MemoryTable table({"x", "w"}, values);
    return prepare(table, {"x"}, options, "w", {}).preparation.features[0];
  };
  const PreparedFeature reference = feature_by(1);
  for (const double factor : {0.01, 0.1, 3.0}) {
    EXPECT_EQ(feature_by(factor).center, reference.center) << factor;
    EXPECT_EQ(feature_by(factor).lower, reference.lower) << factor;
    EXPECT_EQ(feature_by(factor).upper, reference.upper) << factor;
  }
}

TEST(Prepare, RangesAreOfRowsThatCount) {
  PrepareOptions options = plain(Scale::minmax);
  const std::vector<double> values{-500, 0, 2, 1, 4, 1, 6, 1, 900, 0};
  const MemoryTable table({"x", "w"}, values);
  const PreparedFeature feature = prepare(table, {"x"}, options, "w", {}).preparation.features[0];
  EXPECT_EQ(feature.center, 2);
  EXPECT_EQ(feature.scale, 4);
}

TEST(Prepare, ValuesOfExtremeMagnitudeTakeACommonPowerOfTwo) {
  for (const double factor : {1e-300, 1e-30, 1e30}) {
    const auto [preparation, rows] = prepare_column({1 * factor, 2 * factor, 4 * factor}, plain(Scale::none));
    EXPECT_NE(preparation.exponent, 0);
    EXPECT_EQ(preparation.features[0].scale, std::ldexp(1.0, -preparation.exponent));
    EXPECT_LT(rows.magnitude[0], 4);
    EXPECT_GT(rows.magnitude[0], 0.5);
  }
}

TEST(Prepare, OneAnswerOnAnyNumberOfThreads) {
  std::mt19937 random(7);
  std::lognormal_distribution<> skewed;
  std::vector<double> values(3 * 200000);
  for (double& x : values) x = skewed(random);
  const MemoryTable table({"a", "b", "c"}, values);
  std::vector<float> expected;
  for (const int threads : {1, 2, 5}) {
    Context context;
    context.threads = threads;
    const std::vector<float> actual = values_of(prepare(table, {"a", "b", "c"}, {}, "", context).rows);
    if (threads == 1) expected = actual;
    EXPECT_EQ(actual, expected);
  }
}

TEST(DefaultFeatures, AreTheNumbersButNoWeightsTextOrDates) {
  TypedTable table(std::vector<std::int64_t>{1});
  table.add({"spend", ColumnType::real, "float64", {}, {}, {}});
  table.add({"since", ColumnType::integer, "datetime64[ns]", {}, {}, {}});
  table.add({"w", ColumnType::real, "float64", {}, {}, {}});
  table.add_text("country");
  table.add({"active", ColumnType::boolean, "bool", {}, {}, {}});
  EXPECT_THAT(default_features(table, "w"), ElementsAre("spend", "active"));
}

TEST(Prepare, RestoresOriginalUnits) {
  PreparedFeature feature;
  feature.transform = Transform::log1p;
  feature.center = 2;
  feature.scale = 3;
  EXPECT_NEAR(feature.restore(feature.prepare(41.5)), 41.5, 1e-12);
  feature.transform = Transform::signed_log1p;
  EXPECT_NEAR(feature.restore(feature.prepare(-41.5)), -41.5, 1e-12);
}

}  // namespace
}  // namespace segmenta
