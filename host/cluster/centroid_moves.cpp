// Gains of splitting clusters and losses of removing centroids, summed over small blocks of rows in order.

#include "cluster/centroid_moves.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "engine/definition.h"

namespace segmenta {
namespace {

constexpr std::int64_t rows_at_a_time = 4096;  // blocks of a sample must keep all threads busy
constexpr int power_steps = 4;
constexpr std::int64_t rows_for_axes = 16384;  // or a few times that: an axis need not be exact

// add(first, count, sums) for blocks of rows: the sum of the sums, blocks in order.
template <class Add>
std::vector<double> sum_over_rows(const Engine& engine, std::size_t size, ThreadPool& pool, const Add& add) {
  const std::int64_t rows = engine.grid().rows;
  const std::int64_t blocks = (rows + rows_at_a_time - 1) / rows_at_a_time;
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(blocks));
  pool.run(blocks, [&](std::int64_t block, int) {
    std::vector<double> sums(size);
    const std::int64_t first = block * rows_at_a_time;
    add(first, std::min(rows_at_a_time, rows - first), sums);
    parts[static_cast<std::size_t>(block)] = std::move(sums);
  });
  std::vector<double> total(size);
  for (const auto& part : parts) {
    for (std::size_t i = 0; i < size; ++i) total[i] += part[i];
  }
  return total;
}

// The first of some rows, and every so many after it.
std::vector<std::int64_t> every(std::int64_t step, std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = first; row < first + count; row += step) rows.push_back(row);
  return rows;
}

// Cuts all clusters at once.
class Cutter {
 public:
  Cutter(const Engine& engine, const Centroids& centroids, ThreadPool& pool)
      : engine_(engine),
        labels_(engine.labels()),
        centroids_(centroids),
        pool_(pool),
        step_(std::max<std::int64_t>(1, engine.grid().rows / rows_for_axes)),
        k_(static_cast<std::size_t>(centroids.k)),
        d_(static_cast<std::size_t>(centroids.features)) {}

  Splits cut() {
    start_axes();
    for (int step = 0; step < power_steps; ++step) turn_axes();
    return measure_parts();
  }

 private:
  // visit(cluster, weight, the row less the centroid, sums) for one row of every `step`; a missing value is at the
  // centroid.
  template <class Visit>
  std::vector<double> sum(std::size_t size, std::int64_t step, const Visit& visit) const {
    return sum_over_rows(engine_, size, pool_, [&](std::int64_t first, std::int64_t count, std::vector<double>& sums) {
      const Rows rows = step == 1 ? engine_.read(first, count) : engine_.select(every(step, first, count));
      std::vector<double> away(d_);
      for (std::int64_t i = 0; i < rows.rows(); ++i) {
        const std::int32_t label = labels_[static_cast<std::size_t>(first + i * step)];
        const float* centroid = centroids_.row(label);
        for (std::size_t j = 0; j < d_; ++j) {
          const double t = static_cast<double>(rows.row(i)[j]) - static_cast<double>(centroid[j]);
          away[j] = std::isnan(t) ? 0.0 : t;
        }
        visit(static_cast<std::size_t>(label), static_cast<double>(rows.weight(i)), away.data(), sums);
      }
    });
  }

  [[nodiscard]] double along_axis(std::size_t cluster, const double* away) const {
    const double* axis = axes_.data() + cluster * d_;
    double t = 0;
    for (std::size_t j = 0; j < d_; ++j) t += away[j] * axis[j];
    return t;
  }

