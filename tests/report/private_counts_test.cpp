// Noise of the distribution that the promise rests on, figures that have it, and a page that says so.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/private_counts.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "report/page_text.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

UniformBelow seeded(std::uint64_t seed) {
  return [random = std::mt19937_64(seed)](std::uint64_t n) mutable {
    return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random);
  };
}

// 60 customers in two segments; the last has more than all others.
struct Shop {
  Shop() : table({}) {
    std::vector<std::string> ids;
    std::vector<double> spend;
    for (int i = 0; i < 60; ++i) {
      ids.push_back(std::to_string(i));
      spend.push_back(i == 59 ? 1e6 : i == 0 ? -5 : i == 1 ? std::nan("") : 10.004 * i);
      segment.push_back(i < 20 ? 0 : 1);
    }
    table = TypedTable(ids);
    table.add("spend", spend);
  }
  [[nodiscard]] PrivateCounts counts(const PrivateOptions& options, std::uint64_t seed) const {
    return private_counts(table, segment, 2, options, {}, seeded(seed));
  }
  TypedTable table;
  std::vector<std::int32_t> segment;
};

void expect_laplace(std::uint64_t rate, std::uint64_t scale) {
  const UniformBelow uniform = seeded(7);
  const double q = std::exp(-static_cast<double>(rate) / static_cast<double>(scale));
  std::map<std::int64_t, int> seen;
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) ++seen[discrete_laplace(rate, scale, uniform)];
  for (std::int64_t x = -5; x <= 5; ++x) {
    const double expected = draws * (1 - q) / (1 + q) * std::pow(q, std::abs(static_cast<double>(x)));
    EXPECT_NEAR(seen[x], expected, 5 * std::sqrt(expected)) << x << " at " << rate << " / " << scale;
  }
}

TEST(DiscreteLaplace, HasTheChancesOfItsFormula) {
  expect_laplace(1, 1);
  expect_laplace(1, 3);
  expect_laplace(7, 5);
  expect_laplace(500'000, 1'000'000);
}

TEST(DiscreteLaplace, IsOfTheRightWidthForLargeScales) {
  const UniformBelow uniform = seeded(3);
  double sum = 0;
  constexpr int draws = 20'000;
  for (int i = 0; i < draws; ++i) {
    sum += std::abs(static_cast<double>(discrete_laplace(1'000'000, 100'000'000'000'000'000, uniform)));
  }
  EXPECT_NEAR(sum / draws, 1e11, 5 * 1e11 / std::sqrt(draws));
}

TEST(PrivateCounts, AreNoMoreLikelyWithACustomerThanWithout) {
  const Shop with;
  std::map<std::int64_t, double> of_twenty, of_nineteen;
  const TypedTable& table = with.table;
  std::vector<std::int32_t> moved = with.segment;
  moved[0] = 1;  // of the first segment one customer less
  const UniformBelow uniform = seeded(11);
  constexpr int draws = 40'000;
  for (int i = 0; i < draws; ++i) {
    ++of_twenty[private_counts(table, with.segment, 2, {}, {}, uniform).segments[0].customers];
    ++of_nineteen[private_counts(table, moved, 2, {}, {}, uniform).segments[0].customers];
  }
  for (std::int64_t count = 16; count <= 23; ++count) {
    const double more = of_twenty[count], less = of_nineteen[count];
    ASSERT_GT(std::min(more, less), 100) << count;
    EXPECT_LT(std::abs(std::log(more / less)), 1 + 5 / std::sqrt(std::min(more, less))) << count;
  }
}

TEST(PrivateCounts, LieWithinTheNoiseThatTheyState) {
  const Shop shop;
  constexpr int draws = 4'000;
  int counts_within = 0, totals_within = 0;
  double exact = 0;  // of the second segment
  for (int i = 20; i < 59; ++i) exact += std::round(10.004 * i * 100) / 100;
  exact += 700;
  for (int i = 0; i < draws; ++i) {
    const PrivateCounts one = shop.counts({.epsilon = 2, .value_limit = 700}, static_cast<std::uint64_t>(i));
    counts_within += std::abs(one.segments[1].customers - 40) <= one.noise_of_counts ? 1 : 0;
    totals_within += std::abs(one.segments[1].total - exact) <= one.noise_of_totals + 1e-9 ? 1 : 0;
  }
  EXPECT_GE(counts_within, 0.94 * draws);
  EXPECT_GE(totals_within, 0.94 * draws);
  EXPECT_LE(totals_within, 0.96 * draws);
}

TEST(PrivateCounts, SpendTheBudgetThatTheyState) {
  const Shop shop;
  const PrivateCounts alone = shop.counts({.epsilon = 0.5}, 1);
  EXPECT_EQ(alone.epsilon_of_counts, 0.5);
  EXPECT_EQ(alone.epsilon_of_totals, 0);
  EXPECT_TRUE(std::isnan(alone.segments[0].total));
  const PrivateCounts both = shop.counts({.epsilon = 0.5, .value_limit = 100}, 1);
  EXPECT_EQ(both.epsilon_of_counts + both.epsilon_of_totals, both.epsilon);
  EXPECT_EQ(both.value, "spend");
}

TEST(PrivateCounts, OfOptionsOutOfRangeAreRefused) {
  const Shop shop;
  EXPECT_THROW(static_cast<void>(shop.counts({.epsilon = 0}, 1)), Error);
  EXPECT_THROW(static_cast<void>(shop.counts({.epsilon = std::nan("")}, 1)), Error);
  EXPECT_THROW(static_cast<void>(shop.counts({.epsilon = 1, .value_limit = -1}, 1)), Error);
  EXPECT_THROW(static_cast<void>(shop.counts({.epsilon = 1, .value = "absent", .value_limit = 10}, 1)), Error);
}

TEST(PrivatePage, HasNoFigureButThoseOfItsData) {
  const Shop shop;
  PrivateOptions options{.epsilon = 1, .value_limit = 300};
  options.names = {"<b>Loyal", ""};
  const PrivateCounts counts = shop.counts(options, 4);
  const std::string html = private_html(counts, "Shop & more");
  EXPECT_THAT(html, HasSubstr("Shop &amp; more"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;Loyal"));
  const nlohmann::json data = testing::report_data(html);
  const std::string body = testing::body_of(html);
  const auto figures = testing::figures_of(body);
  EXPECT_GE(figures.size(), 15U);
  for (const testing::Figure& figure : figures) {
    EXPECT_EQ(figure.value, data.at(nlohmann::json::json_pointer(figure.path)).dump()) << figure.path;
  }
  const std::string prose = testing::prose_of(body);
  EXPECT_TRUE(std::ranges::none_of(prose, [](char letter) { return letter >= '0' && letter <= '9'; })) << prose;
  for (std::size_t s = 0; s < 2; ++s) {
    EXPECT_EQ(data["segments"][s]["customers"], counts.segments[s].customers);
    EXPECT_EQ(data["segments"][s]["total"], counts.segments[s].total);
  }
}

TEST(PrivatePage, WithoutTotalsSpeaksOfNone) {
  const Shop shop;
  const std::string html = private_html(shop.counts({}, 4), "Shop");
  EXPECT_THAT(html, Not(HasSubstr("total")));
}

}  // namespace
}  // namespace segmenta
