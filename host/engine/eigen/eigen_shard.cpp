// A pass by Eigen: the scores of some rows against all centroids are one product of matrices in float32; the best and
// the runner-up are certain where the gap between them exceeds the certificate, else the definition decides.
//
// The bound. With the score s(c) = h - x.c, h = |c|^2 / 2, and u = 2^-24, as in cpu/certificate.h:
//   h    is computed in float64 and rounded once: relative error u.
//   x.c  is a sum of d products. In whatever order and blocks Eigen adds them up, fused or not, each product is rounded
//        at most once, and takes part in at most d - 1 additions that round: any way to add d numbers is a tree with
//        d - 1 inner nodes, and additions to a sum that is still zero are exact, as is the product's factor of 1. So
//        the computed sum is sum_j x_j c_j (1 + t_j) with |t_j| <= d u / (1 - d u) (Higham 2002, sections 3.1, 4.2).
//   h - x.c  is rounded once more.
// So each of the terms h, x_j c_j of the computed score carries at most d + 1 factors of 1 + e, |e| <= u, and
//     |s^(c) - s(c)|  <=  g (|c|^2 / 2 + sum_j |x_j c_j|),      g = m u / (1 - m u),  m = d + 2,
// with one factor to spare. From here on all is as in cpu/certificate.h, for that m: the definition's own rounding,
// numbers below the normal range, scores that leave float32 (partial sums in any order are at most sum_j |x_j c_j|
// (1 + g)) and missing values, which make every score of a row not a number, so that no gap exceeds a limit.
// |x|^2 is a sum of d squares that Eigen adds up in any order, by the same argument at most d u / (1 - d u) off.

#include "engine/eigen/eigen_shard.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/cpu/certificate.h"

namespace segmenta {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ColumnMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic>;
using MatrixView = Eigen::Map<const RowMatrix>;

// What is found of some rows: their nearest centroids, where these are certain.
struct Ranking {
  ColumnMatrix products;                     // [rows x k]
  std::vector<float> best, second, third;    // scores, ascending
  std::vector<std::int32_t> label, another;  // of the best and of the second
  std::vector<float> limit;

  [[nodiscard]] bool first_is_certain(std::size_t i) const { return second[i] - best[i] > limit[i]; }
  /// The two nearest are the first two, in either order.
  [[nodiscard]] bool pair_is_certain(std::size_t i) const { return third[i] - second[i] > limit[i]; }
};

// Centroids, ready to be ranked.
class Ranker {
 public:
  Ranker(const Centroids& centroids, double shrink)
      : centroids_(centroids.values.data(), centroids.k, centroids.features),
        knows_a_bound_(centroids.features <= most_fast_features) {
    double largest2 = 0;
    for (int c = 0; c < centroids.k; ++c) {
      const double norm2 = norm2_of(centroids.row(c), centroids.features);
      largest2 = std::max(largest2, norm2);
      half_norm2_.push_back(static_cast<float>(norm2 / 2));
    }
    certificate_ = make_certificate(largest2, centroids.features, centroids.features + 2, shrink);
  }

  void rank(const float* values, std::int64_t count, Ranking& found) const {
    const auto n = static_cast<std::size_t>(count);
    const MatrixView rows(values, count, centroids_.cols());
    found.products.resize(count, centroids_.rows());
    found.products.noalias() = rows * centroids_.transpose();
    for (auto* scores : {&found.best, &found.second, &found.third}) scores->assign(n, infinity);
    found.label.assign(n, 0);
    found.another.assign(n, 0);
    for (std::int32_t c = 0; c < centroids_.rows(); ++c) offer(c, found);
    found.limit.resize(n);
    for (std::int64_t i = 0; i < count; ++i) {
      found.limit[static_cast<std::size_t>(i)] =
          knows_a_bound_ ? certificate_.limit(at_least_norm(rows.row(i).squaredNorm())) : infinity;
    }
  }

 private:
  // Without branches, so that compilers make vectors of it.
  void offer(std::int32_t c, Ranking& found) const {
    const float half_norm2 = half_norm2_[static_cast<std::size_t>(c)];
    const float* products = found.products.col(c).data();
    for (std::size_t i = 0; i < found.best.size(); ++i) {
      const float score = half_norm2 - products[i];
      const float best = found.best[i];
      const float second = found.second[i];
      const bool first = score < best;
      const bool runner_up = score < second;
      found.third[i] = runner_up ? second : std::min(found.third[i], score);
      found.second[i] = first ? best : runner_up ? score : second;
      found.another[i] = first ? found.label[i] : runner_up ? c : found.another[i];
      found.best[i] = first ? score : best;
      found.label[i] = first ? c : found.label[i];
    }
  }

