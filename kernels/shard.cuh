#pragma once
// A shard of an engine's rows on one device; see host/engine/shard.h for what its functions promise.

#include <segmenta/engine.h>

#include <vector>

#include "decide.cuh"
#include "device_centroids.cuh"
#include "device_rows.cuh"
#include "download.cuh"
#include "engine/shard.h"
#include "memory.cuh"
#include "pass.cuh"
#include "plan.h"
#include "product_pass.cuh"
#include "tensor_pass.cuh"

namespace segmenta::cuda {

/// Bytes of the current device that may be used: `memory_bytes`, or with 0 most of what is free.
std::int64_t usable_bytes(std::int64_t memory_bytes);

struct ShardOptions {
  int device = 0;
  std::int64_t memory_bytes = 0;  ///< 0: most of what is free
  std::int64_t batch_rows = 0;    ///< 0: chosen
  bool pin_rows = true;           ///< where they are streamed
  bool give_up_rows = false;      ///< where they are not: the host's
  double certificate_shrink = 1;
};

class DeviceShard : public HostShard {
 public:
  /// The device is to be current.
  DeviceShard(const Rows& rows, const Grid& grid, std::int64_t first, std::int64_t count, const ShardOptions& options);

  void read(RowRange range, float* values, std::int64_t* weights) const override;
  void gather(std::span<const std::int64_t> places, float* values, std::int64_t* weights) const override;
  [[nodiscard]] bool needs_rows() const override { return needs_rows_; }

  PassStats assign(const Centroids& centroids, ClusterSums& sums) override;
  // Of rows that may be on the device alone
  void own_distances2(const Centroids& centroids, RowRange range, double* distances2) override {
    Shard::own_distances2(centroids, range, distances2);
  }
  void center_distances2(const Centroids& centers, RowRange range, float* distances2) override {
    Shard::center_distances2(centers, range, distances2);
  }
  void distances(const Centroids& centroids, double unit, RowDistances& all) override;

  void reset(int k, std::span<std::int32_t> labels) override;
  void fetch_labels() override;
  void set_label(std::int64_t row, std::int32_t label) override;
  std::int64_t set_labels(std::span<const std::int32_t> labels, ClusterSums& sums) override;
  void relabel(std::span<const std::int32_t> new_label, int k) override;

  [[nodiscard]] std::vector<FarRow> farthest(const Centroids& centroids, int count) override;
  [[nodiscard]] int128 inertia(const Centroids& centroids, const InertiaUnit& unit) override;

  void seed_begin() override;
  float seed_add(const Centroids& centers) override;
  [[nodiscard]] PotentialBlocks seed_potentials(const Centroids& candidates, double factor) override;
  [[nodiscard]] std::vector<float> seed_distances2(RowRange range) override;
  [[nodiscard]] std::vector<std::int64_t> seed_sample(const Draw& draw, double share, double factor) override;

 private:
  struct Totals;  // where the parts of totals_ are

  [[nodiscard]] Batch batch(const float* values, std::int64_t first, std::int64_t rows) const;
  [[nodiscard]] Totals totals() const;
  void add_changes(ClusterSums& sums) const;
  void load(const Centroids& centroids);
  [[nodiscard]] DefinitionCentroids definition_centroids() const {
    return {centroids_.by_feature(), centroids_.half_norms(), k_, certificate_};
  }

  int device_;
  int features_;
  int k_ = 0;
  bool first_pass_ = false;  // no row has a label
  bool weighted_, has_missing_;
  float largest_;
  double certificate_shrink_;
  Stream stream_;
  CudaPlan plan_;
  bool needs_rows_;
  DeviceRows device_rows_;
  DeviceArray<std::int64_t> weights_;
  DeviceArray<std::int32_t> device_labels_;
  DeviceArray<float> device_seed_distance2_;
  DeviceArray<double> inverse_quantum_;
  DeviceArray<std::uint32_t> open_rows_;
  // A pass
  DeviceCentroids centroids_;
  Certificate certificate_{};  // of the centroids, in float32
  TensorCentroidsOnDevice tensor_centroids_;
  ProductPass product_pass_;
  DeviceArray<unsigned long long> totals_;
  PinnedArray<unsigned long long> totals_on_host_;
  // Reading
  mutable Download download_;
  // Reporting
  DeviceArray<float> nearest_, margin_;
  DeviceArray<std::int32_t> runner_up_;
};

}  // namespace segmenta::cuda
