#pragma once
// What a back end implements: some of an engine's rows, and the machine that computes over them.
//
// A new engine (another GPU language, another machine) derives a Shard, or a HostShard where the rows lie in this
// process's memory, and a BackEnd that makes shards. Five functions are its own; the others follow from these, and are
// overridden where a machine does them faster. The Engine adds up what shards find.
//
// Rows that a function is asked about count from the shard's first; rows that it returns are numbered as in the engine.
// Definitions are those of include/segmenta/engine.h.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <segmenta/engine.h>

#include "engine/definition.h"
#include "parallel.h"

namespace segmenta {

/// Some consecutive rows of a shard.
struct RowRange {
  std::int64_t first = 0, rows = 0;
};

/// Sums of potentials of consecutive blocks, which are all rows of a shard.
struct PotentialBlocks {
  std::vector<RowRange> blocks;
  std::vector<int128> sums;  ///< [blocks x candidates]
};

/// Thread-safety: one call at a time, but read() and gather(), which threads may call at once. Different shards are
/// independent.
class Shard {
 public:
  /// Rows [first, first + count) of the engine's; `grid` lasts as long as the shard. `threads` of its own at most.
  Shard(const Grid& grid, std::int64_t first, std::int64_t count, int threads = 1);
  virtual ~Shard() = default;
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  [[nodiscard]] std::int64_t first() const { return first_; }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] bool has(std::int64_t row) const { return row >= first_ && row < first_ + count_; }

  // What a back end computes
  /// Copies rows: values [rows x features] and weights [rows]; where one is null, only the other.
  virtual void read(RowRange range, float* values, std::int64_t* weights) const = 0;
  /// Copies the rows at some places, in that order: values [places x features] and weights [places], or null.
  virtual void gather(std::span<const std::int64_t> places, float* values, std::int64_t* weights) const;
  /// Whether it goes on reading the rows that it was made from; else it holds them itself.
  [[nodiscard]] virtual bool needs_rows() const { return true; }
  /// Labels every row, and adds what that changes to the sums.
  virtual PassStats assign(const Centroids& centroids, ClusterSums& sums) = 0;
  /// Squared distances [rows] to the centroids of their labels, as they are reported.
  virtual void own_distances2(const Centroids& centroids, RowRange range, double* distances2);
  /// Engine::distances() of its rows, at their places among all.
  virtual void distances(const Centroids& centroids, double unit, RowDistances& all) = 0;
  /// Distances of seeding [centers x rows].
  virtual void center_distances2(const Centroids& centers, RowRange range, float* distances2);

  // Labels: kept in the span that reset() gives, or elsewhere, and brought there by fetch_labels()
  virtual void reset(int k, std::span<std::int32_t> labels);
  virtual void fetch_labels() {}
  virtual void set_label(std::int64_t row, std::int32_t label);
  /// Gives every row a label, and adds what that changes to the sums; returns how many are others than before.
  virtual std::int64_t set_labels(std::span<const std::int32_t> labels, ClusterSums& sums);
  virtual void relabel(std::span<const std::int32_t> new_label, int k);

  // What follows from the above
  [[nodiscard]] virtual std::vector<FarRow> farthest(const Centroids& centroids, int count);
  /// In `unit`s.
  [[nodiscard]] virtual int128 inertia(const Centroids& centroids, const InertiaUnit& unit);

  // Seeding; `factor` is 2^SeedScale::shift
  virtual void seed_begin();
  virtual float seed_add(const Centroids& centers);
  /// With each of the candidates; without any, as things are.
  [[nodiscard]] virtual PotentialBlocks seed_potentials(const Centroids& candidates, double factor);
  /// The rows' smallest distances.
  [[nodiscard]] virtual std::vector<float> seed_distances2(RowRange range);
  [[nodiscard]] virtual std::vector<std::int64_t> seed_sample(const Draw& draw, double share, double factor);

 protected:
  static constexpr std::int64_t block_rows = 8064;  ///< a multiple of every tile of the CPU's kernels

