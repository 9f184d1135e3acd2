// A pass, distances and seeding of a shard on its device, batch by batch.

#include "shard.cuh"

#include <bit>
#include <cmath>
#include <utility>

#include "farthest.cuh"
#include "first_sums.cuh"
#include "labels.cuh"
#include "launch.cuh"
#include "own_distances.cuh"
#include "seeding.cuh"
#include "small_pass.cuh"

namespace segmenta::cuda {
namespace {

constexpr std::int64_t sorted_rows = 1 << 18;  // at a time, by farthest()

float largest_of(const Grid& grid) {
  return grid.magnitude.empty() ? 0.0F : *std::max_element(grid.magnitude.begin(), grid.magnitude.end());
}

std::vector<double> inverses(const std::vector<double>& quanta) {
  std::vector<double> inverse;
  for (const double quantum : quanta) inverse.push_back(1 / quantum);
  return inverse;
}

__global__ void __launch_bounds__(pass_threads)
    rename_labels(std::int32_t* labels, std::int64_t count, const std::int32_t* new_label) {
  for (std::int64_t row = thread_index(); row < count; row += threads_in_grid()) labels[row] = new_label[labels[row]];
}

__global__ void __launch_bounds__(pass_threads) fill(float* values, std::int64_t count, float value) {
  for (std::int64_t i = thread_index(); i < count; i += threads_in_grid()) values[i] = value;
}

// Of what has `width` values a row.
template <class T>
__global__ void __launch_bounds__(pass_threads)
    gather_rows(const T* from, int width, const std::int64_t* places, std::int64_t count, T* gathered) {
  for (std::int64_t i = thread_index(); i < count * width; i += threads_in_grid()) {
    gathered[i] = from[places[i / width] * width + i % width];
  }
}

template <class T>
void gather(const T* from, int width, const DeviceArray<std::int64_t>& places, T* to, const Stream& stream) {
  DeviceArray<T> gathered(places.size() * width);
  launch_threads(gather_rows<T>, gathered.size(), stream, from, width, places.data(), places.size(), gathered.data());
  copy_to_host(std::span(to, static_cast<std::size_t>(gathered.size())), gathered.data(), stream);
}

// How rows are ranked, by what was fastest where it was measured (benchmarks/RESULTS.md).
enum class Way { small, tensor, product, definition };

std::shared_ptr<const PreparedValues> prepared_values(const Rows& rows) {
  return std::static_pointer_cast<const PreparedValues>(rows.on_device());
}

Way way_of(int features, int k) {
  if (suits_small_pass(features, k)) return Way::small;
  if (suits_product_pass(features, k)) return Way::product;
  return features <= most_tensor_features ? Way::tensor : Way::definition;
}

}  // namespace

std::int64_t usable_bytes(std::int64_t memory_bytes) {
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  SEGMENTA_CUDA_CHECK(cudaMemGetInfo(&free_bytes, &total_bytes));
  const auto usable = static_cast<std::int64_t>(free_bytes - free_bytes / 16);
  return memory_bytes > 0 ? std::min(memory_bytes, usable) : usable;
}

// One array, so that a pass clears and fetches all at once: values [limbs x k x features], counts [k], weights [k],
// missing [k x features], rows changed, rows left open [batches].
struct DeviceShard::Totals {
  std::int64_t size, limbs, k, batches;
  bool weighted, has_missing;
  unsigned long long* data;

  [[nodiscard]] unsigned long long* counts() const { return data + limbs * size; }
  [[nodiscard]] unsigned long long* weights() const { return counts() + k; }
  [[nodiscard]] unsigned long long* missing() const { return weights() + (weighted ? k : 0); }
  [[nodiscard]] unsigned long long* changed() const { return missing() + (has_missing ? size : 0); }
  [[nodiscard]] unsigned long long* open() const { return changed() + 1; }
  [[nodiscard]] std::int64_t length() const {
    return limbs * size + k + (weighted ? k : 0) + (has_missing ? size : 0) + 1 + batches;
  }

