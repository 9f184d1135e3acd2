#pragma once
// The CUDA engine; see include/segmenta/engine.h for what its functions promise, pass.cuh for how a pass works.
//
// Rows are shared out over shards, each on a device; only exact sums come together on the host. Several shards may be
// on one device.

#include <functional>
#include <memory>
#include <vector>

#include <segmenta/engine.h>

#include "parallel.h"

namespace segmenta {

namespace cuda {
class Shard;
}

class CudaEngine : public Engine {
 public:
  /// Takes the rows over once all is set up: where Error is thrown, they are untouched. `certificate_shrink` < 1 breaks
  /// the certificate; only tests do that.
  CudaEngine(Rows&& rows, const CudaOptions& options, double certificate_shrink = 1);
  ~CudaEngine() override;
  CudaEngine(const CudaEngine&) = delete;
  CudaEngine& operator=(const CudaEngine&) = delete;

  [[nodiscard]] std::string device() const override;
  [[nodiscard]] std::string simd() const override { return architecture_; }
  [[nodiscard]] int threads() const override { return pool_.threads(); }
  [[nodiscard]] const Rows& rows() const override { return rows_; }
  [[nodiscard]] const ClusterSums& sums() const override { return sums_; }
  [[nodiscard]] std::span<const std::int32_t> labels() const override;

  PassStats assign(const Centroids& centroids) override;
  void reset(int k) override;
  [[nodiscard]] std::vector<std::int32_t> take_labels() override;
  void move_row(std::int64_t row, std::int32_t label) override;
  void relabel(std::span<const std::int32_t> new_label, int k) override;
  [[nodiscard]] std::vector<FarRow> farthest(const Centroids& centroids, int count) const override;
  [[nodiscard]] double inertia(const Centroids& centroids) const override;
  [[nodiscard]] RowDistances distances(const Centroids& centroids, double unit) const override;

  void seed_begin() override;
  float seed_add(const Centroids& centers) override;
  [[nodiscard]] std::vector<int128> seed_try(const Centroids& candidates, SeedScale scale) const override;
  [[nodiscard]] int128 seed_potential(SeedScale scale) const override;
  [[nodiscard]] std::vector<std::int64_t> seed_pick(std::span<const int128> positions, SeedScale scale) const override;
  [[nodiscard]] std::vector<std::int64_t> seed_sample(const Draw& draw, double factor, SeedScale scale) const override;
  [[nodiscard]] std::vector<float> row(std::int64_t index) const override;
  [[nodiscard]] std::unique_ptr<Engine> like(Rows rows) const override;
  [[nodiscard]] Rows take_rows() override;

 private:
  void make_shards(const Rows& rows);
  /// work(shard, its number) for every shard, at once.
  void for_each_shard(const std::function<void(cuda::Shard&, std::size_t)>& work) const;
  [[nodiscard]] cuda::Shard& shard_of(std::int64_t row) const;

  Rows rows_;
  CudaOptions options_;
  double certificate_shrink_;
  std::string architecture_;
  mutable ThreadPool pool_;  // a thread a shard
  std::vector<std::unique_ptr<cuda::Shard>> shards_;
  mutable std::vector<std::int32_t> labels_;  // a copy, where current
  mutable bool labels_are_current_ = false;
  ClusterSums sums_;
};

}  // namespace segmenta
