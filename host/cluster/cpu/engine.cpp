// The CPU engine: certified float32 kernels, all threads, sums kept up to date by difference.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>

#include "cluster/cpu/cpu_engine.h"
#include "cluster/definition.h"

namespace segmenta {
namespace {

constexpr std::int32_t undecided = -1;

bool farther(const FarRow& a, const FarRow& b) {
  return a.distance2 > b.distance2 || (a.distance2 == b.distance2 && a.row < b.row);
}

}  // namespace

// What a thread adds up during a pass: differences of sums, so that most rows cost nothing once labels settle.
struct CpuEngine::Partial {
  std::vector<std::int64_t> values;      // [k x d], without weights
  std::vector<int128> weighted_values;   // [k x d], with weights
  std::vector<std::int64_t> weights;     // [k]
  std::vector<std::int64_t> counts;      // [k]
  std::vector<std::int64_t> missing;     // [k x d]
  std::vector<std::int32_t> new_labels;  // of a batch
  PassStats stats;
};

CpuEngine::CpuEngine(Rows rows, const CpuOptions& options, const Context& context, double certificate_shrink)
    : rows_(std::move(rows)),
      kernels_(choose_kernels(options.simd)),
      pool_(context.worker_threads()),
      batch_rows_(options.batch_rows > 0 ? options.batch_rows : default_batch_rows),
      certificate_shrink_(certificate_shrink),
      labels_(at(rows_.rows()), undecided) {
  for (const double quantum : rows_.quantum) inverse_quantum_.push_back(1 / quantum);
}

CpuEngine::~CpuEngine() = default;

void CpuEngine::for_each_batch(
    std::int64_t rows_each, const std::function<void(std::int64_t first, std::int64_t count, int thread)>& work) const {
  const std::int64_t batches = (rows_.rows() + rows_each - 1) / rows_each;
  pool_.run(batches, [&](std::int64_t batch, int thread) {
    const std::int64_t first = batch * rows_each;
    work(first, std::min(rows_each, rows_.rows() - first), thread);
  });
}

void CpuEngine::reset(int k) {
  std::fill(labels_.begin(), labels_.end(), undecided);
  const std::size_t values = at(k) * at(rows_.features());
  sums_ = {std::vector<int128>(values), std::vector<std::int64_t>(at(k)), std::vector<std::int64_t>(at(k)),
           std::vector<std::int64_t>(rows_.has_missing ? values : 0)};
}

PassStats CpuEngine::assign(const Centroids& centroids) {
  const PackedCentroids packed = pack(centroids, certificate_shrink_);
  const std::size_t values = at(centroids.k) * at(centroids.features);
  std::vector<Partial> partials(at(pool_.threads()));
  for (Partial& partial : partials) {
    (rows_.weighted() ? partial.weighted_values.resize(values) : partial.values.resize(values));
    partial.weights.resize(at(centroids.k));
    partial.counts.resize(at(centroids.k));
    partial.missing.resize(sums_.missing.size());
  }
  for_each_batch(batch_rows_, [&](std::int64_t first, std::int64_t count, int thread) {
    assign_batch(packed, first, count, partials[at(thread)]);
  });
  PassStats stats;
  for (const Partial& partial : partials) {
    add_to_sums(partial);
    stats.changed += partial.stats.changed;
    stats.rechecked += partial.stats.rechecked;
  }
  return stats;
}

void CpuEngine::assign_batch(const PackedCentroids& centroids, std::int64_t first, std::int64_t count,
                             Partial& partial) {
  partial.new_labels.resize(at(count));
  if (centroids.features <= most_fast_features) {
    kernels_.kernels->label(rows_.row(first), count, centroids, partial.new_labels.data());
  } else {
    std::fill(partial.new_labels.begin(), partial.new_labels.end(), undecided);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    std::int32_t& label = partial.new_labels[at(i)];
    if (label == undecided) {
      label = kernels_.kernels->two_nearest(rows_.row(first + i), centroids).nearest;
      ++partial.stats.rechecked;
    }
    std::int32_t& before = labels_[at(first + i)];
    if (label == before) continue;
    ++partial.stats.changed;
    if (before != undecided) add_row(partial, first + i, before, -1);
    add_row(partial, first + i, label, +1);
    before = label;
  }
}

void CpuEngine::add_row(Partial& partial, std::int64_t row, std::int32_t label, std::int64_t sign) const {
  const std::size_t d = at(rows_.features());
  const std::size_t offset = at(label) * d;
  const float* x = rows_.row(row);
  const std::int64_t weight = sign * rows_.weight(row);
  partial.weights[at(label)] += weight;
  partial.counts[at(label)] += sign;
  if (!rows_.weighted() && !rows_.has_missing) {
    kernels_.kernels->add_row(x, rows_.features(), inverse_quantum_.data(), sign, partial.values.data() + offset);
    return;
  }
  for (std::size_t j = 0; j < d; ++j) {
    if (std::isnan(x[j])) {
      partial.missing[offset + j] += weight;
    } else if (rows_.weighted()) {
      partial.weighted_values[offset + j] += int128{weight} * quanta(x[j], inverse_quantum_[j]);
    } else {
      partial.values[offset + j] += weight * quanta(x[j], inverse_quantum_[j]);
    }
  }
}

void CpuEngine::add_to_sums(const Partial& partial) {
  for (std::size_t i = 0; i < sums_.values.size(); ++i) {
    sums_.values[i] += rows_.weighted() ? partial.weighted_values[i] : int128{partial.values[i]};
  }
  for (std::size_t i = 0; i < sums_.missing.size(); ++i) sums_.missing[i] += partial.missing[i];
  for (std::size_t c = 0; c < sums_.weights.size(); ++c) {
    sums_.weights[c] += partial.weights[c];
    sums_.counts[c] += partial.counts[c];
  }
}

void CpuEngine::move_row(std::int64_t row, std::int32_t label) {
  Partial partial;
  partial.values.resize(rows_.weighted() ? 0 : sums_.values.size());
  partial.weighted_values.resize(rows_.weighted() ? sums_.values.size() : 0);
  partial.weights.resize(sums_.weights.size());
  partial.counts.resize(sums_.counts.size());
  partial.missing.resize(sums_.missing.size());
  add_row(partial, row, labels_[at(row)], -1);
  add_row(partial, row, label, +1);
  add_to_sums(partial);
  labels_[at(row)] = label;
}

void CpuEngine::relabel(std::span<const std::int32_t> new_label, int k) {
  const std::size_t d = at(rows_.features());
  ClusterSums moved{std::vector<int128>(at(k) * d), std::vector<std::int64_t>(at(k)), std::vector<std::int64_t>(at(k)),
                    std::vector<std::int64_t>(rows_.has_missing ? at(k) * d : 0)};
  for (std::size_t c = 0; c < new_label.size(); ++c) {
    if (new_label[c] < 0) continue;
    const std::size_t to = at(new_label[c]);
    std::copy_n(sums_.values.begin() + static_cast<std::ptrdiff_t>(c * d), d,
                moved.values.begin() + static_cast<std::ptrdiff_t>(to * d));
    if (rows_.has_missing) {
      std::copy_n(sums_.missing.begin() + static_cast<std::ptrdiff_t>(c * d), d,
                  moved.missing.begin() + static_cast<std::ptrdiff_t>(to * d));
    }
    moved.weights[to] = sums_.weights[c];
    moved.counts[to] = sums_.counts[c];
  }
  sums_ = std::move(moved);
  for (std::int32_t& label : labels_) label = new_label[at(label)];
}

double CpuEngine::reported(std::int64_t row, double d2) const {
  if (!rows_.has_missing) return d2;
  return reported2(d2, present_features(rows_.row(row), rows_.features()), rows_.features());
}

std::vector<FarRow> CpuEngine::farthest(const Centroids& centroids, int count) const {
  std::vector<std::vector<FarRow>> found(at(pool_.threads()));
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t rows, int thread) {
    std::vector<double> distances(at(rows));
    kernels_.kernels->own_distance2(rows_.row(first), rows, centroids, labels_.data() + first, distances.data());
    std::vector<FarRow>& mine = found[at(thread)];
    for (std::int64_t i = 0; i < rows; ++i) {
      if (rows_.weight(first + i) > 0) mine.push_back({first + i, reported(first + i, distances[at(i)])});
    }
    const auto keep = std::min(mine.size(), at(count));
    std::partial_sort(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(keep), mine.end(), farther);
    mine.resize(keep);
  });
  std::vector<FarRow> all;
  for (const auto& mine : found) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end(), farther);
  all.resize(std::min(all.size(), at(count)));
  return all;
}

