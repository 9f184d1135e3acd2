// Ward's tree over the centroids: the two whose union adds least to the inertia become one, until one is left.

#include <segmenta/error.h>
#include <segmenta/nested.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/definition.h"

namespace segmenta {
namespace {

// What the inertia grows by when two nodes become one, for every pair of live nodes, kept up to date by the formula of
// Lance and Williams (1967).
class Growth {
 public:
  Growth(const Centroids& centroids, std::span<const double> weights)
      : count_(weights.size()), weights_(weights.begin(), weights.end()), growth_(count_ * count_) {
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::size_t j = 0; j < count_; ++j) {
        const double d2 =
            distance2(centroids.row(static_cast<int>(i)), centroids.row(static_cast<int>(j)), centroids.features);
        at(i, j) = share(weights_[i], weights_[j]) * d2;
        // Without weight nothing grows: the nearest in space comes first.
        if (weights_[i] == 0 || weights_[j] == 0) at(i, j) = -1 / (1 + d2);
      }
    }
  }

  double& at(std::size_t i, std::size_t j) { return growth_[i * count_ + j]; }

  // Node j goes into node i.
  void merge(std::size_t i, std::size_t j, const std::vector<bool>& live) {
    for (std::size_t m = 0; m < count_; ++m) {
      if (!live[m] || m == i || m == j) continue;
      at(i, m) = at(m, i) = joined(i, j, m);
    }
    weights_[i] += weights_[j];
  }

 private:
  static double share(double a, double b) { return a + b > 0 ? a * b / (a + b) : 0; }

  double joined(std::size_t i, std::size_t j, std::size_t m) {
    if (weights_[j] == 0) return at(i, m);
    if (weights_[i] == 0) return at(j, m);
    if (weights_[m] == 0) return std::min(at(i, m), at(j, m));
    const double all = weights_[i] + weights_[j] + weights_[m];
    return std::max(0.0, ((weights_[i] + weights_[m]) * at(i, m) + (weights_[j] + weights_[m]) * at(j, m) -
                          weights_[m] * at(i, j)) /
                             all);
  }

  std::size_t count_;
  std::vector<double> weights_, growth_;
};

}  // namespace

std::vector<Merge> ward_tree(const Centroids& centroids, std::span<const double> weights) {
  const std::size_t k = weights.size();
  Growth growth(centroids, weights);
  std::vector<bool> live(k, true);
  std::vector<std::int32_t> node(k);  // that a place stands for
  std::iota(node.begin(), node.end(), 0);
  std::vector<Merge> tree;
  while (tree.size() + 1 < k) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t first = 0;
    std::size_t second = 0;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = i + 1; live[i] && j < k; ++j) {
        if (!live[j] || !(growth.at(i, j) < least)) continue;
        least = growth.at(i, j);
        first = i;
        second = j;
      }
    }
    tree.push_back({std::min(node[first], node[second]), std::max(node[first], node[second]),
                    std::sqrt(2 * std::max(least, 0.0))});
    growth.merge(first, second, live);
    live[second] = false;
    node[first] = static_cast<std::int32_t>(k + tree.size() - 1);
  }
  return tree;
}

std::vector<std::int32_t> cut_tree(std::span<const Merge> tree, int groups) {
  const std::size_t k = tree.size() + 1;
  if (groups < 1 || static_cast<std::size_t>(groups) > k) {
    throw Error(ErrorKind::usage, "A tree cannot be cut into more groups than it has clusters, nor into none", "", "");
  }
  const std::size_t merges = k - static_cast<std::size_t>(groups);
  std::vector<std::int32_t> parent(k + merges, -1);
  for (std::size_t i = 0; i < merges; ++i) {
    parent[static_cast<std::size_t>(tree[i].a)] = parent[static_cast<std::size_t>(tree[i].b)] =
        static_cast<std::int32_t>(k + i);
  }
  std::vector<std::int32_t> number(k + merges, -1);  // of a top node
  std::vector<std::int32_t> group(k);
  std::int32_t next = 0;
  for (std::size_t c = 0; c < k; ++c) {
    std::size_t top = c;
    while (parent[top] >= 0) top = static_cast<std::size_t>(parent[top]);
    if (number[top] < 0) number[top] = next++;
    group[c] = number[top];
  }
  return group;
}

}  // namespace segmenta
