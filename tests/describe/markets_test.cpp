// Segments by market of six customers by hand, and of many against plain sums.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/markets.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> names(const std::vector<Market>& markets) {
  std::vector<std::string> result;
  for (const Market& market : markets) result.push_back(market.name);
  return result;
}

// Six customers in two segments, of three countries; the spend of one is missing.
class SixCustomers : public testing::Test {
 protected:
  SixCustomers() {
    table.add("spend", {1, 2, 3, 6, 8, missing});
    table.add_text("country", {"Spain", "France", "Spain", "", "France", "Spain"});
    table.add("same", {7, 7, 7, 7, 7, 7});
  }
  [[nodiscard]] MarketProfile by(const std::string& column, const std::vector<std::string>& columns = {"spend"}) const {
    return profile_markets(table, column, columns, {0, 0, 0, 0, 1, 1}, 2, {});
  }

  TypedTable table = customers(6);
};

TEST_F(SixCustomers, AreSharedOutByMarketTheLargestFirst) {
  const MarketProfile result = by("country");
  EXPECT_EQ(result.by, "country");
  EXPECT_THAT(names(result.markets), ElementsAre("Spain", "France", "(missing)"));
  EXPECT_EQ(result.markets[0].size, 3);
  EXPECT_EQ(result.markets[0].segments[0].size, 2);
  EXPECT_DOUBLE_EQ(result.markets[0].segments[0].share, 2.0 / 3);
  EXPECT_DOUBLE_EQ(result.markets[1].segments[1].share, 0.5);
  EXPECT_EQ(result.markets[2].segments[1].size, 0);
}

// Spend 1, 2, 3, 6, 8: mean 4, population variance 6.8; segment 0 has mean 3.
TEST_F(SixCustomers, DifferFromTheirSegmentInStandardDeviations) {
  const MarketProfile result = by("country");
  const MarketSegment& spain = result.markets[0].segments[0];
  EXPECT_DOUBLE_EQ(spain.means[0], 2);
  EXPECT_DOUBLE_EQ(spain.differences[0], -1 / std::sqrt(6.8));
  EXPECT_DOUBLE_EQ(spain.largest_difference, 1 / std::sqrt(6.8));
  EXPECT_DOUBLE_EQ(result.markets[2].segments[0].differences[0], 3 / std::sqrt(6.8));
  EXPECT_THAT(result.markets[0].segments[1].means[0], IsNan()) << "its only spend is missing";
  EXPECT_THAT(result.markets[2].segments[1].largest_difference, IsNan()) << "nobody there";
}

TEST_F(SixCustomers, DoNotDifferByAConstant) {
  const MarketProfile result = by("country", {"same", "spend"});
  EXPECT_THAT(result.markets[0].segments[0].differences[0], IsNan());
  EXPECT_EQ(result.markets[0].segments[0].largest_feature, 1U);
}

TEST_F(SixCustomers, AreTooFewToMeanSomethingElse) {
  const MarketSegment missing_market = by("country").markets[2].segments[0];
  EXPECT_GT(missing_market.largest_difference, medium_difference);
  EXPECT_FALSE(missing_market.means_something_else);
}

TEST_F(SixCustomers, HaveMarketsByIntegerAndBoolean) {
  table.add("shop", {10, 2, 10, 2, 2, missing});
  table.add("online", {1, 0, 1, 1, 0, 1});
  table.retype("shop", ColumnType::integer);
  table.retype("online", ColumnType::boolean);
  EXPECT_THAT(names(by("shop").markets), ElementsAre("2", "10", "(missing)"));
  EXPECT_THAT(names(by("online").markets), ElementsAre("true", "false"));
  EXPECT_TRUE(by("shop", {"shop", "country"}).features.empty()) << "neither the market itself nor text has a mean";
}

TEST(Markets, AreBySizeThenByName) {
  TypedTable table = customers(5);
  table.add_text("country", {"b", "c", "a", "c", "d"});
  EXPECT_THAT(names(profile_markets(table, "country", {}, {0, 0, 0, 0, 0}, 1, {}).markets),
              ElementsAre("c", "a", "b", "d"));
}

