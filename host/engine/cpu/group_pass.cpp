// A pass of the CPU engine that leaves out groups of centroids (groups.h).

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/cpu/cpu_shard.h"
#include "engine/cpu/partial.h"

namespace segmenta {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr std::size_t gathered_rows = 480;  // gathered at once; a multiple of every tile

}  // namespace

// Some rows, gathered, and what is found of them.
struct CpuShard::GroupBlock {
  std::int64_t first = 0;  // row that `rows` count from
  std::span<const std::int32_t> rows;
  std::vector<float> values;  // [rows x features]
  std::vector<std::int32_t> labels;
  std::vector<float> norm2, own, limit;             // |x|^2, own score, certificate
  std::vector<float> skipped;                       // least distance vouched for by groups left out
  std::vector<float> best, second;                  // smallest scores
  std::vector<std::int32_t> place;                  // of the best; -1: its own centroid, whose group is left out
  std::vector<float> second_in_group;               // next to the best, in its group
  std::vector<char> own_scored;                     // its own centroid's group is not left out
  std::vector<std::vector<std::int32_t>> of_group;  // rows of the block that need the group
};

void CpuShard::prepare_groups(Pass& pass) {
  if (!groups_.known()) {
    groups_.form(pass.centroids);
    group_bounds_.assign(at(count()) * at(groups_.count()), no_bound);
  } else {
    groups_.advance(drift_.moved());
  }
  pass.grouped = pack(groups_.grouped(pass.centroids), certificate_shrink_);
  pass.half_norm2.resize(at(pass.centroids.k));
  for (std::int32_t place = 0; place < pass.centroids.k; ++place) {
    pass.half_norm2[at(groups_.centroid_at(place))] = pass.grouped->half_norm2[at(place)];
  }
}

void CpuShard::label_by_groups(const Pass& pass, std::int64_t first, std::int64_t count, Partial& partial) {
  std::int64_t listed = count;
  if (pass.first) {
    partial.open.resize(at(count));
    std::iota(partial.open.begin(), partial.open.end(), 0);
  } else {
    listed = list_open(first, count, partial);
  }
  partial.stats.evaluated += listed;
  for (std::size_t done = 0; done < at(listed); done += gathered_rows) {
    label_group_block(pass, first, {partial.open.data() + done, std::min(gathered_rows, at(listed) - done)}, partial);
  }
}

void CpuShard::label_group_block(const Pass& pass, std::int64_t first, std::span<const std::int32_t> rows,
                                 Partial& partial) {
  const std::size_t n = rows.size();
  GroupBlock block;
  block.first = first;
  block.rows = rows;
  block.values.resize(n * at(grid_.features));
  kernels_.gather(values_of(first), grid_.features, rows.data(), static_cast<std::int64_t>(n), block.values.data());
  for (const std::int32_t row : rows) block.labels.push_back(labels_[at(first + row)]);
  block.norm2.resize(n);
  block.own.resize(n);
  kernels_.score_own(block.values.data(), static_cast<std::int64_t>(n), pass.centroids, pass.half_norm2.data(),
                     block.labels.data(), block.norm2.data(), block.own.data());
  choose_groups(pass, block);
  score_groups(pass, block);
  take_group_labels(pass, block, partial);
}

// Lists for each group the rows that need it.
void CpuShard::choose_groups(const Pass& pass, GroupBlock& block) const {
  const std::size_t n = block.rows.size();
  const std::size_t groups = at(groups_.count());
  block.limit.resize(n);
  block.skipped.assign(n, infinity);
  block.own_scored.assign(n, 0);
  block.of_group.resize(groups);
  for (std::size_t r = 0; r < n; ++r) {
    block.limit[r] = pass.packed.certificate.limit(at_least_norm(block.norm2[r]));
    const float own = block.labels[r] < 0 ? infinity : distance_at_most(block.norm2[r], block.own[r], block.limit[r]);
    const float* bounds = group_bounds_.data() + at(block.first + block.rows[r]) * groups;
    for (std::size_t g = 0; g < groups; ++g) {
      // The difference is rounded; a factor brings it below.
      const float vouched = (bounds[g] - groups_.drift()[g]) * (1.0F - 0x1p-22F);
      if (vouched > own) {
        block.skipped[r] = std::min(block.skipped[r], vouched);
      } else {
        block.of_group[g].push_back(static_cast<std::int32_t>(r));
      }
    }
  }
}