  [[nodiscard]] Sums sums(const double* inverse_quantum) const {
    return {data, counts(), weighted ? weights() : nullptr, has_missing ? missing() : nullptr, inverse_quantum, size};
  }
};

DeviceShard::DeviceShard(const Rows& rows, const Grid& grid, std::int64_t first, std::int64_t count,
                         const ShardOptions& options)
    : HostShard(rows, grid, first, count),
      device_(options.device),
      features_(grid.features),
      weighted_(grid.weighted),
      has_missing_(grid.has_missing),
      largest_(largest_of(grid)),
      certificate_shrink_(options.certificate_shrink),
      plan_(make_plan(count, rows.on_device() ? 0 : features_, weighted_, usable_bytes(options.memory_bytes),
                      options.batch_rows)),
      needs_rows_(!rows.on_device() && (!plan_.resident || !options.give_up_rows)),
      device_rows_(rows.on_device() ? DeviceRows(prepared_values(rows), first, count, features_, plan_)
                                    : DeviceRows(rows.row(first), count, features_, plan_, options.pin_rows, stream_)),
      weights_(weighted_ ? count : 0),
      device_labels_(count),
      inverse_quantum_(features_),
      open_rows_(plan_.batch_rows) {
  if (weighted_) {
    copy_to_device(
        weights_.data(),
        std::span<const std::int64_t>(&rows.weights[static_cast<std::size_t>(first)], static_cast<std::size_t>(count)),
        stream_);
  }
  const std::vector<double> inverse = inverses(grid.quantum);
  copy_to_device(inverse_quantum_.data(), std::span<const double>(inverse), stream_);
  stream_.wait();
}

void DeviceShard::read(RowRange range, float* values, std::int64_t* weights) const {
  if (needs_rows_) return HostShard::read(range, values, weights);
  const CurrentDevice current(device_);
  const auto size = static_cast<std::size_t>(range.rows * features_);
  if (values != nullptr) download_.copy(std::span(values, size), device_rows_.resident() + range.first * features_);
  if (weights == nullptr) return;
  std::fill_n(weights, range.rows, 1);
  if (!weighted_) return;
  download_.copy(std::span(weights, static_cast<std::size_t>(range.rows)), weights_.data() + range.first);
}

void DeviceShard::gather(std::span<const std::int64_t> places, float* values, std::int64_t* weights) const {
  if (needs_rows_) return HostShard::gather(places, values, weights);
  const CurrentDevice current(device_);
  const Stream reads;
  DeviceArray<std::int64_t> on_device(static_cast<std::int64_t>(places.size()));
  copy_to_device(on_device.data(), places, reads);
  if (values != nullptr) cuda::gather(device_rows_.resident(), features_, on_device, values, reads);
  if (weights == nullptr) return;
  std::fill_n(weights, places.size(), 1);
  if (weighted_) cuda::gather(weights_.data(), 1, on_device, weights, reads);
}

Batch DeviceShard::batch(const float* values, std::int64_t first, std::int64_t rows) const {
  return {values, weighted_ ? weights_.data() + first : nullptr, device_labels_.data() + first, rows, features_};
}

DeviceShard::Totals DeviceShard::totals() const {
  return {std::int64_t{k_} * features_,
          weighted_ ? weighted_limbs : 1,
          k_,
          device_rows_.batches(),
          weighted_,
          has_missing_,
          totals_.data()};
}

void DeviceShard::reset(int k, std::span<std::int32_t> labels) {
  const CurrentDevice current(device_);
  labels_ = labels;
  k_ = k;
  totals_.at_least(totals().length());
  totals_on_host_.at_least(totals().length());
  SEGMENTA_CUDA_CHECK(
      cudaMemsetAsync(device_labels_.data(), 0xFF, device_labels_.bytes(), stream_.get()));  // undecided
  device_seed_distance2_ = {};
  product_pass_.reset();
  first_pass_ = true;
}

void DeviceShard::load(const Centroids& centroids) {
  k_ = centroids.k;
  centroids_.load(centroids, stream_);
  certificate_ = float_certificate(features_, centroids_.norm(), certificate_shrink_);
}

PassStats DeviceShard::assign(const Centroids& centroids, ClusterSums& changes) {
  const CurrentDevice current(device_);
  load(centroids);
  const Way way = way_of(features_, k_);
  SmallCentroids small{};
  TensorCentroids ranked{};
  if (way == Way::small) small = small_centroids(centroids_, certificate_shrink_);
  if (way == Way::tensor) ranked = tensor_centroids_.load(centroids_, largest_, certificate_shrink_, stream_);
  if (way == Way::product) product_pass_.load(centroids_, largest_, certificate_shrink_, stream_);
  const Totals all = totals();
  set_zero(totals_, stream_);
  const Sums all_sums = all.sums(inverse_quantum_.data());
  const bool added_apart = std::exchange(first_pass_, false) && suits_first_sums(features_, all_sums, k_);
  Sums sums = all_sums;
  if (added_apart) sums.values = nullptr;
  device_rows_.for_each_batch(
      stream_, [&](std::int64_t index, const float* values, std::int64_t first, std::int64_t rows) {
        const OpenRows open{open_rows_.data(), reinterpret_cast<unsigned int*>(all.open() + index), all.changed()};
        const Batch here = batch(values, first, rows);
        if (way == Way::small) launch_small_pass(here, small, sums, open, stream_);
        if (way == Way::tensor) launch_tensor_pass(here, ranked, sums, open, stream_);
        if (way == Way::product) product_pass_.launch(here, sums, open, stream_);
        launch_decide(here, definition_centroids(), sums, open, way == Way::definition, stream_);
        if (added_apart) launch_first_sums(here, all_sums, k_, stream_);
      });
  copy_to_host(std::span(totals_on_host_.data(), static_cast<std::size_t>(all.length())), totals_.data(), stream_);
  Totals found = all;
  found.data = totals_on_host_.data();
  add_changes(changes);
  PassStats stats;
  stats.evaluated = count_;
  stats.changed = static_cast<std::int64_t>(*found.changed());
  for (std::int64_t b = 0; b < found.batches; ++b) stats.rechecked += static_cast<std::int64_t>(found.open()[b]);
  if (way == Way::definition) stats.rechecked = count_;
  return stats;
}

void DeviceShard::add_changes(ClusterSums& sums) const {
  Totals found = totals();
  found.data = totals_on_host_.data();
  const auto size = static_cast<std::size_t>(found.size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto whole = [&](std::size_t limb) { return static_cast<std::int64_t>(found.data[limb * size + i]); };
    if (weighted_) {
      sums.values[i] += int128{found.data[i]} + (int128{found.data[size + i]} << 32) + (int128{whole(2)} << 64);
    } else {
      sums.values[i] += whole(0);
    }
    if (has_missing_) sums.missing[i] += static_cast<std::int64_t>(found.missing()[i]);
  }
  for (std::size_t c = 0; c < static_cast<std::size_t>(k_); ++c) {
    const auto count = static_cast<std::int64_t>(found.counts()[c]);
    sums.counts[c] += count;
    sums.weights[c] += weighted_ ? static_cast<std::int64_t>(found.weights()[c]) : count;
  }
}

void DeviceShard::fetch_labels() {
  const CurrentDevice current(device_);
  copy_to_host(labels_, device_labels_.data(), stream_);
}

void DeviceShard::set_label(std::int64_t row, std::int32_t label) {
  const CurrentDevice current(device_);
  first_pass_ = false;
  copy_to_device(device_labels_.data() + row, std::span<const std::int32_t>(&label, 1), stream_);
  stream_.wait();
}

std::int64_t DeviceShard::set_labels(std::span<const std::int32_t> labels, ClusterSums& sums) {
  const CurrentDevice current(device_);
  first_pass_ = false;
  fetch_labels();
  const std::int64_t changed = HostShard::set_labels(labels, sums);
  copy_to_device(device_labels_.data(), labels, stream_);
  stream_.wait();
  return changed;
}

void DeviceShard::relabel(std::span<const std::int32_t> new_label, int /*k*/) {
  const CurrentDevice current(device_);
  DeviceArray<std::int32_t> names(static_cast<std::int64_t>(new_label.size()));
  copy_to_device(names.data(), new_label, stream_);
  launch_threads(rename_labels, count_, stream_, device_labels_.data(), count_, names.data());
  stream_.wait();
}

std::vector<FarRow> DeviceShard::farthest(const Centroids& centroids, int count) {
  const CurrentDevice current(device_);
  load(centroids);
  DeviceArray<double> distances2(std::min(sorted_rows, plan_.batch_rows));
  std::vector<FarRow> all;
  device_rows_.for_each_batch(stream_, [&](std::int64_t, const float* values, std::int64_t first, std::int64_t rows) {
    for (std::int64_t from = 0; from < rows; from += distances2.size()) {
      const std::int64_t some = std::min(distances2.size(), rows - from);
      launch_own_distances(batch(values + from * features_, first + from, some), centroids_.values(), distances2.data(),
                           stream_);
      const auto found = farthest_of(distances2.data(), some, first_ + first + from, count, stream_);
      all.insert(all.end(), found.begin(), found.end());
    }
  });
  return all;
}

int128 DeviceShard::inertia(const Centroids& centroids, const InertiaUnit& unit) {
  const CurrentDevice current(device_);
  load(centroids);
  DeviceArray<int128> partials(most_partials());
  set_zero(partials, stream_);
  device_rows_.for_each_batch(stream_, [&](std::int64_t, const float* values, std::int64_t first, std::int64_t rows) {
    launch_inertia(batch(values, first, rows), centroids_.values(), unit.factor(), partials.data(), stream_);
  });
  int128 sum = 0;
  for (const int128 partial : to_host(partials.data(), partials.size(), stream_)) sum += partial;
  return sum;
}

void DeviceShard::distances(const Centroids& centroids, double unit, RowDistances& all) {
  const CurrentDevice current(device_);
  load(centroids);
  nearest_.at_least(plan_.batch_rows);
  margin_.at_least(plan_.batch_rows);
  runner_up_.at_least(plan_.batch_rows);
  device_rows_.for_each_batch(stream_, [&](std::int64_t, const float* values, std::int64_t first, std::int64_t rows) {
    launch_distances(batch(values, first, rows), definition_centroids(), unit, nearest_.data(), margin_.data(),
                     runner_up_.data(), stream_);
    const auto part = [&](auto& values_of) {
      return std::span(values_of).subspan(static_cast<std::size_t>(first_ + first), static_cast<std::size_t>(rows));
    };
    copy_to_host(part(all.nearest), nearest_.data(), stream_);
    copy_to_host(part(all.margin), margin_.data(), stream_);
    copy_to_host(part(all.runner_up), runner_up_.data(), stream_);
  });
}

void DeviceShard::seed_begin() {
  const CurrentDevice current(device_);
  device_seed_distance2_.at_least(count_);
  launch_threads(fill, count_, stream_, device_seed_distance2_.data(), count_, INFINITY);
  stream_.wait();
}

float DeviceShard::seed_add(const Centroids& centers) {
  const CurrentDevice current(device_);
  const std::vector<float> packed = by_groups(centers);
  DeviceArray<float> on_device(static_cast<std::int64_t>(packed.size()));
  DeviceArray<unsigned int> largest(1);
  copy_to_device(on_device.data(), std::span<const float>(packed), stream_);
  set_zero(largest, stream_);
  device_rows_.for_each_batch(stream_, [&](std::int64_t, const float* values, std::int64_t first, std::int64_t rows) {
    launch_seed_add(batch(values, first, rows), on_device.data(), centers.k, device_seed_distance2_.data() + first,
                    largest.data(), stream_);
  });
  return std::bit_cast<float>(to_host(largest.data(), 1, stream_).front());
}

PotentialBlocks DeviceShard::seed_potentials(const Centroids& candidates, double factor) {
  const CurrentDevice current(device_);
  const std::vector<float> packed = by_groups(candidates);
  DeviceArray<float> on_device(static_cast<std::int64_t>(packed.size()));
  copy_to_device(on_device.data(), std::span<const float>(packed), stream_);
  PotentialBlocks all;
  const int each = std::max(candidates.k, 1);
  DeviceArray<int128> sums((plan_.batch_rows / potential_block_rows + 1) * each);
  const auto add_up = [&](std::int64_t, const float* values, std::int64_t first, std::int64_t rows) {
    launch_seed_try(batch(values, first, rows), on_device.data(), candidates.k, device_seed_distance2_.data() + first,
                    factor, sums.data(), stream_);
    for (std::int64_t from = 0; from < rows; from += potential_block_rows) {
      all.blocks.push_back({first + from, std::min(potential_block_rows, rows - from)});
    }
    const auto blocks = (rows + potential_block_rows - 1) / potential_block_rows;
    const auto found = to_host(sums.data(), blocks * each, stream_);
    all.sums.insert(all.sums.end(), found.begin(), found.end());
  };
  if (candidates.k > 0) {
    device_rows_.for_each_batch(stream_, add_up);
  } else {  // without the rows themselves
    for (std::int64_t first = 0; first < count_; first += plan_.batch_rows) {
      add_up(0, nullptr, first, std::min(plan_.batch_rows, count_ - first));
    }
  }
  return all;
}

std::vector<float> DeviceShard::seed_distances2(RowRange range) {
  const CurrentDevice current(device_);
  return to_host(device_seed_distance2_.data() + range.first, range.rows, stream_);
}

std::vector<std::int64_t> DeviceShard::seed_sample(const Draw& draw, double share, double factor) {
  const CurrentDevice current(device_);
  std::vector<std::int64_t> all;
  for (std::int64_t first = 0; first < count_; first += plan_.batch_rows) {
    const std::int64_t rows = std::min(plan_.batch_rows, count_ - first);
    const auto found = sample_rows(batch(nullptr, first, rows), first_ + first, device_seed_distance2_.data() + first,
                                   draw, share, factor, stream_);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace segmenta::cuda