double CpuEngine::inertia(const Centroids& centroids) const {
  const InertiaUnit unit(rows_);
  std::vector<int128> sums(at(pool_.threads()), 0);
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int thread) {
    std::vector<double> distances(at(count));
    kernels_.kernels->own_distance2(rows_.row(first), count, centroids, labels_.data() + first, distances.data());
    int128 sum = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      sum += rows_.weight(first + i) * unit.units(reported(first + i, distances[at(i)]));
    }
    sums[at(thread)] += sum;
  });
  int128 total = 0;
  for (const int128 sum : sums) total += sum;
  return unit.value(total);
}

RowDistances CpuEngine::distances(const Centroids& centroids) const {
  const PackedCentroids packed = pack(centroids, certificate_shrink_);
  RowDistances all;
  all.nearest2.resize(labels_.size());
  all.runner_up2.resize(labels_.size());
  all.runner_up.resize(labels_.size());
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int) {
    std::vector<TwoNearest> two(at(count));
    find_two_nearest(centroids, packed, first, two);
    for (std::int64_t i = first; i < first + count; ++i) {
      const TwoNearest& found = two[at(i - first)];
      all.nearest2[at(i)] = reported(i, found.nearest2);
      all.runner_up2[at(i)] = found.runner_up < 0 ? std::nan("") : reported(i, found.runner_up2);
      all.runner_up[at(i)] = found.runner_up;
    }
  });
  return all;
}

