// What of a shard follows from the few functions that every back end has: sums and picks over blocks of rows.

#include "engine/shard.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/random.h"

namespace segmenta {
namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

template <class T>
std::vector<T> joined(const std::vector<std::vector<T>>& parts) {
  std::vector<T> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

void keep_farthest(std::vector<FarRow>& rows, int count) {
  const std::size_t keep = std::min(rows.size(), at(count));
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(keep), rows.end(), farther);
  rows.resize(keep);
}

}  // namespace

Shard::Shard(const Grid& grid, std::int64_t first, std::int64_t count, int threads)
    : grid_(grid), pool_(threads), first_(first), count_(count) {}

void Shard::for_each_block(std::int64_t rows_each, const std::function<void(RowRange block, int thread)>& work) const {
  pool_.run((count_ + rows_each - 1) / rows_each, [&](std::int64_t block, int thread) {
    work({block * rows_each, std::min(rows_each, count_ - block * rows_each)}, thread);
  });
}

void Shard::gather(std::span<const std::int64_t> places, float* values, std::int64_t* weights) const {
  for (const std::int64_t place : places) {
    read({place, 1}, values, weights);
    values += grid_.features;
    if (weights != nullptr) ++weights;
  }
}

std::vector<std::int64_t> Shard::weights(RowRange range) const {
  std::vector<std::int64_t> found(at(range.rows), 1);
  if (grid_.weighted) read(range, nullptr, found.data());
  return found;
}

std::vector<float> Shard::copies(RowRange range) const {
  std::vector<float> values(at(range.rows * grid_.features));
  read(range, values.data(), nullptr);
  return values;
}

void Shard::own_distances2_of(const float* values, const Centroids& centroids, RowRange range,
                              double* distances2) const {
  for (std::int64_t i = range.first; i < range.first + range.rows; ++i, values += grid_.features) {
    const double own = distance2(values, centroids.row(labels_[at(i)]), grid_.features);
    *distances2++ = grid_.has_missing ? reported2(own, present_features(values, grid_.features), grid_.features) : own;
  }
}

void Shard::center_distances2_of(const float* values, const Centroids& centers, RowRange range,
                                 float* distances2) const {
  for (int c = 0; c < centers.k; ++c) {
    for (std::int64_t i = 0; i < range.rows; ++i) {
      *distances2++ = seed_distance2(values + i * grid_.features, centers.row(c), grid_.features);
    }
  }
}

void Shard::own_distances2(const Centroids& centroids, RowRange range, double* distances2) {
  fetch_labels();
  own_distances2_of(copies(range).data(), centroids, range, distances2);
}

void Shard::center_distances2(const Centroids& centers, RowRange range, float* distances2) {
  center_distances2_of(copies(range).data(), centers, range, distances2);
}

void Shard::reset(int /*k*/, std::span<std::int32_t> labels) {
  labels_ = labels;
  std::fill(labels_.begin(), labels_.end(), -1);
}

void Shard::set_label(std::int64_t row, std::int32_t label) { labels_[at(row)] = label; }

std::int64_t Shard::set_labels(std::span<const std::int32_t> labels, ClusterSums& sums) {
  const auto threads = at(pool_.threads());
  std::vector<ClusterSums> changes(threads, zero_sums(grid_, static_cast<int>(sums.counts.size())));
  std::vector<std::int64_t> changed(threads);
  for_each_block(block_rows, [&](RowRange block, int thread) {
    const auto given = labels.subspan(at(block.first), at(block.rows));
    const auto mine = labels_.subspan(at(block.first), at(block.rows));
    if (std::ranges::equal(given, mine)) return;
    const std::vector<float> values = copies(block);
    const std::vector<std::int64_t> weights = this->weights(block);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::int32_t before = std::exchange(mine[i], given[i]);
      if (before == given[i]) continue;
      const float* row = values.data() + i * at(grid_.features);
      if (before >= 0) add_to_sums(changes[at(thread)], grid_, row, weights[i], before, -1);
      add_to_sums(changes[at(thread)], grid_, row, weights[i], given[i], +1);
      ++changed[at(thread)];
    }
  });
  for (const ClusterSums& change : changes) add(sums, change);
  return std::accumulate(changed.begin(), changed.end(), std::int64_t{0});
}

void Shard::relabel(std::span<const std::int32_t> new_label, int /*k*/) {
  for (std::int32_t& label : labels_) label = new_label[at(label)];
}

std::vector<FarRow> Shard::farthest(const Centroids& centroids, int count) {
  std::vector<std::vector<FarRow>> found(at(pool_.threads()));
  for_each_block(block_rows, [&](RowRange block, int thread) {
    std::vector<double> distances2(at(block.rows));
    own_distances2(centroids, block, distances2.data());
    const std::vector<std::int64_t> weights = this->weights(block);
    std::vector<FarRow>& mine = found[at(thread)];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto row = first_ + block.first + static_cast<std::int64_t>(i);
      if (weights[i] > 0) mine.push_back({row, distances2[i]});
    }
    keep_farthest(mine, count);
  });
  std::vector<FarRow> all = joined(found);
  keep_farthest(all, count);
  return all;
}

