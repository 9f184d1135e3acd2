#pragma once
// What a thread of the CPU engine adds up during a pass, with its buffers.

#include <cstdint>
#include <vector>

#include "engine/cpu/cpu_shard.h"

namespace segmenta {

// Differences of sums, so that most rows cost nothing once labels settle.
struct CpuShard::Partial {
  std::vector<std::int64_t> values;     ///< [k x d], without weights
  std::vector<int128> weighted_values;  ///< [k x d], with weights
  std::vector<std::int64_t> weights;    ///< [k], with weights or missing values
  std::vector<std::int64_t> counts;     ///< [k]
  std::vector<std::int64_t> missing;    ///< [k x d], with missing values
  PassStats stats;
  BoundsChoice::Timing with_bounds, without_bounds;

  std::vector<std::int32_t> open;  ///< rows of a batch to look at
  std::vector<float> gathered;     ///< some of them
  std::vector<LabelChange> changes;
  std::vector<RowMove> moves;  ///< of a batch; rows count from its first

  void add_stats(const Partial& other) {
    stats.changed += other.stats.changed;
    stats.rechecked += other.stats.rechecked;
    stats.evaluated += other.stats.evaluated;
    with_bounds.add(other.with_bounds);
    without_bounds.add(other.without_bounds);
  }
};

}  // namespace segmenta
