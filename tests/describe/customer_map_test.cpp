// The map of customers: axes and the sample.

#include <gmock/gmock.h>
#include <segmenta/customer_map.h>
#include <segmenta/fit.h>

#include <cmath>
#include <random>

namespace segmenta {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// Far apart along the sum of two features, with noise across it.
TEST(CustomerMap, LiesAlongTheDirectionsOfMostVariance) {
  std::vector<double> values;
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 6000; ++i) {
    const double along = 5 * normal(random);
    const double across = normal(random);
    values.insert(values.end(), {along + across, along - across});
  }
  const MemoryTable table({"a", "b"}, values);
  FitOptions options;
  options.k = {3, 3};
  options.prepare.scale = Scale::none;
  options.prepare.log = Log::none;
  const FitResult fitted = fit(table, options, {});
  const CustomerMap map = customer_map(table, fitted.model, fitted.segments.segment, {});
  EXPECT_THAT(map.directions[0], ElementsAre(DoubleNear(std::sqrt(0.5), 0.02), DoubleNear(std::sqrt(0.5), 0.02)));
  EXPECT_NEAR(map.directions[0][0] * map.directions[1][0] + map.directions[0][1] * map.directions[1][1], 0, 1e-12);
  EXPECT_NEAR(map.explained[0], 25.0 / 26, 0.005);
  EXPECT_NEAR(map.explained[0] + map.explained[1], 1, 1e-12);
  // The sample has as many of each segment as its share, and 40 more.
  std::vector<std::int64_t> sampled(3);
  for (const auto& customer : map.sample) ++sampled[static_cast<std::size_t>(customer.segment)];
  for (std::size_t s = 0; s < 3; ++s) EXPECT_EQ(sampled[s], 40 + 2000 * fitted.model.sizes[s] / 6000);
  Context one;
  one.threads = 1;
  const CustomerMap again = customer_map(table, fitted.model, fitted.segments.segment, one);
  EXPECT_EQ(map.sample[7].at.x, again.sample[7].at.x) << "depends on the threads";
  EXPECT_EQ(map.explained, again.explained);
}

TEST(CustomerMap, OfOneFeatureIsALine) {
  const std::vector<double> values{1, 2, 3, 10, 11, 12};
  const MemoryTable table({"a"}, values);
  FitOptions options;
  options.k = {2, 2};
  const FitResult fitted = fit(table, options, {});
  const CustomerMap map = customer_map(table, fitted.model, fitted.segments.segment, {});
  EXPECT_THAT(map.sample, SizeIs(6));
  for (const auto& customer : map.sample) EXPECT_EQ(customer.at.y, 0);
  EXPECT_EQ(map.explained[1], 0);
}

}  // namespace
}  // namespace segmenta