int128 Shard::inertia(const Centroids& centroids, const InertiaUnit& unit) {
  std::vector<int128> sums(at(pool_.threads()));
  for_each_block(block_rows, [&](RowRange block, int thread) {
    std::vector<double> distances2(at(block.rows));
    own_distances2(centroids, block, distances2.data());
    const std::vector<std::int64_t> weights = this->weights(block);
    int128 sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * unit.units(distances2[i]);
    sums[at(thread)] += sum;
  });
  int128 total = 0;
  for (const int128 sum : sums) total += sum;
  return total;
}

void Shard::seed_begin() { seed_distance2_.assign(at(count_), std::numeric_limits<float>::infinity()); }

const float* Shard::tried_distances2(const Centroids& centers) const {
  if (centers.k != 1) return nullptr;
  for (int c = 0; c < tried_.candidates.k; ++c) {
    const float* candidate = tried_.candidates.row(c);
    if (std::equal(candidate, candidate + centers.features, centers.row(0))) {
      return tried_.distances2.data() + at(c) * at(count_);
    }
  }
  return nullptr;
}

float Shard::seed_add(const Centroids& centers) {
  std::vector<float> largest(at(pool_.threads()), 0.0F);
  const float* tried = tried_distances2(centers);
  for_each_block(block_rows, [&](RowRange block, int thread) {
    std::vector<float> computed;
    if (tried == nullptr) {
      computed.resize(at(block.rows) * at(centers.k));
      center_distances2(centers, block, computed.data());
    }
    const float* distances2 = tried == nullptr ? computed.data() : tried + block.first;
    const std::vector<std::int64_t> weights = this->weights(block);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      float& smallest = seed_distance2_[at(block.first) + i];
      for (std::size_t c = 0; c < at(centers.k); ++c) smallest = std::min(smallest, distances2[c * weights.size() + i]);
      if (weights[i] > 0) largest[at(thread)] = std::max(largest[at(thread)], smallest);
    }
  });
  return *std::max_element(largest.begin(), largest.end());
}

int128 Shard::sum_potentials(RowRange range, const float* candidate, double factor) const {
  const float* current = seed_distance2_.data() + range.first;
  const std::vector<std::int64_t> weights = this->weights(range);
  int128 sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float distance2 = candidate == nullptr ? current[i] : std::min(current[i], candidate[i]);
    sum += int128{weights[i]} * seed_potential_of(distance2, factor);
  }
  return sum;
}

PotentialBlocks Shard::seed_potentials(const Centroids& candidates, double factor) {
  const auto each = at(std::max(candidates.k, 1));
  const std::size_t blocks = at((count_ + block_rows - 1) / block_rows);
  PotentialBlocks all{std::vector<RowRange>(blocks), std::vector<int128>(blocks * each)};
  constexpr std::int64_t most_kept = 1 << 20;
  const bool keeps = candidates.k > 0 && count_ * candidates.k <= most_kept;
  if (keeps) tried_ = {candidates, std::vector<float>(at(count_) * at(candidates.k))};
  for_each_block(block_rows, [&](RowRange block, int) {
    const std::size_t place = at(block.first / block_rows);
    all.blocks[place] = block;
    std::vector<float> distances2(at(block.rows) * at(candidates.k));
    if (candidates.k > 0) center_distances2(candidates, block, distances2.data());
    for (std::size_t c = 0; c < each; ++c) {
      const float* candidate = candidates.k > 0 ? distances2.data() + c * at(block.rows) : nullptr;
      if (keeps) std::copy_n(candidate, block.rows, tried_.distances2.data() + c * at(count_) + at(block.first));
      all.sums[place * each + c] = sum_potentials(block, candidate, factor);
    }
  });
  return all;
}

std::vector<float> Shard::seed_distances2(RowRange range) {
  const auto from = seed_distance2_.begin() + range.first;
  return {from, from + range.rows};
}

std::vector<std::int64_t> Shard::seed_sample(const Draw& draw, double share, double factor) {
  std::vector<std::vector<std::int64_t>> found(at((count_ + block_rows - 1) / block_rows));
  for_each_block(block_rows, [&](RowRange block, int) {
    const std::vector<std::int64_t> weights = this->weights(block);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const int128 potential = int128{weights[i]} * seed_potential_of(seed_distance2_[at(block.first) + i], factor);
      const std::int64_t row = first_ + block.first + static_cast<std::int64_t>(i);
      if (random_unit(draw, static_cast<std::uint64_t>(row)) < share * static_cast<double>(potential)) {
        found[at(block.first / block_rows)].push_back(row);
      }
    }
  });
  return joined(found);
}

}  // namespace segmenta