  // Along the feature of the largest variance.
  void start_axes() {
    const std::vector<double> squares =
        sum(k_ * d_, step_, [&](std::size_t cluster, double weight, const double* away, std::vector<double>& sums) {
          double* of_cluster = sums.data() + cluster * d_;
          for (std::size_t j = 0; j < d_; ++j) of_cluster[j] += weight * away[j] * away[j];
        });
    axes_.assign(k_ * d_, 0);
    for (std::size_t c = 0; c < k_; ++c) {
      const auto begin = squares.begin() + static_cast<std::ptrdiff_t>(c * d_);
      const auto largest = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(d_));
      axes_[static_cast<std::size_t>(largest - squares.begin())] = 1;
    }
  }

  // A step of power iteration: the covariance times the axis, without the covariance.
  void turn_axes() {
    const std::vector<double> turned =
        sum(k_ * d_, step_, [&](std::size_t cluster, double weight, const double* away, std::vector<double>& sums) {
          const double t = weight * along_axis(cluster, away);
          double* of_cluster = sums.data() + cluster * d_;
          for (std::size_t j = 0; j < d_; ++j) of_cluster[j] += t * away[j];
        });
    for (std::size_t c = 0; c < k_; ++c) {
      double length2 = 0;
      for (std::size_t j = c * d_; j < (c + 1) * d_; ++j) length2 += turned[j] * turned[j];
      if (length2 == 0) continue;
      for (std::size_t j = c * d_; j < (c + 1) * d_; ++j) axes_[j] = turned[j] / std::sqrt(length2);
    }
  }

  // Sums are [2 k x (1 + features)]: of either part the weight, and the rows less the centroid.
  Splits measure_parts() const {
    const std::size_t width = 1 + d_;
    const std::vector<double> parts =
        sum(2 * k_ * width, 1, [&](std::size_t cluster, double weight, const double* away, std::vector<double>& sums) {
          double* part = sums.data() + (2 * cluster + (along_axis(cluster, away) > 0 ? 1 : 0)) * width;
          part[0] += weight;
          for (std::size_t j = 0; j < d_; ++j) part[1 + j] += weight * away[j];
        });
    Splits splits{std::vector<double>(k_), centroids_, centroids_};
    for (std::size_t c = 0; c < k_; ++c) {
      const double* low = parts.data() + 2 * c * width;
      const double* high = low + width;
      if (low[0] == 0 || high[0] == 0) continue;
      double apart2 = 0;
      for (std::size_t j = 0; j < d_; ++j) {
        const double to_low = low[1 + j] / low[0];
        const double to_high = high[1 + j] / high[0];
        apart2 += (to_high - to_low) * (to_high - to_low);
        const auto centroid = static_cast<double>(centroids_.values[c * d_ + j]);
        splits.low.values[c * d_ + j] = static_cast<float>(centroid + to_low);
        splits.high.values[c * d_ + j] = static_cast<float>(centroid + to_high);
      }
      splits.gain[c] = apart2 * low[0] * high[0] / (low[0] + high[0]);
    }
    return splits;
  }

  const Engine& engine_;
  std::span<const std::int32_t> labels_;
  const Centroids& centroids_;
  ThreadPool& pool_;
  std::int64_t step_;  // between rows that axes are found from
  std::size_t k_, d_;
  std::vector<double> axes_;  // [k x features]
};

// Places of the values, the smallest first; ties by place.
std::vector<int> ascending(const std::vector<double>& values) {
  std::vector<int> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
  });
  return order;
}

void append(Centroids& to, const Centroids& from, int c) {
  to.values.insert(to.values.end(), from.row(c), from.row(c) + from.features);
  ++to.k;
}

// The nearest of those that stay; -1 where there is none.
int neighbour_of(const Centroids& centroids, int c, const std::vector<bool>& gone) {
  int nearest = -1;
  double least = 0;
  for (int other = 0; other < centroids.k; ++other) {
    if (other == c || gone[static_cast<std::size_t>(other)]) continue;
    const double found = distance2(centroids.row(c), centroids.row(other), centroids.features);
    if (nearest >= 0 && !(found < least)) continue;
    nearest = other;
    least = found;
  }
  return nearest;
}

}  // namespace

Splits best_splits(const Engine& engine, const Centroids& centroids, ThreadPool& pool) {
  return Cutter(engine, centroids, pool).cut();
}

std::vector<double> losses(const Engine& engine, const Centroids& centroids, ThreadPool& pool) {
  const RowDistances distances = engine.distances(centroids, 1);
  const std::span<const std::int32_t> labels = engine.labels();
  const auto k = static_cast<std::size_t>(centroids.k);
  return sum_over_rows(engine, k, pool, [&](std::int64_t first, std::int64_t count, std::vector<double>& sums) {
    const std::vector<std::int64_t> weights = engine.weights(first, count);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto row = static_cast<std::size_t>(first + i);
      const auto nearest = static_cast<double>(distances.nearest[row]);
      const double second = nearest + static_cast<double>(distances.margin[row]);
      sums[static_cast<std::size_t>(labels[row])] +=
          static_cast<double>(weights[static_cast<std::size_t>(i)]) * (second * second - nearest * nearest);
    }
  });
}

Centroids with_more(const Centroids& centroids, const Splits& splits, int count) {
  Centroids more = centroids;
  const std::vector<int> order = ascending(splits.gain);
  for (int i = 0; i < count; ++i) {
    const int c = order[order.size() - 1 - static_cast<std::size_t>(i)];
    std::copy_n(splits.low.row(c), centroids.features, more.row(c));
    append(more, splits.high, c);
  }
  return more;
}

Centroids with_fewer(const Centroids& centroids, const std::vector<double>& losses, int count) {
  std::vector<bool> gone(static_cast<std::size_t>(centroids.k)), stays(static_cast<std::size_t>(centroids.k));
  for (const int c : ascending(losses)) {
    if (count == 0) break;
    if (stays[static_cast<std::size_t>(c)]) continue;
    gone[static_cast<std::size_t>(c)] = true;
    --count;
    const int neighbour = neighbour_of(centroids, c, gone);
    if (neighbour >= 0) stays[static_cast<std::size_t>(neighbour)] = true;
  }
  Centroids fewer{0, centroids.features, {}};
  for (int c = 0; c < centroids.k; ++c) {
    if (!gone[static_cast<std::size_t>(c)]) append(fewer, centroids, c);
  }
  return fewer;
}

}  // namespace segmenta
