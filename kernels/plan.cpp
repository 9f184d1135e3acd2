// Rows stay on the device where they fit beside labels, weights and working space; else two batches of them do.

#include "plan.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>

namespace segmenta::cuda {
namespace {

constexpr std::int64_t most_batch_rows = 1 << 24;
constexpr std::int64_t least_batch_rows = 1024;
constexpr std::int64_t list_bytes = 8 + 12;  // a row of a batch: two lists of open rows; distances, margin, runner-up

// For centroids, sums and sorts.
std::int64_t working_bytes(std::int64_t budget) { return std::min<std::int64_t>(budget / 4, 256 << 20); }

}  // namespace

CudaPlan make_plan(std::int64_t rows, int features, bool weighted, std::int64_t budget, std::int64_t batch_rows) {
  const std::int64_t row_bytes = std::int64_t{4} * features;
  const std::int64_t state = rows * (4 + 4 + (weighted ? 8 : 0));  // labels, distances of seeding, weights
  const std::int64_t working = working_bytes(budget);
  const std::int64_t wanted = std::min({batch_rows > 0 ? batch_rows : most_batch_rows, most_batch_rows, rows});
  CudaPlan plan{true, wanted, working + state + rows * row_bytes + wanted * list_bytes};
  if (plan.bytes <= budget) return plan;
  const std::int64_t left = budget - working - state;
  plan.resident = false;
  plan.batch_rows = std::min(wanted, left / (2 * row_bytes + list_bytes));
  if (plan.batch_rows < std::min(least_batch_rows, wanted)) {
    constexpr double mebi = 1 << 20;
    throw Error(ErrorKind::resources, "The CUDA device has too little memory",
                fmt::format("{} rows x {} features need {:.0f} MiB beside the rows, {:.0f} MiB may be used", rows,
                            features, static_cast<double>(working + state) / mebi, static_cast<double>(budget) / mebi),
                "Give more with --memory, use a device with more, or --device cpu");
  }
  plan.bytes = working + state + plan.batch_rows * (2 * row_bytes + list_bytes);
  return plan;
}

}  // namespace segmenta::cuda