  /// work(block, thread) for blocks of so many rows, shared out over the threads.
  void for_each_block(std::int64_t rows_each, const std::function<void(RowRange block, int thread)>& work) const;
  /// Weights [rows].
  [[nodiscard]] std::vector<std::int64_t> weights(RowRange range) const;
  /// The two of the same name by their definitions, of rows that are at `values` [rows x features].
  void own_distances2_of(const float* values, const Centroids& centroids, RowRange range, double* distances2) const;
  void center_distances2_of(const float* values, const Centroids& centers, RowRange range, float* distances2) const;
  /// Sum of potentials of rows of a block, with one more center where `candidate` (their distances to it) is not null.
  [[nodiscard]] virtual int128 sum_potentials(RowRange range, const float* candidate, double factor) const;

  const Grid& grid_;
  mutable ThreadPool pool_;
  std::int64_t first_, count_;
  std::span<std::int32_t> labels_;
  std::vector<float> seed_distance2_;  ///< smallest so far

 private:
  /// Of the candidates last tried, one of which is often added next; of few rows alone, since it takes memory.
  struct Tried {
    Centroids candidates;
    std::vector<float> distances2;  ///< [candidates x rows]
  };
  /// The distances of a candidate that was tried; null where they are not kept.
  [[nodiscard]] std::vector<float> copies(RowRange range) const;
  [[nodiscard]] const float* tried_distances2(const Centroids& centers) const;

  Tried tried_;
};

/// A shard whose rows lie in this process's memory, and that computes by the definitions, row by row, what is not
/// overridden: assign() alone must be.
class HostShard : public Shard {
 public:
  /// `rows` are all rows of the engine, and last as long as the shard.
  HostShard(const Rows& rows, const Grid& grid, std::int64_t first, std::int64_t count, int threads = 1);

  void read(RowRange range, float* values, std::int64_t* weights) const override;
  void own_distances2(const Centroids& centroids, RowRange range, double* distances2) override;
  void distances(const Centroids& centroids, double unit, RowDistances& all) override;
  void center_distances2(const Centroids& centers, RowRange range, float* distances2) override;

 protected:
  [[nodiscard]] const float* values_of(std::int64_t i) const { return rows_.row(first() + i); }
  [[nodiscard]] std::int64_t weight_of(std::int64_t i) const { return rows_.weight(first() + i); }
  [[nodiscard]] std::int32_t& label_of(std::int64_t i) { return labels_[static_cast<std::size_t>(i)]; }
  /// Squared distance of a row as it is reported.
  [[nodiscard]] double reported(std::int64_t i, double distance2) const;
  /// Sets what is reported of a row with that runner-up.
  void report(const Centroids& centroids, std::int64_t i, std::int32_t runner_up, double unit, RowDistances& all);

 private:
  const Rows& rows_;
};

/// Makes the shards of one kind of engine. Thread-safe.
class BackEnd {
 public:
  virtual ~BackEnd() = default;

  [[nodiscard]] virtual std::string device() const = 0;
  [[nodiscard]] virtual std::string simd() const = 0;
  [[nodiscard]] virtual int threads() const = 0;
  /// All rows, shared out, in order. Both arguments last as long as the shards.
  [[nodiscard]] virtual std::vector<std::unique_ptr<Shard>> shards(const Rows& rows, const Grid& grid) const = 0;
  /// For a few rows: worked by the calling thread alone.
  [[nodiscard]] virtual std::shared_ptr<const BackEnd> alone() const = 0;
};

/// One shard, on which that many threads of this process work together.
class OneShardBackEnd : public BackEnd {
 public:
  using Make = std::function<std::unique_ptr<Shard>(const Rows& rows, const Grid& grid, int threads)>;

  OneShardBackEnd(std::string device, std::string simd, int threads, Make make);

  [[nodiscard]] std::string device() const override { return device_; }
  [[nodiscard]] std::string simd() const override { return simd_; }
  [[nodiscard]] int threads() const override { return threads_; }
  [[nodiscard]] std::vector<std::unique_ptr<Shard>> shards(const Rows& rows, const Grid& grid) const override;
  [[nodiscard]] std::shared_ptr<const BackEnd> alone() const override;

 private:
  std::string device_, simd_;
  int threads_;
  Make make_;
};

/// The processor's: SIMD kernels, or Eigen's products. Throws Error(usage) where this machine lacks what `options`
/// name.
std::shared_ptr<const BackEnd> cpu_back_end(const CpuOptions& options, int threads);

}  // namespace segmenta
