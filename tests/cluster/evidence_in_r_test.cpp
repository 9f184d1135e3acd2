// The gap statistic and the stability of classic data sets, beside the R packages cluster and fpc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/fit.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "segments/classics.h"

namespace segmenta {
namespace {

// R 4.2.2, cluster 2.1.4, on standardised data (population standard deviation):
//   clusGap(x, function(x, k) kmeans(x, k, nstart = 20, iter.max = 100), K.max = 7, B = 500, d.power = 2,
//           spaceH0 = "scaledPCA")
// for k = 2 to 7; maxSE of these by "Tibs2001SEmax" is 3 for both. A plain definition in numpy with scikit-learn's
// KMeans and B = 100 is within 0.006 of it.
struct Recorded {
  std::string name;
  int picked;
  std::vector<double> gap, error;
};
const std::vector<Recorded> recorded{
    {"iris", 3, {0.8368, 0.9044, 0.7727, 0.8259, 0.8026, 0.7838}, {0.0555, 0.0503, 0.0430, 0.0400, 0.0394, 0.0390}},
    {"wine", 3, {1.0581, 1.1978, 1.1930, 1.1869, 1.1871, 1.1883}, {0.0238, 0.0230, 0.0229, 0.0224, 0.0220, 0.0223}}};

Classic classic(const std::string& name) {
  for (Classic& one : classics()) {
    if (one.name == name) return one;
  }
  return {};
}

TEST(GapStatistic, IsThatOfClusGap) {
  constexpr int references = 200;
  for (const Recorded& expected : recorded) {
    SCOPED_TRACE(expected.name);
    const Classic data = classic(expected.name);
    FitOptions options;
    options.prepare.log = Log::none;
    options.k = {2, 7};
    options.bootstrap.rounds = 0;
    options.gap = {.references = references, .most_rows = 10'000, .spread_ties = false};
    const FitResult result = fit(MemoryTable(data.columns(), data.data), options, {});
    EXPECT_EQ(result.recommendation.gap_k, expected.picked);
    for (std::size_t i = 0; i < expected.gap.size(); ++i) {
      const KEvidence& one = result.model.evidence[i];
      // Four standard errors of the two means, and what clustering from few starts misses.
      EXPECT_NEAR(one.gap, expected.gap[i], 4 * expected.error[i] * std::sqrt(1.0 / references + 1.0 / 500) + 0.01);
      EXPECT_NEAR(one.gap_error / expected.error[i], 1, 0.25);
    }
  }
}

// fpc 2.2-10, clusterboot(x, B = 500, bootmethod = "boot", multipleboot = TRUE, clustermethod = kmeansCBI, k = 3,
// runs = 20) on standardised iris: 0.8923, 0.9933 and 0.8904 for the segments of 47, 50 and 53; k = 2: 0.9985, 0.9993.
TEST(BootstrapJaccard, IsThatOfClusterboot) {
  const Classic iris = classic("iris");
  const auto stability = [&](int k) {
    FitOptions options;
    options.prepare.log = Log::none;
    options.k = {k, k, true};
    options.kmeans.restarts = 20;
    options.bootstrap.rounds = 500;
    const FitResult result = fit(MemoryTable(iris.columns(), iris.data), options, {});
    std::map<std::int64_t, double> by_size;
    for (std::size_t i = 0; i < result.model.sizes.size(); ++i)
      by_size[result.model.sizes[i]] = result.model.stability[i];
    return by_size;
  };
  const auto two = stability(2), three = stability(3);
  EXPECT_NEAR(two.at(50), 0.9985, 0.005);
  EXPECT_NEAR(two.at(100), 0.9993, 0.005);
  EXPECT_NEAR(three.at(47), 0.8923, 0.02);  // four standard errors of two means of 500 rounds
  EXPECT_NEAR(three.at(50), 0.9933, 0.01);
  EXPECT_NEAR(three.at(53), 0.8904, 0.02);
}

}  // namespace
}  // namespace segmenta
