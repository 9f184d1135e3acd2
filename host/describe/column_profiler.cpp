#include "describe/column_profiler.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "blocks.h"

namespace segmenta {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// The order statistic at `position`, counted from `begin`. What lies before and behind it is then no larger and no
// smaller.
double nth(std::span<double> values, std::size_t position) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(position);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// By linear interpolation between the order statistics around `position`; reorders the values.
double quantile(std::span<double> values, double position) {
  const auto below = static_cast<std::size_t>(position);
  const double low = nth(values, below);
  const double fraction = position - static_cast<double>(below);
  if (fraction == 0) return low;
  const double high = *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(below) + 1, values.end());
  if (low == high) return low;
  return fraction == 0.5 ? std::midpoint(low, high) : low + (high - low) * fraction;
}

// Reorders the values. The median parts them, so that each quartile is sought among half of them, and what lies beyond
// it among a quarter.
Quartiles quartiles_of(std::span<double> values) {
  if (values.empty()) return {};
  const auto last = static_cast<double>(values.size() - 1);
  const std::size_t half = values.size() / 2;
  Quartiles quartiles;
  quartiles.median = quantile(values, last / 2);
  const std::size_t begin = std::min(half, static_cast<std::size_t>(3 * last / 4));
  quartiles.upper = quantile(values.subspan(begin), 3 * last / 4 - static_cast<double>(begin));
  const auto three_quarters = static_cast<std::size_t>(3 * last / 4);
  quartiles.percentile_95 = quantile(values.subspan(three_quarters), 0.95 * last - static_cast<double>(three_quarters));
  const std::span<double> lower_half = values.first(std::min(half + 1, values.size()));
  quartiles.lower = quantile(lower_half, last / 4);
  const bool few = values.size() < 16;  // the next above the 5 % point may lie above the quartile
  quartiles.percentile_5 =
      quantile(few ? lower_half : values.first(static_cast<std::size_t>(last / 4) + 1), 0.05 * last);
  return quartiles;
}

Moments moments_of(std::span<const double> values) {
  Moments moments;
  for (std::size_t first = 0; first < values.size(); first += at(block_rows)) {
    moments.combine(block_moments(values.subspan(first, std::min(at(block_rows), values.size() - first)), {}, 0));
  }
  return moments;
}

// NaN for a constant column.
double standard_deviation(const Moments& moments) {
  return moments.min < moments.max ? std::sqrt(moments.variance()) : missing;
}

}  // namespace

double ColumnTotal::mean() const { return count == 0 ? missing : sum / static_cast<double>(count); }

// The error of a sum of 65,536 addends and of the sum of blocks stays far below this share of the magnitude.
bool ColumnTotal::vanishes() const { return std::abs(sum) <= 1e-9 * magnitude; }

ColumnTotal operator+(const ColumnTotal& a, const ColumnTotal& b) {
  return {a.sum + b.sum, a.magnitude + b.magnitude, a.count + b.count};
}

ColumnProfiler::ColumnProfiler(const Table& table, std::span<const std::int32_t> labels,
                               std::span<const std::int64_t> sizes, int threads)
    : table_(table),
      labels_(labels),
      first_(sizes.size()),
      values_(labels.size()),
      totals_(sizes.size()),
      pool_(std::max(1, std::min(threads, static_cast<int>(sizes.size())))) {
  std::exclusive_scan(sizes.begin(), sizes.end(), first_.begin(), std::int64_t{0});
}

void ColumnProfiler::read(std::size_t column, const Context& context) {
  totals_.assign(totals_.size(), {});
  const std::int64_t rows = table_.rows();
  std::vector<double> block(at(std::min(block_rows, rows)));
  for (std::int64_t first = 0; first < rows; first += block_rows) {
    context.check_cancelled();
    const std::int64_t count = std::min(block_rows, rows - first);
    table_.read({&column, 1}, first, count, block.data());
    add_block(first, {block.data(), at(count)});
  }
}

void ColumnProfiler::add_block(std::int64_t first, std::span<const double> block) {
  std::vector<ColumnTotal> added(totals_.size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    const double value = block[i];
    if (std::isnan(value)) continue;
    const auto segment = at(labels_[at(first) + i]);
    ColumnTotal& total = added[segment];
    values_[at(first_[segment] + totals_[segment].count + total.count)] = value;
    total.sum += value;
    total.magnitude += std::abs(value);
    ++total.count;
  }
  std::transform(totals_.begin(), totals_.end(), added.begin(), totals_.begin(), std::plus<>());
}

ColumnTotal ColumnProfiler::total() const { return std::accumulate(totals_.begin(), totals_.end(), ColumnTotal{}); }

std::span<double> ColumnProfiler::values_of(std::size_t segment) {
  return std::span(values_).subspan(at(first_[segment]), at(totals_[segment].count));
}

std::vector<ColumnProfiler::SegmentFigures> ColumnProfiler::figures_by_segment() {
  std::vector<SegmentFigures> result(totals_.size());
  pool_.run(static_cast<std::int64_t>(result.size()), [&](std::int64_t segment, int) {
    const std::span<double> values = values_of(at(segment));
    result[at(segment)].moments = moments_of(values);
    result[at(segment)].quartiles = quartiles_of(values);
  });
  return result;
}

// Closes the gaps that missing values left behind each segment, then seeks in place.
Quartiles ColumnProfiler::quartiles_of_all() {
  auto end = values_.begin();
  for (std::size_t segment = 0; segment < totals_.size(); ++segment) {
    const auto values = values_of(segment);
    end = std::copy(values.begin(), values.end(), end);
  }
  return quartiles_of({values_.begin(), end});
}

std::vector<FeatureProfile> ColumnProfiler::figures() {
  const ColumnTotal all = total();
  const double unit = all.vanishes() ? missing : 100 / all.mean();
  const std::vector<SegmentFigures> by_segment = figures_by_segment();
  Moments moments;
  for (const SegmentFigures& segment : by_segment) moments.combine(segment.moments);
  const double deviation = standard_deviation(moments);
  const auto figures_of = [&](double mean, const Quartiles& quartiles) {
    return FeatureProfile{mean,
                          quartiles.median,
                          unit * mean,
                          quartiles.lower,
                          quartiles.upper,
                          (mean - all.mean()) / deviation,
                          quartiles.percentile_5,
                          quartiles.percentile_95};
  };
  std::vector<FeatureProfile> result;
  for (std::size_t segment = 0; segment < totals_.size(); ++segment) {
    result.push_back(figures_of(totals_[segment].mean(), by_segment[segment].quartiles));
  }
  result.push_back(figures_of(all.mean(), quartiles_of_all()));
  return result;
}

}  // namespace segmenta
