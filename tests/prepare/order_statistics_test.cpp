// Order statistics against sorting, whatever the values are.

#include "prepare/order_statistics.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace segmenta {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(OrderStatistics, AreTheNeighboursOfAPosition) {
  const std::vector<double> values{5, missing, 1, 9, 3}, positions{0, 1.5, 3};
  const std::vector<Neighbours> found = order_statistics(values, 4, positions);
  EXPECT_EQ(found[0].low, 1);
  EXPECT_EQ(found[0].high, 3);
  EXPECT_EQ(found[1].low, 3);
  EXPECT_EQ(found[1].high, 5);
  EXPECT_EQ(found[2].low, 9);
  EXPECT_EQ(found[2].high, 9) << "there is none above";
}

// Against sorting, for many values of every kind: even, with ties, skewed, with outliers, ascending, constant.
TEST(OrderStatistics, AreThoseOfSortingWhateverTheValues) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {100U, 40'000U, 300'001U}) {
    for (int kind = 0; kind < 6; ++kind) {
      std::vector<double> values;
      for (std::size_t i = 0; i < n; ++i) {
        const double x = normal(random);
        const double by_kind[] = {
            x, std::round(x), std::exp(3 * x), i % 1000 == 7 ? infinity : x, static_cast<double>(i), 4.0};
        values.push_back(i % 10 == 3 && kind % 2 == 1 ? missing : by_kind[kind]);
      }
      std::vector<double> sorted = values;
      std::erase_if(sorted, [](double value) { return std::isnan(value); });
      std::ranges::sort(sorted);
      const auto last = static_cast<double>(sorted.size() - 1);
      const std::vector<double> positions{0, 0.05 * last, 0.25 * last, 0.5 * last, 0.501 * last, 0.95 * last, last};
      const auto found = order_statistics(values, static_cast<std::int64_t>(sorted.size()), positions);
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto rank = static_cast<std::size_t>(positions[i]);
        EXPECT_EQ(found[i].low, sorted[rank]) << n << " of kind " << kind << ", position " << i;
        EXPECT_EQ(found[i].high, sorted[std::min(rank + 1, sorted.size() - 1)]);
      }
    }
  }
}

}  // namespace
}  // namespace segmenta
