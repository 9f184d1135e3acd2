#include "cuda_engine.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "engine/definition.h"
#include "seeding.cuh"
#include "shard.cuh"

namespace segmenta {
namespace {

std::vector<int> devices_or_first(std::vector<int> devices) { return devices.empty() ? std::vector{0} : devices; }

std::string architecture_of(int device) {
  int major = 0;
  int minor = 0;
  SEGMENTA_CUDA_CHECK(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device));
  SEGMENTA_CUDA_CHECK(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device));
  return std::string("sm_").append(std::to_string(10 * major + minor));
}

}  // namespace

CudaEngine::CudaEngine(Rows&& rows, const CudaOptions& options, double certificate_shrink)
    : options_(options),
      certificate_shrink_(certificate_shrink),
      pool_(static_cast<int>(std::max<std::size_t>(options.devices.size(), 1))) {
  options_.devices = devices_or_first(options.devices);
  architecture_ = architecture_of(options_.devices.front());
  make_shards(rows);
  rows_ = std::move(rows);
}

CudaEngine::~CudaEngine() = default;

// Shards read values that stay where they are when the rows are moved.
void CudaEngine::make_shards(const Rows& rows) {
  const auto shards = static_cast<std::int64_t>(options_.devices.size());
  for (std::int64_t s = 0; s < shards; ++s) {
    const std::int64_t first = rows.rows() * s / shards;
    const std::int64_t count = rows.rows() * (s + 1) / shards - first;
    if (count == 0) continue;
    const int device = options_.devices[static_cast<std::size_t>(s)];
    const cuda::CurrentDevice current(device);
    shards_.push_back(std::make_unique<cuda::Shard>(
        rows, first, count,
        cuda::ShardOptions{device, options_.memory_bytes, options_.batch_rows, certificate_shrink_}));
  }
}

void CudaEngine::for_each_shard(const std::function<void(cuda::Shard&, std::size_t)>& work) const {
  pool_.run(static_cast<std::int64_t>(shards_.size()),
            [&](std::int64_t s, int) { work(*shards_[static_cast<std::size_t>(s)], static_cast<std::size_t>(s)); });
}

cuda::Shard& CudaEngine::shard_of(std::int64_t row) const {
  return **std::find_if(shards_.begin(), shards_.end(),
                        [&](const auto& shard) { return row < shard->first() + shard->count(); });
}

std::string CudaEngine::device() const {
  std::vector<int> distinct = options_.devices;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::string name = "cuda";
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    name.append(i == 0 ? ":" : ",").append(std::to_string(distinct[i]));
  }
  return name;
}

std::span<const std::int32_t> CudaEngine::labels() const {
  if (!labels_are_current_) {
    labels_.resize(static_cast<std::size_t>(rows_.rows()));
    for_each_shard([&](cuda::Shard& shard, std::size_t) { shard.copy_labels(labels_.data() + shard.first()); });
    labels_are_current_ = true;
  }
  return labels_;
}

std::vector<std::int32_t> CudaEngine::take_labels() {
  static_cast<void>(labels());
  labels_are_current_ = false;
  return std::move(labels_);
}

Rows CudaEngine::take_rows() {
  shards_.clear();
  return std::move(rows_);
}

void CudaEngine::reset(int k) {
  for_each_shard([&](cuda::Shard& shard, std::size_t) { shard.reset(k); });
  labels_are_current_ = false;
  sums_ = zero_sums(rows_, k);
}

PassStats CudaEngine::assign(const Centroids& centroids) {
  std::vector<PassStats> found(shards_.size());
  labels_are_current_ = false;  // even where a shard fails
  for_each_shard([&](cuda::Shard& shard, std::size_t s) { found[s] = shard.assign(centroids); });
  PassStats total;
  for (std::size_t s = 0; s < shards_.size(); ++s) {
    shards_[s]->add_changes(sums_);
    total.changed += found[s].changed;
    total.evaluated += found[s].evaluated;
    total.rechecked += found[s].rechecked;
  }
  return total;
}

void CudaEngine::move_row(std::int64_t row, std::int32_t label) {
  const std::int32_t before = labels()[static_cast<std::size_t>(row)];
  if (label == before) return;
  cuda::Shard& shard = shard_of(row);
  shard.set_label(row - shard.first(), label);
  if (before >= 0) add_to_sums(sums_, rows_, row, before, -1);
  add_to_sums(sums_, rows_, row, label, +1);
  labels_[static_cast<std::size_t>(row)] = label;
}

void CudaEngine::relabel(std::span<const std::int32_t> new_label, int k) {
  labels_are_current_ = false;
  for_each_shard([&](cuda::Shard& shard, std::size_t) { shard.relabel(new_label); });
  sums_ = relabelled(sums_, rows_, new_label, k);
}

