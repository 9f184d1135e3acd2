#pragma once
// Some of an engine's rows, on one device. Functions mirror those of Engine; rows are numbered as there, unless said.

#include <segmenta/engine.h>

#include <memory>
#include <vector>

#include "decide.cuh"
#include "device_rows.cuh"
#include "memory.cuh"
#include "pass.cuh"
#include "plan.h"
#include "tensor_pass.cuh"

namespace segmenta::cuda {

/// Bytes of the current device that may be used: `memory_bytes`, or with 0 most of what is free.
std::int64_t usable_bytes(std::int64_t memory_bytes);

struct ShardOptions {
  int device = 0;
  std::int64_t memory_bytes = 0;  ///< 0: most of what is free
  std::int64_t batch_rows = 0;    ///< 0: chosen
  double certificate_shrink = 1;
};

/// Rows of the engine.
struct RowRange {
  std::int64_t first = 0, rows = 0;
};

/// Sums of potentials of consecutive blocks of rows.
struct PotentialBlocks {
  std::vector<RowRange> blocks;
  std::vector<int128> sums;  ///< [blocks x candidates]
};

/// Not thread-safe, but different shards are independent.
class Shard {
 public:
  /// Rows [first, first + count) of `rows`, whose values stay where they are. The device is to be current.
  Shard(const Rows& rows, std::int64_t first, std::int64_t count, const ShardOptions& options);

  [[nodiscard]] std::int64_t first() const { return first_; }
  [[nodiscard]] std::int64_t count() const { return count_; }

  void reset(int k);
  /// Labels every row; add_changes() has what that does to the sums.
  PassStats assign(const Centroids& centroids);
  void add_changes(ClusterSums& sums) const;
  void copy_labels(std::int32_t* to) const;
  /// `row` counts from the shard's first.
  void set_label(std::int64_t row, std::int32_t label);
  void relabel(std::span<const std::int32_t> new_label);
  [[nodiscard]] std::vector<FarRow> farthest(const Centroids& centroids, int count);
  [[nodiscard]] int128 inertia(const Centroids& centroids, double factor);
  void distances(const Centroids& centroids, double unit, RowDistances& all);

  void seed_begin();
  float seed_add(const Centroids& centers);
  /// With each of the candidates; without any, as things are.
  [[nodiscard]] PotentialBlocks seed_potentials(const Centroids& candidates, double factor);
  /// The rows' smallest distances.
  [[nodiscard]] std::vector<float> seed_distances(const RowRange& range) const;
  [[nodiscard]] std::vector<std::int64_t> seed_sample(const Draw& draw, double factor, double potential_factor);

 private:
  struct Totals;  // where the parts of totals_ are

  [[nodiscard]] Batch batch(const float* values, std::int64_t first, std::int64_t rows) const;
  [[nodiscard]] Totals totals() const;
  void load(const Centroids& centroids);
  [[nodiscard]] DefinitionCentroids definition_centroids() const {
    return {by_feature_.data(), half_norms_.data(), k_, certificate_};
  }

  int device_;
  std::int64_t first_, count_;
  int features_;
  int k_ = 0;
  bool weighted_, has_missing_;
  float largest_;
  double certificate_shrink_;
  Stream stream_;
  CudaPlan plan_;
  DeviceRows rows_;
  DeviceArray<std::int64_t> weights_;
  DeviceArray<std::int32_t> labels_;
  DeviceArray<float> seed_distance2_;
  DeviceArray<double> inverse_quantum_;
  DeviceArray<std::uint32_t> open_rows_;
  // A pass
  DeviceArray<float> centroids_, by_feature_, half_norms_;
  Certificate certificate_{};  // of the centroids, in float32
  TensorCentroidsOnDevice tensor_centroids_;
  DeviceArray<unsigned long long> totals_;
  PinnedArray<unsigned long long> totals_on_host_;
  // Reporting
  DeviceArray<float> nearest_, margin_;
  DeviceArray<std::int32_t> runner_up_;
};

}  // namespace segmenta::cuda
