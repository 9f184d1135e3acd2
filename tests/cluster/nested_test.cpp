// Ward's tree over clusters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/nested.h>

#include <cmath>
#include <random>

namespace segmenta {
namespace {

using ::testing::ElementsAre;

TEST(WardTree, MergesWhatMakesTheInertiaGrowLeast) {
  // On a line: 0, 1 and 10 of weight 1, 12 of weight 3. Growth 1/2; 3/4 x 4 = 3; then 2 x 4 / 6 of (11.5 - 0.5)^2.
  const std::vector<Merge> tree = ward_tree({4, 1, {0, 1, 10, 12}}, std::vector<double>{1, 1, 1, 3});
  ASSERT_EQ(tree.size(), 3);
  EXPECT_EQ(tree[0].a, 0);
  EXPECT_EQ(tree[0].b, 1);
  EXPECT_DOUBLE_EQ(tree[0].height, std::sqrt(2 * 0.5));
  EXPECT_EQ(tree[1].a, 2);
  EXPECT_EQ(tree[1].b, 3);
  EXPECT_DOUBLE_EQ(tree[1].height, std::sqrt(2 * 3.0));
  EXPECT_EQ(tree[2].a, 4);
  EXPECT_EQ(tree[2].b, 5);
  EXPECT_DOUBLE_EQ(tree[2].height, std::sqrt(2 * (8.0 / 6) * 121));
}

TEST(WardTree, CutsIntoNestedGroupsNumberedByTheirLowestCluster) {
  const std::vector<Merge> tree = ward_tree({4, 1, {10, 0, 12, 1}}, std::vector<double>{1, 1, 1, 1});
  EXPECT_THAT(cut_tree(tree, 4), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(cut_tree(tree, 3), ElementsAre(0, 1, 2, 1));
  EXPECT_THAT(cut_tree(tree, 2), ElementsAre(0, 1, 0, 1));
  EXPECT_THAT(cut_tree(tree, 1), ElementsAre(0, 0, 0, 0));
  EXPECT_THROW(cut_tree(tree, 5), Error);
  EXPECT_THROW(cut_tree(tree, 0), Error);
}

TEST(WardTree, HeightsNeverFallAndAddUpToTheInertiaOfAll) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  Centroids centroids{40, 3, {}};
  std::vector<double> weights;
  for (int c = 0; c < 40; ++c) {
    for (int j = 0; j < 3; ++j) centroids.values.push_back(normal(random));
    weights.push_back(1 + c % 7);
  }
  const std::vector<Merge> tree = ward_tree(centroids, weights);
  double sum = 0;
  for (std::size_t i = 0; i < tree.size(); ++i) {
    sum += tree[i].height * tree[i].height / 2;
    if (i > 0) {
      EXPECT_GE(tree[i].height, tree[i - 1].height);
    }
  }
  double inertia = 0;
  for (int j = 0; j < 3; ++j) {
    double all = 0;
    double mean = 0;
    for (int c = 0; c < 40; ++c) {
      all += weights[static_cast<std::size_t>(c)];
      mean += weights[static_cast<std::size_t>(c)] * static_cast<double>(centroids.row(c)[j]);
    }
    mean /= all;
    for (int c = 0; c < 40; ++c) {
      inertia += weights[static_cast<std::size_t>(c)] * std::pow(static_cast<double>(centroids.row(c)[j]) - mean, 2);
    }
  }
  EXPECT_NEAR(sum, inertia, 1e-9 * inertia);
  for (int groups = 2; groups <= 40; ++groups) {  // each cut lies within the coarser one
    const auto fine = cut_tree(tree, groups);
    const auto coarse = cut_tree(tree, groups - 1);
    std::vector<std::int32_t> within(static_cast<std::size_t>(groups), -1);
    for (std::size_t c = 0; c < 40; ++c) {
      std::int32_t& known = within[static_cast<std::size_t>(fine[c])];
      EXPECT_TRUE(known < 0 || known == coarse[c]);
      known = coarse[c];
    }
  }
}

TEST(WardTree, JoinsAClusterWithoutRowsToItsNearestAtNoHeight) {
  const std::vector<Merge> tree = ward_tree({3, 1, {0, 10, 9}}, std::vector<double>{5, 5, 0});
  EXPECT_EQ(tree[0].a, 1);
  EXPECT_EQ(tree[0].b, 2);
  EXPECT_EQ(tree[0].height, 0);
  EXPECT_DOUBLE_EQ(tree[1].height, std::sqrt(2 * 2.5 * 100));
}

TEST(WardTree, IsEmptyForOneCluster) {
  EXPECT_TRUE(ward_tree({1, 1, {3}}, std::vector<double>{5}).empty());
  EXPECT_THAT(cut_tree({}, 1), ElementsAre(0));
}

}  // namespace
}  // namespace segmenta