TEST(Markets, AreAtMostFifty) {
  TypedTable table = customers(51);
  std::vector<std::string> fifty, more;
  for (int i = 0; i < 51; ++i) {
    more.push_back(fmt::format("market {}", i));
    fifty.push_back(i < 50 ? more.back() : "");
  }
  table.add_text("fifty", fifty);
  table.add_text("more", more);
  table.add("real", std::vector<double>(51, 1.5));
  const std::vector<std::int32_t> labels(51);
  EXPECT_EQ(profile_markets(table, "fifty", {}, labels, 1, {}).markets.size(), 51U) << "with those of no market";
  const auto refused = [&](const std::string& by) {
    try {
      profile_markets(table, by, {}, labels, 1, {});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refused("more"), HasSubstr("Column 'more' of customers.h5 does not tell markets (it has more than 50"));
  EXPECT_THAT(refused("real"), HasSubstr("real numbers"));
  EXPECT_THAT(refused("nothing"), HasSubstr("no column 'nothing'"));
}

// 29 or 30 customers of a market whose segment lies half a deviation off, or a little less.
TEST(Markets, MeanSomethingElseFromThirtyCustomersAndAHalfDeviation) {
  const auto is_told = [](std::size_t there, double shift) {
    TypedTable table = customers(there + 1000);
    std::vector<double> values(there, shift);
    std::vector<std::string> country(there, "there");
    for (std::size_t i = 0; i < 1000; ++i) {
      values.push_back(i % 2 == 0 ? -1 : 1);
      country.emplace_back("here");
    }
    table.add("x", values);
    table.add_text("country", country);
    const std::vector<std::int32_t> labels(there + 1000);
    return profile_markets(table, "country", {"x"}, labels, 1, {}).markets[1].segments[0].means_something_else;
  };
  EXPECT_TRUE(is_told(30, 0.6));
  EXPECT_TRUE(is_told(30, -0.6));
  EXPECT_FALSE(is_told(29, 0.6));
  EXPECT_FALSE(is_told(30, 0.45));
}

// Of 30 customers with half a deviation of noise about a market's mean: it is told or not by how sure that mean is.
TEST(Markets, MeanSomethingElseOnlyWhereThatIsMoreThanChance) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  constexpr std::size_t rows = 40'000, markets = 40, features = 8;
  TypedTable table = customers(rows);
  std::vector<std::string> country;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < rows; ++i) {
    // Most customers are in one market, so that the others have some 30 in each segment, where means scatter.
    country.push_back(i % 8 == 0 ? fmt::format("market {}", random() % markets) : "large");
    labels.push_back(static_cast<std::int32_t>(random() % 2));
  }
  table.add_text("country", country);
  std::vector<std::string> columns;
  for (std::size_t j = 0; j < features; ++j) {
    std::vector<double> values(rows);
    // Few spend much: half a deviation is soon reached by one customer.
    for (double& value : values) value = std::exp(1.5 * normal(random));
    columns.push_back(fmt::format("f{}", j));
    table.add(columns.back(), values);
  }
  const auto told = [&] {
    std::size_t told = 0, large = 0;
    for (const Market& market : profile_markets(table, "country", columns, labels, 2, {}).markets) {
      for (const MarketSegment& segment : market.segments) {
        told += segment.means_something_else ? 1 : 0;
        large += segment.largest_difference >= medium_difference ? 1 : 0;
      }
    }
    EXPECT_GE(large, 5U) << "chance makes some large differences";
    return told;
  };
  EXPECT_LE(told(), 1U);
  std::vector<double> shifted(rows);
  for (std::size_t i = 0; i < rows; ++i) shifted[i] = normal(random) + (country[i] == "market 7" ? 2 : 0);
  columns.emplace_back("shifted");
  table.add("shifted", shifted);
  EXPECT_GE(told(), 2U) << "both segments of market 7";
}

TEST(Markets, OfFewCustomersAreTakenTogetherBesideLargerOnes) {
  TypedTable table = customers(60);
  std::vector<std::string> country(30, "DE");
  for (int i = 0; i < 30; ++i) country.push_back(i < 20 ? fmt::format("market {}", i) : "");
  table.add_text("country", country);
  const MarketProfile result = profile_markets(table, "country", {}, std::vector<std::int32_t>(60), 1, {});
  EXPECT_THAT(names(result.markets), ElementsAre("DE", "(missing)", "(20 others)"));
  EXPECT_EQ(result.markets[2].size, 20);
}

// Against plain sums; several blocks.
TEST(Markets, AreThePlainDefinitionAtAnyNumberOfThreads) {
  constexpr std::size_t rows = 140'000;
  constexpr int k = 3;
  std::vector<double> x(rows);
  std::vector<std::string> country(rows);
  std::vector<std::int32_t> labels(rows);
  double sum = 0, squares = 0;
  std::map<int, std::pair<double, double>> segment;
  std::map<std::pair<std::string, int>, std::pair<double, double>> cell;
  for (std::size_t i = 0; i < rows; ++i) {
    x[i] = std::sin(static_cast<double>(i)) + static_cast<double>(i % 7);
    country[i] = std::string(1, static_cast<char>('a' + i % 5));
    labels[i] = static_cast<std::int32_t>(i * i % 11 % k);
    sum += x[i];
    squares += x[i] * x[i];
    segment[labels[i]].first += x[i];
    segment[labels[i]].second += 1;
    cell[{country[i], labels[i]}].first += x[i];
    cell[{country[i], labels[i]}].second += 1;
  }
  const double deviation = std::sqrt(squares / rows - sum / rows * (sum / rows));
  TypedTable table = customers(rows);
  table.add("x", x);
  table.add_text("country", country);
  Context four;
  four.threads = 4;
  const MarketProfile result = profile_markets(table, "country", {"x"}, labels, k, four);
  const MarketProfile same = profile_markets(table, "country", {"x"}, labels, k, {});
  ASSERT_EQ(result.markets.size(), 5U);
  for (std::size_t m = 0; m < 5; ++m) {
    for (std::size_t s = 0; s < k; ++s) {
      const auto [total, count] = cell.at({result.markets[m].name, static_cast<int>(s)});
      const auto [all, of_all] = segment.at(static_cast<int>(s));
      const MarketSegment& found = result.markets[m].segments[s];
      EXPECT_EQ(static_cast<double>(found.size), count);
      EXPECT_NEAR(found.means[0], total / count, 1e-10);
      EXPECT_NEAR(found.differences[0], (total / count - all / of_all) / deviation, 1e-9);
      EXPECT_EQ(found.differences[0], same.markets[m].segments[s].differences[0]);
    }
  }
}

}  // namespace
}  // namespace segmenta
