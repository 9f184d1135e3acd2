// Projects the rows of every pair of clusters and takes the dip of them.

#include "cluster/valley.h"

#include <algorithm>
#include <cmath>

#include "cluster/dip.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

constexpr double largest_dip = 0.25;
constexpr std::size_t least_rows = 8;  // between two centroids, for a depth

// Of two clusters.
struct Valley {
  double overlap = 0, depth = 1;
};

class ValleySearch {
 public:
  ValleySearch(std::span<const float> values, std::span<const std::int32_t> labels, const Centroids& centroids)
      : values_(values), centroids_(centroids), rows_of_(static_cast<std::size_t>(centroids.k)) {
    for (std::size_t i = 0; i < labels.size(); ++i) rows_of_[static_cast<std::size_t>(labels[i])].push_back(i);
  }

  [[nodiscard]] Valleys find() const {
    Valleys all;
    std::vector<double> depths(rows_of_.size(), 1);
    for (int a = 0; a < centroids_.k; ++a) {
      for (int b = a + 1; b < centroids_.k; ++b) {
        const Valley one = between(a, b);
        all.overlap = std::max(all.overlap, one.overlap);
        for (const int c : {a, b}) {
          double& depth = depths[static_cast<std::size_t>(c)];
          depth = std::min(depth, one.depth);
        }
      }
    }
    std::sort(depths.begin(), depths.end());
    all.depth = depths.front();
    all.typical = (depths[(depths.size() - 1) / 2] + depths[depths.size() / 2]) / 2;
    return all;
  }

 private:
  [[nodiscard]] Valley between(int a, int b) const {
    std::vector<double> of_a = beyond_middle(a, b), of_b = beyond_middle(b, a);
    if (of_a.empty() || of_b.empty()) return {};
    Valley valley;
    const std::vector<double> all = evenly(of_a, of_b);
    valley.overlap = dip_p_value(dip_of(all), all.size());
    const double to_centroid = distance2(centroids_.row(a), centroids_.row(b), centroids_.features) / 2;
    for (std::vector<double>* side : {&of_a, &of_b}) {
      side->erase(std::lower_bound(side->begin(), side->end(), to_centroid), side->end());
    }
    const std::vector<double> inner = evenly(of_a, of_b);
    if (inner.size() >= least_rows) valley.depth = dip_of(inner) / largest_dip;
    return valley;
  }

  // As many of either side, those nearest to the middle; ascending.
  [[nodiscard]] static std::vector<double> evenly(const std::vector<double>& left, const std::vector<double>& right) {
    const std::size_t count = std::min(left.size(), right.size());
    std::vector<double> line;
    for (std::size_t i = count; i-- > 0;) line.push_back(-left[i]);
    line.insert(line.end(), right.begin(), right.begin() + static_cast<std::ptrdiff_t>(count));
    std::sort(line.begin(), line.end());  // a row that ties were spread of may lie beyond the middle
    return line;
  }

  // How far the rows of a cluster lie from the middle between it and another, ascending.
  [[nodiscard]] std::vector<double> beyond_middle(int cluster, int other) const {
    const auto d = static_cast<std::size_t>(centroids_.features);
    const float *here = centroids_.row(cluster), *there = centroids_.row(other);
    std::vector<double> far;
    for (const std::size_t row : rows_of_[static_cast<std::size_t>(cluster)]) {
      double sum = 0;
      for (std::size_t j = 0; j < d; ++j) {
        const auto from = static_cast<double>(there[j]), to = static_cast<double>(here[j]);
        const auto value = static_cast<double>(values_[row * d + j]);
        if (!std::isnan(value)) sum += (to - from) * (value - (from + to) / 2);
      }
      far.push_back(sum);
    }
    std::sort(far.begin(), far.end());
    return far;
  }

  std::span<const float> values_;
  const Centroids& centroids_;
  std::vector<std::vector<std::size_t>> rows_of_;
};

}  // namespace

Valleys valleys_between(std::span<const float> values, std::span<const std::int32_t> labels,
                        const Centroids& centroids) {
  return ValleySearch(values, labels, centroids).find();
}

}  // namespace segmenta
