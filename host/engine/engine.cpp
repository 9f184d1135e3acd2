// The engine above its shards: what they find is merged here, once for every back end.

#include <segmenta/engine.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/definition.h"
#include "engine/shard.h"
#include "parallel.h"

namespace segmenta {
namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

double factor_of(SeedScale scale) { return std::ldexp(1.0, scale.shift); }

int128 sum_of(const std::vector<int128>& parts) {
  int128 sum = 0;
  for (const int128 part : parts) sum += part;
  return sum;
}

// Rows that are yet to be filled in.
Rows rows_on(const Grid& grid, std::int64_t count) {
  Rows rows(count, grid.features);
  rows.quantum = grid.quantum;
  rows.magnitude = grid.magnitude;
  rows.weight_exponent = grid.weight_exponent;
  rows.has_missing = grid.has_missing;
  if (grid.weighted) rows.weights.resize(at(count));
  return rows;
}

std::int64_t* weights_at(Rows& rows, std::int64_t i) { return rows.weighted() ? &rows.weights[at(i)] : nullptr; }

// work(shard, its own rows, where these begin among the `count`) for each shard that has some of the rows from `first`.
template <class Work>
void for_each_part(const std::vector<std::unique_ptr<Shard>>& shards, std::int64_t first, std::int64_t count,
                   const Work& work) {
  for (const auto& shard : shards) {
    const std::int64_t from = std::max(first, shard->first());
    const std::int64_t until = std::min(first + count, shard->first() + shard->count());
    if (from < until) work(*shard, RowRange{from - shard->first(), until - from}, from - first);
  }
}

// The row of a shard's block that holds a position of the block's running sum of potentials.
std::int64_t row_at(Shard& shard, RowRange block, int128 position, double factor) {
  std::vector<std::int64_t> weights(at(block.rows));
  shard.read(block, nullptr, weights.data());
  const std::vector<float> distances2 = shard.seed_distances2(block);
  std::size_t i = 0;
  for (; i + 1 < weights.size(); ++i) {
    const int128 here = int128{weights[i]} * seed_potential_of(distances2[i], factor);
    if (position < here) break;
    position -= here;
  }
  return shard.first() + block.first + static_cast<std::int64_t>(i);
}

}  // namespace

Engine::Engine(Rows&& rows, std::shared_ptr<const BackEnd> back_end)
    : rows_(std::move(rows)), grid_(rows_.grid()), back_end_(std::move(back_end)) {
  try {
    shards_ = back_end_->shards(rows_, grid_);
  } catch (...) {
    rows = std::move(rows_);
    throw;
  }
  if (std::ranges::none_of(shards_, [](const auto& shard) { return shard->needs_rows(); })) rows_ = Rows();
  pool_ = std::make_unique<ThreadPool>(static_cast<int>(shards_.size()));
}

Engine::~Engine() = default;

std::string Engine::device() const { return back_end_->device(); }
std::string Engine::simd() const { return back_end_->simd(); }
int Engine::threads() const { return back_end_->threads(); }

void Engine::for_each_shard(const std::function<void(Shard&, std::size_t)>& work) const {
  pool_->run(static_cast<std::int64_t>(shards_.size()), [&](std::int64_t s, int) { work(*shards_[at(s)], at(s)); });
}

Shard& Engine::shard_of(std::int64_t row) const {
  return **std::find_if(shards_.begin(), shards_.end(),
                        [&](const auto& shard) { return row < shard->first() + shard->count(); });
}

Rows Engine::read(std::int64_t first, std::int64_t count) const {
  Rows rows = rows_on(grid_, count);
  for_each_part(shards_, first, count, [&](const Shard& shard, RowRange range, std::int64_t place) {
    shard.read(range, rows.row(place), weights_at(rows, place));
  });
  return rows;
}

Rows Engine::select(std::span<const std::int64_t> rows) const {
  Rows selected = rows_on(grid_, static_cast<std::int64_t>(rows.size()));
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < rows.size(); i += places.size()) {  // as many at once as one shard has
    const Shard& shard = shard_of(rows[i]);
    places.clear();
    for (std::size_t j = i; j < rows.size() && shard.has(rows[j]); ++j) places.push_back(rows[j] - shard.first());
    const auto first = static_cast<std::int64_t>(i);
    shard.gather(places, selected.row(first), weights_at(selected, first));
  }
  return selected;
}

std::vector<std::int64_t> Engine::weights(std::int64_t first, std::int64_t count) const {
  std::vector<std::int64_t> found(at(count), 1);
  if (!grid_.weighted) return found;
  for_each_part(shards_, first, count, [&](const Shard& shard, RowRange range, std::int64_t place) {
    shard.read(range, nullptr, &found[at(place)]);
  });
  return found;
}

void Engine::reset(int k) {
  labels_.resize(at(grid_.rows));
  labels_are_here_ = false;
  for_each_shard([&](Shard& shard, std::size_t) {
    shard.reset(k, std::span(labels_).subspan(at(shard.first()), at(shard.count())));
  });
  sums_ = zero_sums(grid_, k);
}

PassStats Engine::assign(const Centroids& centroids) {
  labels_are_here_ = false;  // even where a shard fails
  if (shards_.size() == 1) return shards_.front()->assign(centroids, sums_);
  std::vector<PassStats> found(shards_.size());
  std::vector<ClusterSums> changes(shards_.size(), zero_sums(grid_, centroids.k));
  for_each_shard([&](Shard& shard, std::size_t s) { found[s] = shard.assign(centroids, changes[s]); });
  PassStats total;
  for (std::size_t s = 0; s < shards_.size(); ++s) {
    add(sums_, changes[s]);
    total.changed += found[s].changed;
    total.evaluated += found[s].evaluated;
    total.rechecked += found[s].rechecked;
  }
  return total;
}

