// Chooses thresholds from a sample in which small segments are seen too, then puts every value into its bin.

#include "describe/binned_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "describe/thresholds.h"
#include "prepare/step_finder.h"

namespace segmenta {
namespace {

constexpr std::int64_t sample_rows = 65536;
constexpr std::int64_t least_of_a_segment = 256;
constexpr std::array<double, 4> edge_quantiles = {0, 0.05, 0.95, 1};
constexpr std::size_t most_with_edges = 15;  // segments

}  // namespace

Binner::Binner(const Description& description, std::vector<std::size_t> columns, std::int64_t least)
    : description_(description), columns_(std::move(columns)), least_(least) {
  binned_.thresholds.resize(columns_.size());
  binned_.bins.resize(columns_.size());
  binned_.counts.resize(columns_.size());
  sample();
}

void Binner::visit(const ShownColumn& shown, Jobs& jobs) {
  for (std::size_t feature = 0; feature < columns_.size(); ++feature) {
    if (columns_[feature] == shown.column) jobs.emplace_back([this, &shown, feature] { bin(shown.values, feature); });
  }
}

// Of each segment the rows at equal steps, so many that they are at most `sample_rows` in all (or a few of each).
void Binner::sample() {
  const auto k = static_cast<std::int64_t>(description_.k());
  const std::int64_t most = std::max(sample_rows / k, least_of_a_segment);
  const auto labels = description_.labels();
  std::vector<std::int64_t> seen(description_.k());
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto segment = static_cast<std::size_t>(labels[row]);
    const std::int64_t size = description_.sizes()[segment];
    const std::int64_t taken = std::min(size, most);
    const std::int64_t position = seen[segment]++;
    if (position * taken / size == (position + 1) * taken / size) continue;
    const double share = static_cast<double>(size) / static_cast<double>(labels.size());
    sampled_.push_back({row, segment, (share + 1 / static_cast<double>(k)) / static_cast<double>(taken)});
  }
}

// Values near the ends of each segment.
std::vector<double> Binner::edges(std::span<const double> values) const {
  std::vector<double> result;
  if (description_.k() > most_with_edges) return result;
  std::vector<std::vector<double>> by_segment(description_.k());
  for (const SampledRow& one : sampled_) {
    if (std::isfinite(values[one.row])) by_segment[one.segment].push_back(values[one.row]);
  }
  for (std::vector<double>& own : by_segment) {
    if (own.empty()) continue;
    for (const double q : edge_quantiles) {
      const auto at = own.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(own.size() - 1));
      std::nth_element(own.begin(), at, own.end());
      result.push_back(*at);
    }
  }
  return result;
}

void Binner::bin(std::span<const double> values, std::size_t feature) {
  std::vector<WeightedValue> sample;
  sample.reserve(sampled_.size());
  for (const SampledRow& one : sampled_) sample.push_back({values[one.row], one.weight});
  binned_.thresholds[feature] =
      choose_thresholds(std::move(sample), BinnedTable::most_thresholds, edges(values), least_);
  std::vector<std::uint8_t>& bins = binned_.bins[feature];
  bins.resize(values.size());
  StepFinder<BinnedTable::bins_of_a_feature>(binned_.thresholds[feature]).find(values, bins.data());
  for (std::size_t row = 0; row < bins.size(); ++row) {
    if (std::isnan(values[row])) bins[row] = BinnedTable::missing;
  }
  binned_.counts[feature] = count_bins(bins);
}

std::vector<std::uint32_t> Binner::count_bins(const std::vector<std::uint8_t>& bins) const {
  std::vector<std::uint32_t> counts(BinnedTable::bins_of_a_feature * description_.k());
  for (std::size_t row = 0; row < bins.size(); ++row) {
    ++counts[bins[row] * description_.k() + static_cast<std::size_t>(description_.labels()[row])];
  }
  return counts;
}

void Binner::add_flag(BinnedTable::Flag flag, std::vector<std::uint8_t> bins) {
  binned_.counts.push_back(count_bins(bins));
  binned_.bins.push_back(std::move(bins));
  binned_.thresholds.push_back({0.5});
  binned_.flags.push_back(std::move(flag));
}

bool Binner::is_often_missing(std::span<const std::uint32_t> missing_by_segment) const {
  for (std::size_t s = 0; s < missing_by_segment.size(); ++s) {
    if (missing_by_segment[s] > 0 && 2 * std::int64_t{missing_by_segment[s]} >= description_.sizes()[s]) return true;
  }
  return false;
}

void Binner::add_flags(const std::vector<CategoryColumn>& columns) {
  const auto is_missing = [](auto missing) { return [missing](auto code) -> std::uint8_t { return code == missing; }; };
  const std::size_t numbers = columns_.size();
  for (const CategoryColumn& column : columns) {
    const std::size_t values = std::min(column.values.size(), most_categories);
    for (std::size_t value = 0; value < values; ++value) {
      std::vector<std::uint8_t> bins(column.codes.size());
      std::ranges::transform(column.codes, bins.begin(), [&](std::uint16_t code) -> std::uint8_t {
        return code == CategoryColumn::missing ? BinnedTable::missing : code == value ? 1 : 0;
      });
      add_flag({column.column, column.values[value], column.values.size() == 2 ? column.values[1 - value] : ""},
               std::move(bins));
    }
    std::vector<std::uint8_t> bins(column.codes.size());
    std::ranges::transform(column.codes, bins.begin(), is_missing(CategoryColumn::missing));
    const std::vector<std::uint32_t> counts = count_bins(bins);
    if (is_often_missing(std::span(counts).subspan(description_.k(), description_.k()))) {
      add_flag({.column = column.column}, std::move(bins));
    }
  }
  for (std::size_t feature = 0; feature < numbers; ++feature) {
    const std::span<const std::uint32_t> counts = binned_.counts[feature];
    if (!is_often_missing(counts.subspan(BinnedTable::missing * description_.k(), description_.k()))) continue;
    std::vector<std::uint8_t> bins(binned_.bins[feature].size());
    std::ranges::transform(binned_.bins[feature], bins.begin(), is_missing(BinnedTable::missing));
    add_flag({.column = columns_[feature]}, std::move(bins));
  }
}

}  // namespace segmenta
