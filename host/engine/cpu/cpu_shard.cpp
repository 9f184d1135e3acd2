// The CPU engine: how a shard is set up and reset, and the back end that makes it.

#include "engine/cpu/cpu_shard.h"

#include <algorithm>
#include <utility>

#include "engine/cpu/partial.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

std::int64_t rounded_up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

constexpr std::int64_t most_batch_rows = 1 << 24;  // rows of a batch are numbered in 32 bits

// Enough batches that threads finish together, of enough rows that a batch costs little by itself.
std::int64_t choose_batch_rows(std::int64_t rows, int threads, std::int64_t most) {
  constexpr std::int64_t batches_each = 32, least = 768, tile = 96;
  return std::clamp(rounded_up(rows / (batches_each * threads), tile), least, most);
}

}  // namespace

CpuShard::CpuShard(const Rows& rows, const Grid& grid, const Kernels& kernels, const CpuOptions& options, int threads,
                   double certificate_shrink)
    : HostShard(rows, grid, 0, grid.rows, threads),
      kernels_(kernels),
      batch_rows_(options.batch_rows > 0 ? rounded_up(std::min(options.batch_rows, most_batch_rows), limit_rows)
                                         : choose_batch_rows(count(), threads, block_rows)),
      certificate_shrink_(certificate_shrink),
      norms_(at(rounded_up(count(), limit_rows) / limit_rows)),
      bounds_(at(count())),
      choice_(options.bounds) {
  for (const double quantum : grid_.quantum) inverse_quantum_.push_back(1 / quantum);
  for_each_block(block_rows, [&](RowRange block, int) {
    kernels_.largest_norms(values_of(block.first), block.rows, grid_.features,
                           norms_.data() + block.first / limit_rows);
  });
}

CpuShard::~CpuShard() = default;

std::vector<float> CpuShard::limits(const Certificate& certificate, std::int64_t first, std::int64_t rows) const {
  const float* norms = norms_.data() + first / limit_rows;
  std::vector<float> limits(at(rounded_up(rows, limit_rows) / limit_rows));
  std::transform(norms, norms + limits.size(), limits.begin(), [&](float norm) { return certificate.limit(norm); });
  return limits;
}

void CpuShard::reset(int k, std::span<std::int32_t> labels) {
  HostShard::reset(k, labels);
  drift_.reset();
  groups_.reset();
  choice_.reset();
}

void CpuShard::set_label(std::int64_t row, std::int32_t label) {
  forget_group_bound(row, labels_[at(row)]);
  bounds_[at(row)] = no_bound;
  HostShard::set_label(row, label);
}

// Bounds are of the labels before.
std::int64_t CpuShard::set_labels(std::span<const std::int32_t> labels, ClusterSums& sums) {
  drift_.reset();
  groups_.reset();
  std::ranges::fill(bounds_, no_bound);
  return HostShard::set_labels(labels, sums);
}

void CpuShard::relabel(std::span<const std::int32_t> new_label, int k) {
  HostShard::relabel(new_label, k);
  drift_.relabel(new_label, k);
  groups_.reset();
}

std::shared_ptr<const BackEnd> simd_back_end(const CpuOptions& options, int threads, double certificate_shrink) {
  const ChosenKernels chosen = choose_kernels(options.simd);
  return std::make_shared<OneShardBackEnd>(
      "cpu", chosen.name, threads, [=](const Rows& rows, const Grid& grid, int shared) {
        return std::make_unique<CpuShard>(rows, grid, *chosen.kernels, options, shared, certificate_shrink);
      });
}

}  // namespace segmenta