void Engine::fetch_labels() const {
  if (labels_are_here_) return;
  for_each_shard([](Shard& shard, std::size_t) { shard.fetch_labels(); });
  labels_are_here_ = true;
}

std::span<const std::int32_t> Engine::labels() const {
  fetch_labels();
  return labels_;
}

std::vector<std::int32_t> Engine::take_labels() {
  fetch_labels();
  labels_are_here_ = false;
  return std::move(labels_);
}

std::int64_t Engine::set_labels(std::span<const std::int32_t> labels) {
  labels_are_here_ = false;  // even where a shard fails
  std::vector<std::int64_t> changed(shards_.size());
  std::vector<ClusterSums> changes(shards_.size(), zero_sums(grid_, static_cast<int>(sums_.counts.size())));
  for_each_shard([&](Shard& shard, std::size_t s) {
    changed[s] = shard.set_labels(labels.subspan(at(shard.first()), at(shard.count())), changes[s]);
  });
  for (const ClusterSums& change : changes) add(sums_, change);
  return std::accumulate(changed.begin(), changed.end(), std::int64_t{0});
}

void Engine::move_row(std::int64_t row, std::int32_t label) {
  const std::int32_t before = labels()[at(row)];
  if (label == before) return;
  Shard& shard = shard_of(row);
  shard.set_label(row - shard.first(), label);
  labels_[at(row)] = label;
  const Rows one = read(row, 1);
  if (before >= 0) add_to_sums(sums_, grid_, one.row(0), one.weight(0), before, -1);
  add_to_sums(sums_, grid_, one.row(0), one.weight(0), label, +1);
}

void Engine::relabel(std::span<const std::int32_t> new_label, int k) {
  labels_are_here_ = false;
  for_each_shard([&](Shard& shard, std::size_t) { shard.relabel(new_label, k); });
  sums_ = relabelled(sums_, grid_, new_label, k);
}

std::vector<FarRow> Engine::farthest(const Centroids& centroids, int count) const {
  std::vector<std::vector<FarRow>> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) { found[s] = shard.farthest(centroids, count); });
  std::vector<FarRow> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end(), farther);
  all.resize(std::min(all.size(), at(count)));
  return all;
}

double Engine::inertia(const Centroids& centroids) const {
  const InertiaUnit unit(grid_);
  std::vector<int128> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) { found[s] = shard.inertia(centroids, unit); });
  return unit.value(sum_of(found));
}

RowDistances Engine::distances(const Centroids& centroids, double unit) const {
  const std::size_t rows = at(grid_.rows);
  RowDistances all{std::vector<float>(rows), std::vector<float>(rows), std::vector<std::int32_t>(rows)};
  for_each_shard([&](Shard& shard, std::size_t) { shard.distances(centroids, unit, all); });
  return all;
}

void Engine::seed_begin() {
  for_each_shard([](Shard& shard, std::size_t) { shard.seed_begin(); });
}

float Engine::seed_add(const Centroids& centers) {
  std::vector<float> largest(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) { largest[s] = shard.seed_add(centers); });
  return *std::max_element(largest.begin(), largest.end());
}

std::vector<int128> Engine::seed_try(const Centroids& candidates, SeedScale scale) const {
  std::vector<PotentialBlocks> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) { found[s] = shard.seed_potentials(candidates, factor_of(scale)); });
  std::vector<int128> sums(at(candidates.k));
  for (const PotentialBlocks& some : found) {
    for (std::size_t i = 0; i < some.sums.size(); ++i) sums[i % sums.size()] += some.sums[i];
  }
  return sums;
}

int128 Engine::seed_potential(SeedScale scale) const {
  std::vector<int128> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) {
    found[s] = sum_of(shard.seed_potentials({0, grid_.features, {}}, factor_of(scale)).sums);
  });
  return sum_of(found);
}

std::vector<std::int64_t> Engine::seed_pick(std::span<const int128> positions, SeedScale scale) const {
  std::vector<PotentialBlocks> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) {
    found[s] = shard.seed_potentials({0, grid_.features, {}}, factor_of(scale));
  });
  std::vector<std::int64_t> picked;
  for (int128 position : positions) {
    std::size_t s = 0;
    std::size_t block = 0;
    while (position >= found[s].sums[block]) {
      position -= found[s].sums[block++];
      if (block < found[s].sums.size()) continue;
      ++s;
      block = 0;
    }
    picked.push_back(row_at(*shards_[s], found[s].blocks[block], position, factor_of(scale)));
  }
  return picked;
}

std::vector<std::int64_t> Engine::seed_sample(const Draw& draw, double factor, SeedScale scale) const {
  std::vector<std::vector<std::int64_t>> found(shards_.size());
  for_each_shard([&](Shard& shard, std::size_t s) { found[s] = shard.seed_sample(draw, factor, factor_of(scale)); });
  std::vector<std::int64_t> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::unique_ptr<Engine> Engine::like(Rows rows) const { return std::make_unique<Engine>(std::move(rows), back_end_); }

std::unique_ptr<Engine> Engine::small(Rows rows) const {
  return std::make_unique<Engine>(std::move(rows), back_end_->alone());
}

Rows Engine::take_rows() {
  Rows rows = rows_.rows() == grid_.rows ? std::move(rows_) : read(0, grid_.rows);
  shards_.clear();
  return rows;
}

}  // namespace segmenta