  MatrixView centroids_;
  std::vector<float> half_norm2_;
  Certificate certificate_;
  bool knows_a_bound_;
};

class EigenShard : public HostShard {
 public:
  EigenShard(const Rows& rows, const Grid& grid, const CpuOptions& options, int threads, double certificate_shrink)
      : HostShard(rows, grid, 0, grid.rows, threads),
        batch_rows_(options.batch_rows),
        certificate_shrink_(certificate_shrink) {}

  PassStats assign(const Centroids& centroids, ClusterSums& sums) override {
    const Ranker ranker(centroids, certificate_shrink_);
    std::vector<Partial> partials(static_cast<std::size_t>(pool_.threads()), {zero_sums(grid_, centroids.k), {}, {}});
    for_each_block(rows_at_once(centroids.k), [&](RowRange block, int thread) {
      Partial& mine = partials[static_cast<std::size_t>(thread)];
      ranker.rank(values_of(block.first), block.rows, mine.ranking);
      take_labels(centroids, block, mine);
    });
    PassStats total;
    for (const Partial& partial : partials) {
      add(sums, partial.sums);
      total.changed += partial.stats.changed;
      total.rechecked += partial.stats.rechecked;
    }
    total.evaluated = count();
    return total;
  }

  void distances(const Centroids& centroids, double unit, RowDistances& all) override {
    const Ranker ranker(centroids, certificate_shrink_);
    std::vector<Ranking> rankings(static_cast<std::size_t>(pool_.threads()));
    for_each_block(rows_at_once(centroids.k), [&](RowRange block, int thread) {
      Ranking& found = rankings[static_cast<std::size_t>(thread)];
      ranker.rank(values_of(block.first), block.rows, found);
      for (std::int64_t i = 0; i < block.rows; ++i) {
        const std::int64_t row = block.first + i;
        report(centroids, row, runner_up(centroids, row, found, static_cast<std::size_t>(i)), unit, all);
      }
    });
  }

 private:
  // What a thread finds during a pass.
  struct Partial {
    ClusterSums sums;
    PassStats stats;
    Ranking ranking;
  };

  // So that scores stay in a cache.
  [[nodiscard]] std::int64_t rows_at_once(int k) const {
    constexpr std::int64_t scores = 1 << 16, least = 64;
    return batch_rows_ > 0 ? std::min(batch_rows_, block_rows) : std::clamp(scores / k, least, block_rows);
  }

  void take_labels(const Centroids& centroids, RowRange block, Partial& mine) {
    for (std::int64_t i = 0; i < block.rows; ++i) {
      const std::int64_t row = block.first + i;
      const auto place = static_cast<std::size_t>(i);
      const bool certain = mine.ranking.first_is_certain(place);
      const std::int32_t found = certain ? mine.ranking.label[place] : nearest(values_of(row), centroids);
      const std::int32_t before = std::exchange(label_of(row), found);
      mine.stats.rechecked += certain ? 0 : 1;
      if (found == before) continue;
      ++mine.stats.changed;
      if (before >= 0) add_to_sums(mine.sums, grid_, values_of(row), weight_of(row), before, -1);
      add_to_sums(mine.sums, grid_, values_of(row), weight_of(row), found, +1);
    }
  }

  std::int32_t runner_up(const Centroids& centroids, std::int64_t row, const Ranking& found, std::size_t place) {
    const std::int32_t own = label_of(row);
    const bool paired = own == found.label[place] || own == found.another[place];
    if (!paired || !found.pair_is_certain(place)) return nearest(values_of(row), centroids, own);
    return own == found.label[place] ? found.another[place] : found.label[place];
  }

  std::int64_t batch_rows_;
  double certificate_shrink_;
};

}  // namespace

std::shared_ptr<const BackEnd> eigen_back_end(const CpuOptions& options, int threads, double certificate_shrink) {
  return std::make_shared<OneShardBackEnd>(
      "cpu", "eigen", threads, [=](const Rows& rows, const Grid& grid, int shared) {
        return std::make_unique<EigenShard>(rows, grid, options, shared, certificate_shrink);
      });
}

}  // namespace segmenta
