#pragma once
// The CPU engine's shard, of all rows; see engine/shard.h for what its functions promise.
//
// A pass goes over batches of rows, each taken by a thread. Where bounds are in use, rows whose label they vouch for
// are skipped. The kernel labels the others in float32 and leaves open what its certificate does not cover; open rows
// are decided by the definition; rows with a new label are taken from the old cluster's sum and added to the new one's,
// in integers. Nothing depends on which thread took which batch, nor on which rows were skipped.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <segmenta/engine.h>

#include "engine/cpu/bounds.h"
#include "engine/cpu/bounds_choice.h"
#include "engine/cpu/groups.h"
#include "engine/cpu/kernels.h"
#include "engine/shard.h"

namespace segmenta {

class CpuShard : public HostShard {
 public:
  CpuShard(const Rows& rows, const Grid& grid, const Kernels& kernels, const CpuOptions& options, int threads,
           double certificate_shrink);
  ~CpuShard() override;

  PassStats assign(const Centroids& centroids, ClusterSums& sums) override;
  void own_distances2(const Centroids& centroids, RowRange range, double* distances2) override;
  void distances(const Centroids& centroids, double unit, RowDistances& all) override;
  void center_distances2(const Centroids& centers, RowRange range, float* distances2) override;

  void reset(int k, std::span<std::int32_t> labels) override;
  void set_label(std::int64_t row, std::int32_t label) override;
  std::int64_t set_labels(std::span<const std::int32_t> labels, ClusterSums& sums) override;
  void relabel(std::span<const std::int32_t> new_label, int k) override;

 private:
  struct Partial;

  static constexpr std::int32_t undecided = -1;  // a label before the first pass

  template <class T>
  static std::size_t at(T index) {
    return static_cast<std::size_t>(index);
  }

  [[nodiscard]] std::vector<float> limits(const Certificate& certificate, std::int64_t first, std::int64_t rows) const;
  [[nodiscard]] Partial make_partial(int k) const;

  // What a pass is given.
  struct Pass {
    Pass(const Centroids& given, double shrink) : centroids(given), packed(pack(given, shrink)) {}
    const Centroids& centroids;
    PackedCentroids packed;
    bool first = false;  // no row has a label yet
    // With groups: the same in their order, and |c|^2 / 2 of each centroid.
    std::optional<PackedCentroids> grouped;
    std::vector<float> half_norm2;
  };
  struct GroupBlock;

  // A pass by groups (group_pass.cpp)
  void prepare_groups(Pass& pass);
  void label_by_groups(const Pass& pass, std::int64_t first, std::int64_t count, Partial& partial);
  void label_group_block(const Pass& pass, std::int64_t first, std::span<const std::int32_t> rows, Partial& partial);
  void choose_groups(const Pass& pass, GroupBlock& block) const;
  void score_groups(const Pass& pass, GroupBlock& block);
  void take_group_labels(const Pass& pass, const GroupBlock& block, Partial& partial);

  // A pass (assign.cpp)
  void label_batch(const PackedCentroids& centroids, std::int64_t first, std::int64_t count, bool skip, bool bounds,
                   Partial& partial);
  [[nodiscard]] std::int64_t list_open(std::int64_t first, std::int64_t count, Partial& partial) const;
  void label_all(const PackedCentroids& centroids, std::int64_t first, std::int64_t count, bool bounds,
                 Partial& partial);
  void label_listed(const PackedCentroids& centroids, std::int64_t first, std::int64_t listed, Partial& partial);
  void forget_group_bound(std::int64_t row, std::int32_t label);
  void take_label(const PackedCentroids& centroids, std::int64_t row, std::int32_t label, bool bounds,
                  Partial& partial);
  /// Without weights and missing values, sums fit 64 bits and counts are weights.
  [[nodiscard]] bool plain_sums() const { return !grid_.weighted && !grid_.has_missing; }
  void apply_moves(std::int64_t first, Partial& partial) const;
  void add_row(Partial& partial, std::int64_t row, std::int32_t label, std::int64_t sign) const;
  void add_partial(const Partial& partial, ClusterSums& sums) const;

  // Distances (distances.cpp)
  void distances2_to(const Centroids& centroids, RowRange range, const std::int32_t* labels, double* distances2) const;
  void find_runner_up(const PackedCentroids& centroids, std::int64_t first, std::span<std::int32_t> runner_up) const;
  [[nodiscard]] int128 sum_potentials(RowRange range, const float* candidate, double factor) const override;

  const Kernels& kernels_;
  std::int64_t batch_rows_;
  double certificate_shrink_;
  std::vector<double> inverse_quantum_;
  std::vector<float> norms_;   ///< largest |x| of every limit_rows rows, rounded up
  std::vector<float> bounds_;  ///< bounds.h; -inf: none
  Drift drift_;
  CentroidGroups groups_;
  std::vector<float> group_bounds_;  ///< [rows x groups], groups.h
  BoundsChoice choice_;
};

/// `certificate_shrink` < 1 breaks the certificate; only tests do that.
std::shared_ptr<const BackEnd> simd_back_end(const CpuOptions& options, int threads, double certificate_shrink = 1);

}  // namespace segmenta
