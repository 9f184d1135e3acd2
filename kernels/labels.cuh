#pragma once
// What every ranking ends with: labels are taken, rows left open are listed, rows that move are moved.

#include "launch.cuh"
#include "pass.cuh"
#include "sums.cuh"

namespace segmenta::cuda {

/// Whether a block can keep its sums in shared memory, with room for three more blocks.
inline bool suits_block_sums(const Batch& batch, const Sums& sums, int k) {
  return sums.values != nullptr && batch.weights == nullptr && sums.missing == nullptr &&
         BlockSums::bytes(sums.size, k) <= most_block_bytes();
}

/// Puts the rows of the lanes that say so on the list. Every lane of a warp calls it.
__device__ inline void list_open(const OpenRows& open, bool mine, std::int64_t row, int lane) {
  const unsigned int lanes = __ballot_sync(whole_warp, mine);
  if (lanes == 0) return;
  unsigned int place = lane == 0 ? atomicAdd(open.count, static_cast<unsigned int>(__popc(lanes))) : 0;
  place = __shfl_sync(whole_warp, place, 0) + static_cast<unsigned int>(__popc(lanes & ((1U << lane) - 1)));
  if (mine) open.rows[place] = static_cast<std::uint32_t>(row);
}

/// Moves the rows of the lanes that say so. Where these are many and rows are short, as in a first pass, groups of
/// lanes take a row each. Every lane of a warp calls it.
template <class Accumulator>
__device__ void move_rows(const Batch& batch, bool mine, std::int64_t row, std::int32_t from, std::int32_t to, int lane,
                          Accumulator& accumulator) {
  const unsigned int lanes = __ballot_sync(whole_warp, mine);
  if (lanes == 0) return;
  const int short_width = batch.features <= 8 ? 8 : batch.features <= 16 ? 16 : warp_size;
  const bool many = __popc(lanes) > short_width;
  const int width = many ? short_width : warp_size;
  unsigned int left = lanes;
  for (int i = 0; many ? i < width : left != 0; ++i, left &= left - 1) {
    const int source = many ? i * (warp_size / width) + lane / width : __ffs(static_cast<int>(left)) - 1;
    const std::int64_t moved = __shfl_sync(whole_warp, row, source);
    const std::int32_t old_label = __shfl_sync(whole_warp, from, source);
    const std::int32_t new_label = __shfl_sync(whole_warp, to, source);
    if ((lanes >> source & 1) == 0) continue;
    if (old_label != undecided) accumulator.add_row(batch, moved, old_label, -1, lane % width, width);
    accumulator.add_row(batch, moved, new_label, +1, lane % width, width);
  }
  __syncwarp();
}

/// The label of a lane's row, where it is `mine`. Returns 1 where it changed. Every lane of a warp calls it.
template <class Accumulator>
__device__ unsigned int take_label(const Batch& batch, bool mine, std::int64_t row, std::int32_t label, int lane,
                                   Accumulator& accumulator) {
  const std::int32_t before = mine ? batch.labels[row] : label;
  const bool moved = before != label;
  if (moved) batch.labels[row] = label;
  move_rows(batch, moved && accumulator.wanted(), row, before, label, lane, accumulator);
  return moved ? 1 : 0;
}

/// A lane's row, its label where `certain`; rows past the end are left alone. Returns 1 where the label changed.
template <class Accumulator>
__device__ unsigned int take_labels(const Batch& batch, const OpenRows& open, std::int64_t row, bool certain,
                                    std::int32_t label, Accumulator& accumulator) {
  const int lane = lane_index();
  const bool exists = row < batch.count;
  list_open(open, exists && !certain, row, lane);
  return take_label(batch, exists && certain, row, label, lane, accumulator);
}

/// Adds what the lanes counted. Every lane of a warp calls it.
__device__ inline void count_changed(const OpenRows& open, unsigned int changed) {
  changed = __reduce_add_sync(whole_warp, changed);
  if (lane_index() == 0 && changed > 0) atomicAdd(open.changed, static_cast<unsigned long long>(changed));
}

}  // namespace segmenta::cuda
