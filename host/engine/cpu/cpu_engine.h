#pragma once
// The CPU engine; see include/segmenta/engine.h for what its functions promise.
//
// A pass goes over batches of rows, each taken by a thread. Where bounds are in use, rows whose label they vouch for
// are skipped. The kernel labels the others in float32 and leaves open what its certificate does not cover; open rows
// are decided by the definition; rows with a new label are taken from the old cluster's sum and added to the new one's,
// in integers. Nothing depends on which thread took which batch, nor on which rows were skipped.

#include <functional>
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
#include "parallel.h"

namespace segmenta {

class CpuEngine : public Engine {
 public:
  /// `certificate_shrink` < 1 breaks the certificate; only tests do that.
  CpuEngine(Rows rows, const CpuOptions& options, const Context& context, double certificate_shrink = 1);
  ~CpuEngine() override;
  CpuEngine(const CpuEngine&) = delete;
  CpuEngine& operator=(const CpuEngine&) = delete;

  [[nodiscard]] std::string device() const override { return "cpu"; }
  [[nodiscard]] std::string simd() const override { return kernels_.name; }
  [[nodiscard]] int threads() const override { return pool_.threads(); }
  [[nodiscard]] const Rows& rows() const override { return rows_; }
  [[nodiscard]] const ClusterSums& sums() const override { return sums_; }
  [[nodiscard]] std::span<const std::int32_t> labels() const override { return labels_; }

  PassStats assign(const Centroids& centroids) override;
  void reset(int k) override;
  [[nodiscard]] std::vector<std::int32_t> take_labels() override { return std::move(labels_); }
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
  [[nodiscard]] std::unique_ptr<Engine> small(Rows rows) const override;
  [[nodiscard]] Rows take_rows() override { return std::move(rows_); }

 private:
  struct Partial;

  static constexpr std::int64_t default_batch_rows = 8064;  // a multiple of every tile
  static constexpr std::int32_t undecided = -1;             // a label before the first pass

  template <class T>
  static std::size_t at(T index) {
    return static_cast<std::size_t>(index);
  }

  void for_each_batch(std::int64_t rows_each,
                      const std::function<void(std::int64_t first, std::int64_t count, int thread)>& work) const;
  [[nodiscard]] std::vector<float> limits(const Certificate& certificate, std::int64_t first, std::int64_t count) const;
  [[nodiscard]] Partial make_partial() const;

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

  // A pass by groups (engine_groups.cpp)
  void prepare_groups(Pass& pass);
  void label_by_groups(const Pass& pass, std::int64_t first, std::int64_t count, Partial& partial);
  void label_group_block(const Pass& pass, std::int64_t first, std::span<const std::int32_t> rows, Partial& partial);
  void choose_groups(const Pass& pass, GroupBlock& block) const;
  void score_groups(const Pass& pass, GroupBlock& block);
  void take_group_labels(const Pass& pass, const GroupBlock& block, Partial& partial);

  // A pass (engine_assign.cpp)
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
  [[nodiscard]] bool plain_sums() const { return !rows_.weighted() && !rows_.has_missing; }
  void apply_moves(std::int64_t first, Partial& partial) const;
  void add_row(Partial& partial, std::int64_t row, std::int32_t label, std::int64_t sign) const;
  void add_partial(const Partial& partial);
  void find_runner_up(const PackedCentroids& centroids, std::int64_t first, std::span<std::int32_t> runner_up) const;
  [[nodiscard]] double reported(std::int64_t row, double distance2) const;
  [[nodiscard]] int128 sum_potentials(std::int64_t first, std::int64_t count, const float* candidate,
                                      double factor) const;
  [[nodiscard]] std::vector<int128> block_potentials(SeedScale scale) const;

  Rows rows_;
  CpuOptions options_;
  ChosenKernels kernels_;
  mutable ThreadPool pool_;
  std::int64_t batch_rows_;
  double certificate_shrink_;
  std::vector<double> inverse_quantum_;
  std::vector<float> norms_;  ///< largest |x| of every limit_rows rows, rounded up
  std::vector<std::int32_t> labels_;
  std::vector<float> bounds_;  ///< bounds.h; -inf: none
  Drift drift_;
  CentroidGroups groups_;
  std::vector<float> group_bounds_;  ///< [rows x groups], groups.h
  BoundsChoice choice_;
  ClusterSums sums_;
  std::vector<float> seed_distance2_;
};

}  // namespace segmenta
