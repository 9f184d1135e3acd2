// Rows stay on the device where they fit beside labels, weights and working space; else two batches of them do.

#include "plan.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <numeric>

namespace segmenta::cuda {
namespace {

constexpr std::int64_t most_batch_rows = 1 << 24;
constexpr std::int64_t least_batch_rows = 1024;
// Of a row of a batch: three lists of open rows; distance, margin and runner-up.
constexpr std::int64_t list_bytes = 12 + 12;

// For centroids, sums and sorts.
std::int64_t working_bytes(std::int64_t budget) { return std::min<std::int64_t>(budget / 4, 256 << 20); }

// What is kept of a row: label, distance of seeding, weight.
std::int64_t state_bytes(bool weighted) { return 4 + 4 + (weighted ? 8 : 0); }

std::int64_t launch_rows(std::int64_t batch_rows) {
  return batch_rows > 0 ? std::min(batch_rows, most_batch_rows) : most_batch_rows;
}

// So many rows can stay on a device.
std::int64_t resident_rows(int features, bool weighted, std::int64_t budget, std::int64_t batch_rows) {
  const std::int64_t each = state_bytes(weighted) + std::int64_t{4} * features;
  const std::int64_t left = budget - working_bytes(budget);
  const std::int64_t in_one_launch = std::min(left / (each + list_bytes), launch_rows(batch_rows));
  return std::max(in_one_launch, (left - launch_rows(batch_rows) * list_bytes) / each);
}

}  // namespace

std::vector<std::int64_t> share_rows(std::int64_t rows, int features, bool weighted,
                                     std::span<const std::int64_t> budgets, std::int64_t batch_rows) {
  std::vector<std::int64_t> room;
  for (const std::int64_t budget : budgets) room.push_back(resident_rows(features, weighted, budget, batch_rows));
  std::vector<std::size_t> order(room.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return room[a] < room[b]; });
  std::vector<std::int64_t> shares(room.size());
  std::int64_t left = rows;
  std::int64_t room_left = std::accumulate(room.begin(), room.end(), std::int64_t{0});
  const bool all_fit = room_left >= rows;
  // From the least room, so that what it lacks is shared out by the rest; the last takes what is left.
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    const std::int64_t here = room[order[i]];
    const double part = static_cast<double>(here) / static_cast<double>(std::max<std::int64_t>(room_left, 1));
    std::int64_t& share = shares[order[i]];
    share = all_fit ? std::min(left / static_cast<std::int64_t>(order.size() - i), here)
                    : static_cast<std::int64_t>(static_cast<double>(left) * part);
    left -= share;
    room_left -= here;
  }
  shares[order.back()] = left;
  return shares;
}

CudaPlan make_plan(std::int64_t rows, int features, bool weighted, std::int64_t budget, std::int64_t batch_rows) {
  const std::int64_t row_bytes = std::int64_t{4} * features;
  const std::int64_t state = rows * state_bytes(weighted);
  const std::int64_t working = working_bytes(budget);
  const std::int64_t wanted = std::min(launch_rows(batch_rows), rows);
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
