// A shard of rows in this process's memory, by the definitions; and the back end of a single shard.

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/shard.h"

namespace segmenta {

HostShard::HostShard(const Rows& rows, const Grid& grid, std::int64_t first, std::int64_t count, int threads)
    : Shard(grid, first, count, threads), rows_(rows) {}

void HostShard::read(RowRange range, float* values, std::int64_t* weights) const {
  if (values != nullptr) std::copy_n(values_of(range.first), range.rows * grid_.features, values);
  if (weights == nullptr) return;
  for (std::int64_t i = 0; i < range.rows; ++i) weights[i] = weight_of(range.first + i);
}

double HostShard::reported(std::int64_t i, double distance2) const {
  if (!grid_.has_missing) return distance2;
  return reported2(distance2, present_features(values_of(i), grid_.features), grid_.features);
}

void HostShard::own_distances2(const Centroids& centroids, RowRange range, double* distances2) {
  own_distances2_of(values_of(range.first), centroids, range, distances2);
}

void HostShard::report(const Centroids& centroids, std::int64_t i, std::int32_t runner_up, double unit,
                       RowDistances& all) {
  const auto distance = [&](std::int32_t c) {
    return c < 0 ? std::nan("") : reported(i, distance2(values_of(i), centroids.row(c), grid_.features));
  };
  const auto place = static_cast<std::size_t>(first() + i);
  all.runner_up[place] = runner_up;
  set_distances(all, place, distance(label_of(i)), distance(runner_up), unit);
}

void HostShard::distances(const Centroids& centroids, double unit, RowDistances& all) {
  for_each_block(block_rows, [&](RowRange block, int) {
    for (std::int64_t i = block.first; i < block.first + block.rows; ++i) {
      report(centroids, i, nearest(values_of(i), centroids, label_of(i)), unit, all);
    }
  });
}

void HostShard::center_distances2(const Centroids& centers, RowRange range, float* distances2) {
  center_distances2_of(values_of(range.first), centers, range, distances2);
}

OneShardBackEnd::OneShardBackEnd(std::string device, std::string simd, int threads, Make make)
    : device_(std::move(device)), simd_(std::move(simd)), threads_(threads), make_(std::move(make)) {}

std::vector<std::unique_ptr<Shard>> OneShardBackEnd::shards(const Rows& rows, const Grid& grid) const {
  std::vector<std::unique_ptr<Shard>> one;
  one.push_back(make_(rows, grid, threads_));
  return one;
}

std::shared_ptr<const BackEnd> OneShardBackEnd::alone() const {
  return std::make_shared<OneShardBackEnd>(device_, simd_, 1, make_);
}

}  // namespace segmenta
