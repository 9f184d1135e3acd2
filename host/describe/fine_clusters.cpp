// Clusters finely, then looks at the rows between two clusters: where there is a gap, fewer of them lie near the border
// than chance explains.

#include "describe/fine_clusters.h"

#include <segmenta/engine_choice.h>
#include <segmenta/kmeans.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/definition.h"

namespace segmenta {
namespace {

constexpr std::int64_t rows_of_a_cluster = 50;  // on average
constexpr std::int64_t too_few = 10;            // of a cluster, to tell what it touches
constexpr int fine_iterations = 30;             // fine clusters need not be settled
// The least share of rows in each band where there is no gap, in the tail of a normal or of an exponential
// distribution. Of two normal groups eight standard deviations apart they are 0.02, 0.12 and 0.34.
constexpr std::array<double, border_bands.size()> without_gap = {0.35, 0.42, 0.5};
constexpr double link_share = 0.2, least_link = 0.05;  // in the first band
constexpr double level = 0.001;                        // of the test that there is a gap

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

bool touch(const Border& border, std::int64_t smaller_size) {
  const auto near = static_cast<double>(border.near[0]);
  return border.near[0] > 1 && near >= link_share * static_cast<double>(border.rows) &&
         near >= least_link * static_cast<double>(smaller_size);
}

// Whether `share` of `rows` rows is so far below the `expected` one that chance does it with a probability below
// `level`, by the bound of Chernoff (1952).
bool is_below(double share, double expected, double rows) {
  if (!(share < expected)) return false;
  const double of_near = share > 0 ? share * std::log(share / expected) : 0;
  const double of_others = (1 - share) * std::log((1 - share) / (1 - expected));
  return rows * (of_near + of_others) >= -std::log(level);
}

void join(std::vector<std::int32_t>& group, std::int32_t a, std::int32_t b) {
  const std::int32_t to = std::min(group[at(a)], group[at(b)]);
  const std::int32_t from = std::max(group[at(a)], group[at(b)]);
  std::replace(group.begin(), group.end(), from, to);
}

}  // namespace

FineClusters cluster_finely(Rows rows, const HiddenGroupOptions& options, const Context& context) {
  KMeansOptions kmeans_options;
  kmeans_options.k =
      static_cast<int>(std::clamp<std::int64_t>(rows.rows() / rows_of_a_cluster, 1, std::max(1, options.fine)));
  kmeans_options.restarts = 1;
  kmeans_options.max_iter = fine_iterations;
  kmeans_options.seed = options.seed;
  return with_engine(std::move(rows), options.engine, context, [&](Engine& engine) {
    FineClusters fine;
    fine.centroids = kmeans(engine, kmeans_options, context).centroids;
    fine.distances = engine.distances(fine.centroids, 1.0);
    fine.sizes = engine.sums().counts;
    fine.labels = engine.take_labels();
    return fine;
  });
}

std::vector<Border> borders(const FineClusters& fine) {
  const std::int32_t k = fine.centroids.k;
  std::vector<Border> result(at(k) * at(k));
  std::vector<double> between(result.size());
  for (std::int32_t a = 0; a < k; ++a) {
    for (std::int32_t b = 0; b < k; ++b) {
      between[at(a * k + b)] =
          std::sqrt(distance2(fine.centroids.row(a), fine.centroids.row(b), fine.centroids.features));
    }
  }
  for (std::size_t row = 0; row < fine.labels.size(); ++row) {
    if (fine.distances.runner_up[row] < 0) continue;
    const auto [a, b] = std::minmax(fine.labels[row], fine.distances.runner_up[row]);
    const std::size_t pair = at(a * k + b);
    // The squares of both distances differ by 2 x the distance to the plane x that between the centers.
    const auto nearest = static_cast<double>(fine.distances.nearest[row]);
    const auto margin = static_cast<double>(fine.distances.margin[row]);
    const double to_plane = margin * (2 * nearest + margin) / 2;
    ++result[pair].rows;
    const double square = between[pair] * between[pair];
    for (std::size_t i = 0; i < border_bands.size(); ++i)
      result[pair].near[i] += to_plane <= border_bands[i] * square ? 1 : 0;
  }
  return result;
}

bool shows_gap(const Border& border, double rows) {
  for (std::size_t i = 0; i < border_bands.size(); ++i) {
    if (is_below(static_cast<double>(border.near[i]) / rows, without_gap[i], rows)) return true;
  }
  return false;
}

std::int32_t nearest_to(const float* center, const Centroids& centroids, std::int32_t except) {
  std::int32_t nearest = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::int32_t c = 0; c < centroids.k; ++c) {
    const double other = distance2(center, centroids.row(c), centroids.features);
    if (c == except || other >= least) continue;
    least = other;
    nearest = c;
  }
  return nearest;
}

std::vector<std::int32_t> join_touching(const FineClusters& fine, const std::vector<Border>& border) {
  const std::int32_t k = fine.centroids.k;
  std::vector<std::int32_t> group(at(k));
  std::iota(group.begin(), group.end(), 0);
  for (std::int32_t a = 0; a < k; ++a) {
    for (std::int32_t b = a + 1; b < k; ++b) {
      if (touch(border[at(a * k + b)], std::min(fine.sizes[at(a)], fine.sizes[at(b)]))) join(group, a, b);
    }
    const std::int32_t nearest = nearest_to(fine.centroids.row(a), fine.centroids, a);
    if (fine.sizes[at(a)] < too_few && nearest >= 0) join(group, a, nearest);
  }
  return group;
}

}  // namespace segmenta
