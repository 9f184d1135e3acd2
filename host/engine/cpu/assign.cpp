// A pass of the CPU engine: labels, and sums brought up to date.

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>

#include "engine/cpu/cpu_shard.h"
#include "engine/cpu/partial.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

constexpr std::int64_t gathered_rows = 96;  // a multiple of every tile

}  // namespace

PassStats CpuShard::assign(const Centroids& centroids, ClusterSums& sums) {
  Pass pass(centroids, certificate_shrink_);
  pass.first = !drift_.known();
  drift_.advance(centroids);
  const bool bounds_hold = centroids.features <= most_fast_features;  // bounds.h
  const bool by_groups = bounds_hold && choice_.may_use() && CentroidGroups::suit(centroids.k, centroids.features);
  if (by_groups) prepare_groups(pass);
  std::vector<Partial> partials(at(pool_.threads()), make_partial(centroids.k));
  for_each_block(batch_rows_, [&](RowRange batch, int thread) {
    Partial& partial = partials[at(thread)];
    const bool bounds = bounds_hold && choice_.use(batch.first / batch_rows_);
    const auto start = std::chrono::steady_clock::now();
    if (by_groups && bounds) {
      label_by_groups(pass, batch.first, batch.rows, partial);
    } else {
      label_batch(pass.packed, batch.first, batch.rows, bounds && !pass.first, bounds, partial);
    }
    apply_moves(batch.first, partial);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    (bounds ? partial.with_bounds : partial.without_bounds).add({taken.count(), batch.rows});
  });
  Partial total;
  for (const Partial& partial : partials) {
    add_partial(partial, sums);
    total.add_stats(partial);
  }
  choice_.end_pass(total.with_bounds, total.without_bounds);
  return total.stats;
}

CpuShard::Partial CpuShard::make_partial(int k) const {
  const std::size_t clusters = at(k);
  const std::size_t values = clusters * at(grid_.features);
  Partial partial;
  (grid_.weighted ? partial.weighted_values.resize(values) : partial.values.resize(values));
  partial.weights.resize(clusters);
  partial.counts.resize(clusters);
  partial.missing.resize(grid_.has_missing ? values : 0);
  return partial;
}

// With `skip`, rows that their bounds vouch for are not looked at; with `bounds`, those that are get new ones.
void CpuShard::label_batch(const PackedCentroids& centroids, std::int64_t first, std::int64_t count, bool skip,
                           bool bounds, Partial& partial) {
  if (skip) {
    const std::int64_t listed = list_open(first, count, partial);
    if (2 * listed <= count) return label_listed(centroids, first, listed, partial);
  }
  label_all(centroids, first, count, bounds, partial);
}

// Rows that their bounds do not vouch for, into partial.open; returns how many.
std::int64_t CpuShard::list_open(std::int64_t first, std::int64_t count, Partial& partial) const {
  partial.open.resize(at(count + 1));
  return kernels_.list_open(bounds_.data() + first, labels_.data() + first, count, drift_.values().data(),
                            partial.open.data());
}

void CpuShard::label_all(const PackedCentroids& centroids, std::int64_t first, std::int64_t count, bool bounds,
                         Partial& partial) {
  partial.stats.evaluated += count;
  if (centroids.features > most_fast_features) {
    for (std::int64_t row = first; row < first + count; ++row) take_label(centroids, row, label_open, bounds, partial);
    return;
  }
  partial.changes.resize(at(count + 1));
  const std::vector<float> row_limits = limits(centroids.certificate, first, count);
  LabelTask task{values_of(first), count, row_limits.data(), labels_.data() + first, nullptr, nullptr, {}};
  if (bounds) {
    task.bounds = bounds_.data() + first;
    task.drift = drift_.values().data();
  }
  const LabelCounts found = kernels_.label(task, centroids, partial.changes.data());
  partial.stats.rechecked += found.decided;
  for (std::int64_t i = 0; i < found.changes; ++i) {
    const LabelChange change = partial.changes[at(i)];
    take_label(centroids, first + change.row, change.label, bounds, partial);
  }
}

