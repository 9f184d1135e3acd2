#include "segments/column_profiler.h"

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

// Reorders the values.
double median(std::span<double> values) {
  if (values.empty()) return missing;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
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

std::vector<double> ColumnProfiler::medians() {
  std::vector<double> result(totals_.size());
  pool_.run(static_cast<std::int64_t>(result.size()),
            [&](std::int64_t segment, int) { result[at(segment)] = median(values_of(at(segment))); });
  return result;
}

// Closes the gaps that missing values left behind each segment, then takes the median in place.
double ColumnProfiler::median_of_all() {
  auto end = values_.begin();
  for (std::size_t segment = 0; segment < totals_.size(); ++segment) {
    const auto values = values_of(segment);
    end = std::copy(values.begin(), values.end(), end);
  }
  return median({values_.begin(), end});
}

std::vector<FeatureProfile> ColumnProfiler::figures() {
  std::vector<FeatureProfile> result;
  const ColumnTotal all = total();
  const double unit = all.vanishes() ? missing : 100 / all.mean();
  const std::vector<double> median = medians();
  for (std::size_t segment = 0; segment < totals_.size(); ++segment) {
    const double mean = totals_[segment].mean();
    result.push_back({mean, median[segment], unit * mean});
  }
  result.push_back({all.mean(), median_of_all(), unit * all.mean()});
  return result;
}

}  // namespace segmenta
