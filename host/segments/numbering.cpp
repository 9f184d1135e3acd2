// Sorts segments by the mean of a measure of value, else by size; ties by size, then by centroid.

#include "segments/numbering.h"

#include <segmenta/columns.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "blocks.h"

namespace segmenta {
namespace {

std::string value_among(const Table& table, const std::vector<std::string>& names) {
  std::vector<Column> columns;
  for (const std::string& name : names) columns.push_back(table.columns()[table.column_index(name)]);
  return find_column(columns, Meaning::value);
}

// Weighted means by cluster, summed over blocks in order; -inf where a cluster has no value.
std::vector<double> cluster_means(const Table& table, const std::string& column, const Engine& engine, std::size_t k,
                                  const Context& context) {
  const std::size_t index = table.column_index(column);
  std::vector<double> sums(k, 0);
  std::vector<double> weights(k, 0);
  for_each_block(table, std::span(&index, 1), context, "finish", [&](const Block& block) {
    std::vector<double> block_sums(k, 0);
    const std::vector<std::int64_t> row_weights = engine.weights(block.first, block.count);
    for (std::int64_t i = 0; i < block.count; ++i) {
      const double value = block.values[static_cast<std::size_t>(i)];
      if (std::isnan(value)) continue;
      const auto c = static_cast<std::size_t>(engine.labels()[static_cast<std::size_t>(block.first + i)]);
      const auto weight = static_cast<double>(row_weights[static_cast<std::size_t>(i)]);
      block_sums[c] += weight * value;
      weights[c] += weight;
    }
    for (std::size_t c = 0; c < k; ++c) sums[c] += block_sums[c];
  });
  for (std::size_t c = 0; c < k; ++c) {
    sums[c] = weights[c] > 0 ? sums[c] / weights[c] : -std::numeric_limits<double>::infinity();
  }
  return sums;
}

}  // namespace

SegmentOrder order_segments(const Table& table, const std::vector<std::string>& columns, const std::string& value,
                            const Engine& engine, const Centroids& centroids, const Context& context) {
  SegmentOrder order;
  const auto k = static_cast<std::size_t>(centroids.k);
  order.old_of_new.resize(k);
  std::iota(order.old_of_new.begin(), order.old_of_new.end(), 0);
  order.by = value.empty() ? value_among(table, columns) : value;
  std::vector<double> means(k, 0);
  if (order.by.empty()) {
    order.by = "size";
  } else {
    means = cluster_means(table, order.by, engine, k, context);
  }
  const std::vector<std::int64_t>& counts = engine.sums().counts;
  std::stable_sort(order.old_of_new.begin(), order.old_of_new.end(), [&](std::int32_t a, std::int32_t b) {
    const auto i = static_cast<std::size_t>(a);
    const auto j = static_cast<std::size_t>(b);
    if ((counts[i] > 0) != (counts[j] > 0)) return counts[i] > 0;
    if (std::tie(means[i], counts[i]) != std::tie(means[j], counts[j])) {
      return std::tie(means[i], counts[i]) > std::tie(means[j], counts[j]);
    }
    return std::lexicographical_compare(centroids.row(a), centroids.row(a) + centroids.features, centroids.row(b),
                                        centroids.row(b) + centroids.features);
  });
  return order;
}

}  // namespace segmenta