void CpuShard::label_listed(const PackedCentroids& centroids, std::int64_t first, std::int64_t listed,
                            Partial& partial) {
  partial.stats.evaluated += listed;
  partial.changes.resize(at(gathered_rows + 1));
  partial.gathered.resize(at(gathered_rows) * at(grid_.features));
  for (std::int64_t done = 0; done < listed; done += gathered_rows) {
    const std::int32_t* list = partial.open.data() + done;
    const std::int64_t count = std::min(gathered_rows, listed - done);
    kernels_.gather(values_of(first), grid_.features, list, count, partial.gathered.data());
    std::int32_t before[gathered_rows];
    std::int32_t largest[gathered_rows / limit_rows] = {};
    float row_limits[gathered_rows / limit_rows];
    for (std::int64_t i = 0; i < count; ++i) {
      before[i] = labels_[at(first + list[i])];
      // As whole numbers, which order the same and need no branch.
      auto& norm = largest[i / limit_rows];
      norm = std::max(norm, std::bit_cast<std::int32_t>(norms_[at((first + list[i]) / limit_rows)]));
    }
    std::transform(std::begin(largest), std::end(largest), row_limits,
                   [&](std::int32_t norm) { return centroids.certificate.limit(std::bit_cast<float>(norm)); });
    float found_bounds[gathered_rows];
    const std::int64_t next = std::min(done + 2 * gathered_rows, listed);
    const ListedRows later{values_of(first), partial.open.data() + next, std::min(gathered_rows, listed - next)};
    const LabelCounts found = kernels_.label(
        {partial.gathered.data(), count, row_limits, before, found_bounds, drift_.values().data(), later}, centroids,
        partial.changes.data());
    partial.stats.rechecked += found.decided;
    for (std::int64_t i = 0; i < count; ++i) bounds_[at(first + list[i])] = found_bounds[i];
    for (std::int64_t i = 0; i < found.changes; ++i) {
      const LabelChange change = partial.changes[at(i)];
      take_label(centroids, first + list[change.row], change.label, true, partial);
    }
  }
}

// A label that the kernel found to be open or another than before. With `bounds`, the row's bound is there already
// unless it is open.
void CpuShard::take_label(const PackedCentroids& centroids, std::int64_t row, std::int32_t label, bool bounds,
                          Partial& partial) {
  if (label == label_open) {
    const TwoNearest two = kernels_.two_nearest(values_of(row), centroids);
    label = two.nearest;
    bounds_[at(row)] = drift_.bound(two.nearest2, two.runner_up2, label);
    ++partial.stats.rechecked;
  } else if (!bounds) {
    bounds_[at(row)] = no_bound;
  }
  std::int32_t& before = labels_[at(row)];
  if (label == before) return;
  ++partial.stats.changed;
  partial.moves.push_back({static_cast<std::int32_t>(row % batch_rows_), before, label});
  forget_group_bound(row, before);
  before = label;
}

// What a group vouches for leaves out the row's own centroid: no longer true of the one it leaves.
void CpuShard::forget_group_bound(std::int64_t row, std::int32_t label) {
  if (label == undecided || !groups_.known()) return;
  group_bounds_[at(row) * at(groups_.count()) + at(groups_.group_of(label))] = no_bound;
}

// Takes the moves of a batch into the sums.
void CpuShard::apply_moves(std::int64_t first, Partial& partial) const {
  if (plain_sums()) {
    kernels_.move_rows(values_of(first), grid_.features, partial.moves.data(),
                       static_cast<std::int64_t>(partial.moves.size()), inverse_quantum_.data(), partial.values.data());
  }
  for (const RowMove& move : partial.moves) {
    if (move.from != undecided) --partial.counts[at(move.from)];
    ++partial.counts[at(move.to)];
    if (plain_sums()) continue;
    const std::int64_t row = first + move.row;
    if (move.from != undecided) add_row(partial, row, move.from, -1);
    add_row(partial, row, move.to, +1);
  }
  partial.moves.clear();
}

// Adds (sign +1) or takes away (-1) a row with a weight or missing values.
void CpuShard::add_row(Partial& partial, std::int64_t row, std::int32_t label, std::int64_t sign) const {
  const std::int64_t weight = sign * weight_of(row);
  partial.weights[at(label)] += weight;
  const std::size_t d = at(grid_.features);
  const std::size_t offset = at(label) * d;
  const float* x = values_of(row);
  for (std::size_t j = 0; j < d; ++j) {
    if (std::isnan(x[j])) {
      partial.missing[offset + j] += weight;
    } else if (grid_.weighted) {
      partial.weighted_values[offset + j] += int128{weight} * quanta(x[j], inverse_quantum_[j]);
    } else {
      partial.values[offset + j] += weight * quanta(x[j], inverse_quantum_[j]);
    }
  }
}

void CpuShard::add_partial(const Partial& partial, ClusterSums& sums) const {
  for (std::size_t i = 0; i < sums.values.size(); ++i) {
    sums.values[i] += grid_.weighted ? partial.weighted_values[i] : int128{partial.values[i]};
  }
  for (std::size_t i = 0; i < sums.missing.size(); ++i) sums.missing[i] += partial.missing[i];
  for (std::size_t c = 0; c < sums.weights.size(); ++c) {
    sums.weights[c] += plain_sums() ? partial.counts[c] : partial.weights[c];
    sums.counts[c] += partial.counts[c];
  }
}

}  // namespace segmenta