// Scores the groups that rows need, and stores what they vouch for from now on.
void CpuShard::score_groups(const Pass& pass, GroupBlock& block) {
  const std::size_t n = block.rows.size();
  const std::size_t groups = at(groups_.count());
  block.best.assign(n, infinity);
  block.second.assign(n, infinity);
  block.place.assign(n, -1);
  block.second_in_group.assign(n, infinity);
  std::vector<float> gathered;
  std::vector<ChunkScores> scores(n);
  for (std::size_t g = 0; g < groups; ++g) {
    const std::vector<std::int32_t>& needed = block.of_group[g];
    if (needed.empty()) continue;
    const auto count = static_cast<std::int64_t>(needed.size());
    const float* values = block.values.data();
    if (needed.size() < n) {
      gathered.resize(needed.size() * at(grid_.features));
      kernels_.gather(values, grid_.features, needed.data(), count, gathered.data());
      values = gathered.data();
    }
    kernels_.score_chunk(values, count, *pass.grouped, static_cast<int>(g), scores.data());
    const float drift = groups_.drift()[g];
    for (std::size_t i = 0; i < needed.size(); ++i) {
      const std::size_t r = at(needed[i]);
      const ChunkScores& found = scores[i];
      if (block.labels[r] >= 0 && groups_.group_of(block.labels[r]) == static_cast<int>(g)) block.own_scored[r] = 1;
      group_bounds_[at(block.first + block.rows[r]) * groups + g] =
          stored_bound(distance_at_least(block.norm2[r], found.best, block.limit[r]), drift);
      if (found.best < block.best[r]) {
        block.second[r] = std::min(block.best[r], found.second);
        block.best[r] = found.best;
        block.place[r] = found.place;
        block.second_in_group[r] = found.second;
      } else {
        block.second[r] = std::min(block.second[r], found.best);
      }
    }
  }
}

void CpuShard::take_group_labels(const Pass& pass, const GroupBlock& block, Partial& partial) {
  const std::size_t groups = at(groups_.count());
  const auto bound_of = [&](std::size_t r, std::size_t g) -> float& {
    return group_bounds_[at(block.first + block.rows[r]) * groups + g];
  };
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    const std::int32_t before = block.labels[r];
    const auto lower = [&](float score) { return distance_at_least(block.norm2[r], score, block.limit[r]); };
    float best = block.best[r];
    float second = block.second[r];
    // Scores that are no numbers may leave a place behind the last centroid; the row is open then.
    const bool placed = block.place[r] >= 0 && block.place[r] < pass.centroids.k;
    std::int32_t label = placed ? groups_.centroid_at(block.place[r]) : label_open;
    bool stays = false;  // its own centroid is the best, and its group is left out
    if (before >= 0 && block.own_scored[r] == 0) {
      const float own = block.own[r];
      stays = own <= best;
      second = stays ? best : std::min(second, own);
      best = stays ? own : best;
      if (stays) label = before;
    }
    if (!(second - best > block.limit[r])) label = label_open;
    if (label != label_open) {
      if (!stays) {
        const std::size_t g = at(groups_.group_of(label));
        bound_of(r, g) = stored_bound(lower(block.second_in_group[r]), groups_.drift()[g]);
      }
      const float others = std::min(lower(second), block.skipped[r]);
      const float gap = others - distance_at_most(block.norm2[r], best, block.limit[r]);
      bounds_[at(block.first + block.rows[r])] = stored_bound(gap * (1.0F - 0x1p-20F), drift_.values()[at(label)]);
      if (label == before) continue;
    }
    take_label(pass.packed, block.first + block.rows[r], label, true, partial);
  }
}

}  // namespace segmenta
