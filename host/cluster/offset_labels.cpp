// Looks at every centroid for every row, on all threads.

#include "cluster/offset_labels.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "cluster/row_costs.h"
#include "parallel.h"

namespace segmenta {
namespace {

// work(row, its squared distances to the centroids [k], thread) for every row.
void for_each_row(const Engine& engine, const Centroids& centroids, const Context& context, ThreadPool& pool,
                  const std::function<void(std::int64_t row, std::span<const double> distances2, int thread)>& work) {
  constexpr std::int64_t rows_at_once = 4096;
  const RowCosts costs(centroids, CostUnit(engine.grid(), centroids));
  const std::int64_t rows = engine.grid().rows;
  pool.run((rows + rows_at_once - 1) / rows_at_once, [&](std::int64_t block, int thread) {
    context.check_cancelled();
    const std::int64_t first = block * rows_at_once;
    const Rows copies = engine.read(first, std::min(rows_at_once, rows - first));
    std::vector<double> distances2(costs.room());
    for (std::int64_t i = 0; i < copies.rows(); ++i) {
      costs.distances2(copies.row(i), distances2);
      work(first + i, std::span<const double>(distances2).first(static_cast<std::size_t>(centroids.k)), thread);
    }
  });
}

}  // namespace

std::vector<std::int32_t> labels_by_offset(const Engine& engine, const Centroids& centroids,
                                           std::span<const double> offsets, const Context& context) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(engine.grid().rows));
  ThreadPool pool(context.worker_threads());
  for_each_row(engine, centroids, context, pool, [&](std::int64_t row, std::span<const double> distances2, int) {
    std::size_t label = 0;
    for (std::size_t c = 1; c < distances2.size(); ++c) {
      if (distances2[c] + offsets[c] < distances2[label] + offsets[label]) label = c;
    }
    labels[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(label);
  });
  return labels;
}

std::int64_t rows_not_at_nearest(const Engine& engine, const Centroids& centroids, const Context& context) {
  const std::span<const std::int32_t> labels = engine.labels();
  ThreadPool pool(context.worker_threads());
  std::vector<std::int64_t> found(static_cast<std::size_t>(pool.threads()));
  for_each_row(engine, centroids, context, pool, [&](std::int64_t row, std::span<const double> distances2, int thread) {
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(row)]);
    const bool nearest = distances2[label] <= *std::ranges::min_element(distances2);
    found[static_cast<std::size_t>(thread)] += nearest ? 0 : 1;
  });
  return std::accumulate(found.begin(), found.end(), std::int64_t{0});
}

}  // namespace segmenta
