// Seeding on the CPU engine.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/cpu/cpu_engine.h"
#include "engine/definition.h"
#include "engine/random.h"

namespace segmenta {
namespace {

// Every partial result covers this many rows: sums of potentials below 2^45 then stay below 2^61.
constexpr std::int64_t potential_block_rows = 65536;

}  // namespace

void CpuEngine::seed_begin() { seed_distance2_.assign(labels_.size(), std::numeric_limits<float>::infinity()); }

float CpuEngine::seed_add(const Centroids& centers) {
  std::vector<float> largest(at(pool_.threads()), 0.0F);
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int thread) {
    std::vector<float> distances(at(count) * at(centers.k));
    kernels_.kernels->seed_distances(rows_.row(first), count, centers, rows_.has_missing, distances.data());
    for (std::int64_t i = 0; i < count; ++i) {
      float& nearest = seed_distance2_[at(first + i)];
      for (int c = 0; c < centers.k; ++c) nearest = std::min(nearest, distances[at(c * count + i)]);
      if (rows_.weight(first + i) > 0) largest[at(thread)] = std::max(largest[at(thread)], nearest);
    }
  });
  return *std::max_element(largest.begin(), largest.end());
}

// Sum of potentials of some rows, with one more center where `candidate` (their distances to it) is not null.
int128 CpuEngine::sum_potentials(std::int64_t first, std::int64_t count, const float* candidate, double factor) const {
  const float* current = seed_distance2_.data() + first;
  if (!rows_.weighted()) return kernels_.kernels->sum_potentials(current, candidate, count, factor);
  int128 sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float distance = candidate == nullptr ? current[i] : std::min(current[i], candidate[i]);
    sum += int128{rows_.weight(first + i)} * seed_potential_of(distance, factor);
  }
  return sum;
}

std::vector<int128> CpuEngine::seed_try(const Centroids& candidates, SeedScale scale) const {
  const double factor = std::ldexp(1.0, scale.shift);
  std::vector<std::vector<int128>> sums(at(pool_.threads()), std::vector<int128>(at(candidates.k), 0));
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int thread) {
    std::vector<float> distances(at(count) * at(candidates.k));
    kernels_.kernels->seed_distances(rows_.row(first), count, candidates, rows_.has_missing, distances.data());
    for (int c = 0; c < candidates.k; ++c) {
      sums[at(thread)][at(c)] += sum_potentials(first, count, distances.data() + c * count, factor);
    }
  });
  std::vector<int128> total(at(candidates.k), 0);
  for (const auto& mine : sums) {
    for (std::size_t c = 0; c < total.size(); ++c) total[c] += mine[c];
  }
  return total;
}

std::vector<int128> CpuEngine::block_potentials(SeedScale scale) const {
  const double factor = std::ldexp(1.0, scale.shift);
  std::vector<int128> sums(at((rows_.rows() + potential_block_rows - 1) / potential_block_rows));
  for_each_batch(potential_block_rows, [&](std::int64_t first, std::int64_t count, int) {
    sums[at(first / potential_block_rows)] = sum_potentials(first, count, nullptr, factor);
  });
  return sums;
}

int128 CpuEngine::seed_potential(SeedScale scale) const {
  int128 total = 0;
  for (const int128 sum : block_potentials(scale)) total += sum;
  return total;
}

std::vector<std::int64_t> CpuEngine::seed_pick(std::span<const int128> positions, SeedScale scale) const {
  const double factor = std::ldexp(1.0, scale.shift);
  const std::vector<int128> blocks = block_potentials(scale);
  std::vector<std::int64_t> picked;
  for (int128 position : positions) {
    std::int64_t block = 0;
    while (position >= blocks[at(block)]) position -= blocks[at(block++)];
    std::int64_t row = block * potential_block_rows;
    for (int128 here = sum_potentials(row, 1, nullptr, factor); position >= here;
         here = sum_potentials(row, 1, nullptr, factor)) {
      position -= here;
      ++row;
    }
    picked.push_back(row);
  }
  return picked;
}

std::vector<std::int64_t> CpuEngine::seed_sample(const Draw& draw, double factor, SeedScale scale) const {
  const double potential_factor = std::ldexp(1.0, scale.shift);
  std::vector<std::vector<std::int64_t>> found(at((rows_.rows() + potential_block_rows - 1) / potential_block_rows));
  for_each_batch(potential_block_rows, [&](std::int64_t first, std::int64_t count, int) {
    for (std::int64_t i = first; i < first + count; ++i) {
      const int128 potential = sum_potentials(i, 1, nullptr, potential_factor);
      if (random_unit(draw, static_cast<std::uint64_t>(i)) < factor * static_cast<double>(potential)) {
        found[at(first / potential_block_rows)].push_back(i);
      }
    }
  });
  std::vector<std::int64_t> all;
  for (const auto& block : found) all.insert(all.end(), block.begin(), block.end());
  return all;
}

}  // namespace segmenta
