// Many values are narrowed down by bounds from a sample, in one pass; what is left is selected from.

#include "prepare/order_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>

#include "prepare/step_finder.h"

namespace segmenta {
namespace {

constexpr std::size_t sample_size = 4096;
constexpr std::size_t worth_a_sample = 8 * sample_size;  // values
constexpr double deviations = 3;                         // of a rank in the sample, on either side
constexpr std::size_t most_bounds = 16;
constexpr std::size_t rows_at_once = 4096;

std::vector<double> present_of(std::span<const double> values, std::int64_t present) {
  std::vector<double> all;
  all.reserve(static_cast<std::size_t>(present));
  std::ranges::copy_if(values, std::back_inserter(all), [](double value) { return !std::isnan(value); });
  return all;
}

// Ascending positions are each sought in what the last one left above.
std::vector<Neighbours> select(std::vector<double> values, std::span<const double> positions) {
  std::vector<Neighbours> found;
  auto begin = values.begin();
  for (const double position : positions) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(begin, at, values.end());
    found.push_back({*at, at + 1 == values.end() ? *at : *std::min_element(at + 1, values.end())});
    begin = at;
  }
  return found;
}

std::vector<double> sorted_sample(std::span<const double> values) {
  std::vector<double> sample;
  for (std::size_t i = 0; i < sample_size; ++i) {
    const double value = values[i * values.size() / sample_size];
    if (!std::isnan(value)) sample.push_back(value);
  }
  std::ranges::sort(sample);
  return sample;
}

// Where the positions are likely to lie: from the first bound of each two up to the second, which is not part of it.
std::vector<double> likely_bounds(const std::vector<double>& sample, std::int64_t present,
                                  std::span<const double> positions) {
  const auto last = static_cast<double>(sample.size() - 1);
  std::vector<double> bounds;
  for (const double position : positions) {
    const double share = position / static_cast<double>(present);
    const double slack = deviations * std::sqrt(last * share * (1 - share)) + 2;
    const double low = sample[static_cast<std::size_t>(std::max(0.0, last * share - slack))];
    const double high = sample[static_cast<std::size_t>(std::min(last, last * share + slack))];
    const double end = std::nextafter(high, std::numeric_limits<double>::infinity());
    if (bounds.empty() || low >= bounds.back()) {
      bounds.insert(bounds.end(), {low, end});
    } else {
      bounds.back() = std::max(bounds.back(), end);  // they overlap: one range for both
    }
  }
  return bounds;
}

// Values by the ranges between bounds: counted, and kept where the range is one that was asked for.
class Ranges {
 public:
  explicit Ranges(std::span<const double> bounds) : finder_(bounds), ranges_(bounds.size() + 1) {}

  void add(std::span<const double> values) {
    std::array<std::uint8_t, rows_at_once> range{};
    for (std::size_t first = 0; first < values.size(); first += rows_at_once) {
      const auto block = values.subspan(first, std::min(rows_at_once, values.size() - first));
      finder_.find(block, range.data());
      keep(block, range);
    }
  }

  // The order statistic of a rank among all; none where it was not kept.
  [[nodiscard]] std::optional<double> at(std::int64_t rank, std::int64_t missing) {
    std::int64_t below = -missing;  // they were counted in the first range
    for (std::size_t r = 0; r < ranges_; ++r) {
      const auto count = static_cast<std::int64_t>(count_[r]);
      if (rank >= below + count) {
        below += count;
        continue;
      }
      if (r % 2 == 0) return std::nullopt;
      const auto nth = kept_[r].begin() + (rank - below);
      std::nth_element(kept_[r].begin(), nth, kept_[r].begin() + count);
      return *nth;
    }
    return std::nullopt;
  }

 private:
  void keep(std::span<const double> values, const std::array<std::uint8_t, rows_at_once>& range) {
    std::array<double*, most_bounds> to{};
    std::array<std::size_t, most_bounds> step{};
    double nowhere = 0;
    for (std::size_t r = 0; r < ranges_; ++r) {
      step[r] = r % 2;
      if (step[r] == 1 && kept_[r].size() < count_[r] + values.size()) kept_[r].resize(2 * (count_[r] + values.size()));
      to[r] = step[r] == 1 ? kept_[r].data() + count_[r] : &nowhere;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint8_t r = range[i];
      *to[r] = values[i];
      to[r] += step[r];
      ++count_[r];
    }
  }

  StepFinder<most_bounds> finder_;
  std::size_t ranges_;
  std::array<std::size_t, most_bounds> count_{};
  std::array<std::vector<double>, most_bounds> kept_;
};

std::optional<std::vector<Neighbours>> select_by_sample(std::span<const double> values, std::int64_t present,
                                                        std::span<const double> positions) {
  const std::vector<double> sample = sorted_sample(values);
  if (sample.size() < sample_size / 2) return std::nullopt;
  const std::vector<double> bounds = likely_bounds(sample, present, positions);
  Ranges ranges(bounds);
  ranges.add(values);
  const std::int64_t missing = static_cast<std::int64_t>(values.size()) - present;
  std::vector<Neighbours> found;
  for (const double position : positions) {
    const auto rank = static_cast<std::int64_t>(position);
    const auto low = ranges.at(rank, missing);
    const auto high = ranges.at(std::min(rank + 1, present - 1), missing);
    if (!low || !high) return std::nullopt;
    found.push_back({*low, *high});
  }
  return found;
}

}  // namespace

std::vector<Neighbours> order_statistics(std::span<const double> values, std::int64_t present,
                                         std::span<const double> positions) {
  if (values.size() >= worth_a_sample) {
    if (auto found = select_by_sample(values, present, positions)) return *std::move(found);
  }
  return select(present_of(values, present), positions);
}

}  // namespace segmenta