std::vector<FarRow> CudaEngine::farthest(const Centroids& centroids, int count) const {
  std::vector<std::vector<FarRow>> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) { found[s] = shard.farthest(centroids, count); });
  std::vector<FarRow> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end(), farther);
  all.resize(std::min(all.size(), static_cast<std::size_t>(count)));
  return all;
}

double CudaEngine::inertia(const Centroids& centroids) const {
  const InertiaUnit unit(rows_);
  std::vector<int128> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) { found[s] = shard.inertia(centroids, unit.factor()); });
  int128 sum = 0;
  for (const int128 some : found) sum += some;
  return unit.value(sum);
}

RowDistances CudaEngine::distances(const Centroids& centroids, double unit) const {
  const auto rows = static_cast<std::size_t>(rows_.rows());
  RowDistances all{std::vector<float>(rows), std::vector<float>(rows), std::vector<std::int32_t>(rows)};
  for_each_shard([&](cuda::Shard& shard, std::size_t) { shard.distances(centroids, unit, all); });
  return all;
}

void CudaEngine::seed_begin() {
  for_each_shard([](cuda::Shard& shard, std::size_t) { shard.seed_begin(); });
}

float CudaEngine::seed_add(const Centroids& centers) {
  std::vector<float> largest(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) { largest[s] = shard.seed_add(centers); });
  return *std::max_element(largest.begin(), largest.end());
}

std::vector<int128> CudaEngine::seed_try(const Centroids& candidates, SeedScale scale) const {
  std::vector<cuda::PotentialBlocks> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) {
    found[s] = shard.seed_potentials(candidates, std::ldexp(1.0, scale.shift));
  });
  std::vector<int128> sums(static_cast<std::size_t>(candidates.k));
  for (const cuda::PotentialBlocks& some : found) {
    for (std::size_t i = 0; i < some.sums.size(); ++i) sums[i % sums.size()] += some.sums[i];
  }
  return sums;
}

int128 CudaEngine::seed_potential(SeedScale scale) const {
  std::vector<int128> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) {
    for (const int128 sum : shard.seed_potentials({0, rows_.features(), {}}, std::ldexp(1.0, scale.shift)).sums) {
      found[s] += sum;
    }
  });
  int128 total = 0;
  for (const int128 some : found) total += some;
  return total;
}

std::vector<std::int64_t> CudaEngine::seed_pick(std::span<const int128> positions, SeedScale scale) const {
  const double factor = std::ldexp(1.0, scale.shift);
  std::vector<cuda::PotentialBlocks> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) {
    found[s] = shard.seed_potentials({0, rows_.features(), {}}, factor);
  });
  std::vector<std::int64_t> picked;
  for (int128 position : positions) {
    std::size_t s = 0;
    std::size_t block = 0;
    while (position >= found[s].sums[block]) {
      position -= found[s].sums[block++];
      if (block == found[s].sums.size()) {
        ++s;
        block = 0;
      }
    }
    const cuda::RowRange& range = found[s].blocks[block];
    std::int64_t row = range.first;
    for (const float distance2 : shards_[s]->seed_distances(range)) {
      const int128 here = int128{rows_.weight(row)} * seed_potential_of(distance2, factor);
      if (position < here) break;
      position -= here;
      ++row;
    }
    picked.push_back(row);
  }
  return picked;
}

std::vector<std::int64_t> CudaEngine::seed_sample(const Draw& draw, double factor, SeedScale scale) const {
  std::vector<std::vector<std::int64_t>> found(shards_.size());
  for_each_shard([&](cuda::Shard& shard, std::size_t s) {
    found[s] = shard.seed_sample(draw, factor, std::ldexp(1.0, scale.shift));
  });
  std::vector<std::int64_t> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<float> CudaEngine::row(std::int64_t index) const {
  return {rows_.row(index), rows_.row(index) + rows_.features()};
}

std::unique_ptr<Engine> CudaEngine::like(Rows rows) const {
  return std::make_unique<CudaEngine>(std::move(rows), options_, certificate_shrink_);
}

CudaPlan plan_cuda(std::int64_t rows, int features, bool weighted, const CudaOptions& options) {
  const std::vector<int> devices = devices_or_first(options.devices);
  const auto shards = static_cast<std::int64_t>(devices.size());
  CudaPlan plan;
  for (const int device : devices) {
    const cuda::CurrentDevice current(device);
    const CudaPlan here = cuda::make_plan((rows + shards - 1) / shards, features, weighted,
                                          cuda::usable_bytes(options.memory_bytes), options.batch_rows);
    if (device == devices.front() || !here.resident) plan = here;
  }
  return plan;
}

std::unique_ptr<Engine> make_cuda_engine(Rows&& rows, const CudaOptions& options) {
  return std::make_unique<CudaEngine>(std::move(rows), options);
}

}  // namespace segmenta