// The kernel names two centroids, the definition tells their distances and which is nearer.
void CpuEngine::find_two_nearest(const Centroids& centroids, const PackedCentroids& packed, std::int64_t first,
                                 std::vector<TwoNearest>& two) const {
  const Kernels& kernels = *kernels_.kernels;
  const auto count = static_cast<std::int64_t>(two.size());
  std::vector<std::int32_t> one(two.size(), undecided);
  std::vector<std::int32_t> other(two.size(), undecided);
  if (packed.features <= most_fast_features && packed.k > 1) {
    kernels.label_two(rows_.row(first), count, packed, one.data(), other.data());
  }
  for (std::size_t i = 0; i < two.size(); ++i) {
    if (one[i] != undecided) continue;
    two[i] = kernels.two_nearest(rows_.row(first + static_cast<std::int64_t>(i)), packed);
    one[i] = two[i].nearest;
    other[i] = std::max(two[i].runner_up, 0);
  }
  if (packed.k == 1) return;
  std::vector<double> one2(two.size());
  std::vector<double> other2(two.size());
  kernels.own_distance2(rows_.row(first), count, centroids, one.data(), one2.data());
  kernels.own_distance2(rows_.row(first), count, centroids, other.data(), other2.data());
  for (std::size_t i = 0; i < two.size(); ++i) {
    const bool in_order = one2[i] < other2[i] || (one2[i] == other2[i] && one[i] < other[i]);
    two[i] =
        in_order ? TwoNearest{one2[i], other2[i], one[i], other[i]} : TwoNearest{other2[i], one2[i], other[i], one[i]};
  }
}

std::vector<float> CpuEngine::row(std::int64_t index) const {
  return {rows_.row(index), rows_.row(index) + rows_.features()};
}

std::unique_ptr<Engine> make_cpu_engine(Rows rows, const CpuOptions& options, const Context& context) {
  return std::make_unique<CpuEngine>(std::move(rows), options, context);
}

}  // namespace segmenta
