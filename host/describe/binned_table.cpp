#include "describe/binned_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "blocks.h"
#include "describe/thresholds.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr std::int64_t sample_rows = 65536;
constexpr std::int64_t least_of_a_segment = 256;
constexpr std::array<double, 4> edge_quantiles = {0, 0.05, 0.95, 1};
constexpr std::size_t most_with_edges = 15;  // segments

struct SampledRow {
  std::size_t row = 0;
  std::size_t segment = 0;
  double weight = 0;
};

// Of each segment the rows at equal steps, so many that they are at most `sample_rows` in all (or a few of each).
std::vector<SampledRow> sample(std::span<const std::int32_t> labels, std::span<const std::int64_t> sizes) {
  const auto k = static_cast<std::int64_t>(sizes.size());
  const std::int64_t most = std::max(sample_rows / k, least_of_a_segment);
  std::vector<std::int64_t> seen(sizes.size());
  std::vector<SampledRow> rows;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto segment = static_cast<std::size_t>(labels[row]);
    const std::int64_t size = sizes[segment];
    const std::int64_t taken = std::min(size, most);
    const std::int64_t position = seen[segment]++;
    if (position * taken / size == (position + 1) * taken / size) continue;
    const double share = static_cast<double>(size) / static_cast<double>(labels.size());
    rows.push_back({row, segment, (share + 1 / static_cast<double>(k)) / static_cast<double>(taken)});
  }
  return rows;
}

// Values near the ends of each segment.
std::vector<double> edges(const std::vector<double>& values, std::span<const SampledRow> sampled, std::size_t k) {
  std::vector<double> result;
  if (k > most_with_edges) return result;
  std::vector<std::vector<double>> by_segment(k);
  for (const SampledRow& one : sampled) {
    if (std::isfinite(values[one.row])) by_segment[one.segment].push_back(values[one.row]);
  }
  for (std::vector<double>& own : by_segment) {
    if (own.empty()) continue;
    std::sort(own.begin(), own.end());
    for (const double q : edge_quantiles) {
      result.push_back(own[static_cast<std::size_t>(q * static_cast<double>(own.size() - 1))]);
    }
  }
  return result;
}

std::uint8_t bin_of(double value, const std::vector<double>& thresholds) {
  if (std::isnan(value)) return BinnedTable::missing;
  const auto above = std::upper_bound(thresholds.begin(), thresholds.end(), value);
  return static_cast<std::uint8_t>(above - thresholds.begin());
}

class Binning {
 public:
  Binning(const Table& table, std::span<const SampledRow> sampled, std::size_t k, BinnedTable& binned,
          const Context& context)
      : table_(table),
        sampled_(sampled),
        k_(k),
        binned_(binned),
        context_(context),
        pool_(context.worker_threads()),
        values_(static_cast<std::size_t>(table.rows())) {}

  void add(std::size_t feature, std::size_t column) {
    for_each_block(table_, std::span(&column, 1), context_, "read", [&](const Block& block) {
      std::copy_n(block.values.begin(), block.count, values_.begin() + block.first);
    });
    std::vector<WeightedValue> sample;
    sample.reserve(sampled_.size());
    for (const SampledRow& one : sampled_) sample.push_back({values_[one.row], one.weight});
    binned_.thresholds[feature] =
        choose_thresholds(std::move(sample), BinnedTable::most_thresholds, edges(values_, sampled_, k_));
    fill(feature);
  }

 private:
  void fill(std::size_t feature) {
    const std::vector<double>& thresholds = binned_.thresholds[feature];
    const std::size_t width = binned_.features();
    const std::int64_t rows = table_.rows();
    pool_.run((rows + block_rows - 1) / block_rows, [&](std::int64_t block, int) {
      const auto end = static_cast<std::size_t>(std::min(rows, (block + 1) * block_rows));
      for (auto row = static_cast<std::size_t>(block * block_rows); row < end; ++row) {
        binned_.bins[row * width + feature] = bin_of(values_[row], thresholds);
      }
    });
  }

  const Table& table_;
  std::span<const SampledRow> sampled_;
  std::size_t k_;
  BinnedTable& binned_;
  const Context& context_;
  ThreadPool pool_;
  std::vector<double> values_;  // of one column
};

}  // namespace

BinnedTable bin_table(const Table& table, std::span<const std::size_t> columns, std::span<const std::int32_t> labels,
                      std::span<const std::int64_t> sizes, const Context& context) {
  BinnedTable binned;
  binned.thresholds.resize(columns.size());
  binned.bins.resize(columns.size() * labels.size());
  const std::vector<SampledRow> sampled = sample(labels, sizes);
  Binning binning(table, sampled, sizes.size(), binned, context);
  for (std::size_t feature = 0; feature < columns.size(); ++feature) binning.add(feature, columns[feature]);
  return binned;
}

}  // namespace segmenta
