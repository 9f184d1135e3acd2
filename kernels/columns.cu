// Columns go to the device block by block as they are read. What is asked of them is found there; the host combines
// the moments of blocks, in order, and steers the search for quantiles.

#include "columns.cuh"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "column_kernels.cuh"
#include "plan.h"
#include "prepare/column_device.h"
#include "prepare/quantile.h"
#include "shard.cuh"
#include "upload.cuh"

namespace segmenta::cuda {
namespace {

Use use_of(const PreparedFeature& feature) { return {feature.fill, feature.lower, feature.upper, feature.transform}; }

UsedColumn used_column(const double* values, std::int64_t rows, const PreparedFeature* used) {
  return {values, rows, used == nullptr, used == nullptr ? Use{} : use_of(*used)};
}

// Order statistics by the digits of their keys, from the highest: each round counts, among the keys that begin as one
// that is sought, those with each next digit.
class DigitSearch {
 public:
  DigitSearch(const UsedColumn& column, const Stream& stream)
      : column_(column), stream_(stream), found_(most_prefixes * digits) {
    first_counts_ = count({.count = 1, .shift = first_shift, .prefix = {0}});
    for (const unsigned long long some : first_counts_) present_ += static_cast<std::int64_t>(some);
  }

  /// Values that are not missing.
  [[nodiscard]] std::int64_t present() const { return present_; }

  /// The values of these ranks, at most `most_prefixes` different ones.
  std::map<std::int64_t, double> at(const std::vector<std::int64_t>& ranks) {
    struct Sought {
      std::uint64_t prefix = 0;
      std::int64_t left = 0;  // rank among the keys of that prefix
    };
    std::map<std::int64_t, Sought> sought;
    for (const std::int64_t rank : ranks) sought[rank] = {0, rank};
    for (int shift = first_shift; shift >= 0; shift -= digit_bits) {
      Prefixes prefixes{.count = 0, .shift = shift, .prefix = {}};
      std::map<std::uint64_t, int> place;
      for (const auto& [rank, one] : sought) {
        if (!place.try_emplace(one.prefix, prefixes.count).second) continue;
        prefixes.prefix[prefixes.count++] = one.prefix;
      }
      const std::vector<unsigned long long> counts = shift == first_shift ? first_counts_ : count(prefixes);
      for (auto& [rank, one] : sought) {
        const unsigned long long* of_digit = counts.data() + std::int64_t{place[one.prefix]} * digits;
        std::uint64_t digit = 0;
        for (; one.left >= static_cast<std::int64_t>(of_digit[digit]); ++digit) {
          one.left -= static_cast<std::int64_t>(of_digit[digit]);
        }
        one.prefix = one.prefix << digit_bits | digit;
      }
    }
    std::map<std::int64_t, double> values;
    for (const auto& [rank, one] : sought) values[rank] = value_of_key(one.prefix);
    return values;
  }

 private:
  static constexpr int first_shift = 64 - digit_bits;

  std::vector<unsigned long long> count(const Prefixes& prefixes) {
    set_zero(found_, stream_);
    launch_count_digits(column_, prefixes, found_.data(), stream_);
    return to_host(found_.data(), std::int64_t{prefixes.count} * digits, stream_);
  }

  UsedColumn column_;
  const Stream& stream_;
  DeviceArray<unsigned long long> found_;
  std::vector<unsigned long long> first_counts_;  // of all keys
  std::int64_t present_ = 0;
};

class DeviceColumn : public ColumnValues {
 public:
  DeviceColumn(int device, const double* values, std::int64_t rows)
      : device_(device), values_(values), rows_(rows), stream_(made_on(device)) {}

  [[nodiscard]] Moments moments(const PreparedFeature* used) const override {
    const CurrentDevice current(device_);
    const DeviceArray<BlockMoments> found((rows_ + block_rows - 1) / block_rows);
    launch_moments(used_column(values_, rows_, used), block_rows, found.data(), *stream_);
    Moments all;
    for (const BlockMoments& block : to_host(found.data(), found.size(), *stream_)) {
      Moments one;
      one.weight = static_cast<double>(block.present);
      one.mean = block.mean;
      one.m2 = block.m2;
      one.m3 = block.m3;
      one.min = block.min;
      one.max = block.max;
      one.present = block.present;
      one.missing = block.missing;
      one.first_missing = block.first_missing;
      one.first_infinite = block.first_infinite;
      all.combine(one);
    }
    return all;
  }

  [[nodiscard]] bool are_among(double a, double b) const override {
    const CurrentDevice current(device_);
    return counted([&](unsigned long long* found) {
             launch_count_others(used_column(values_, rows_, nullptr), a, b, found, *stream_);
           }) == 0;
  }

  [[nodiscard]] std::vector<double> quantiles(std::span<const double> q, const PreparedFeature* used) const override {
    const CurrentDevice current(device_);
    DigitSearch search(used_column(values_, rows_, used), *stream_);
    const std::int64_t last = search.present() - 1;
    std::vector<double> positions;
    std::vector<std::int64_t> ranks;
    for (const double one : q) {
      positions.push_back(one * static_cast<double>(last));
      const auto rank = static_cast<std::int64_t>(positions.back());
      ranks.insert(ranks.end(), {rank, std::min(rank + 1, last)});
    }
    std::map<std::int64_t, double> found = search.at(ranks);
    std::vector<Neighbours> neighbours;
    for (std::size_t i = 0; i < q.size(); ++i) neighbours.push_back({found[ranks[2 * i]], found[ranks[2 * i + 1]]});
    return interpolated(positions, neighbours);
  }

  [[nodiscard]] Limits limits(const TailQuantiles& quantiles, Transform transform) override {
    const CurrentDevice current(device_);
    auto [low, high] = tail_sides(quantiles, transform);
    const FoundTail begin[2] = {{sort_key(low.whisker), 0}, {sort_key(high.whisker), 0}};
    const DeviceArray<FoundTail> found(2);
    copy_to_device(found.data(), std::span<const FoundTail>(begin), *stream_);
    launch_tails(used_column(values_, rows_, nullptr), transform, {low.sign, low.near, low.fence},
                 {high.sign, high.near, high.fence}, found.data(), *stream_);
    const std::vector<FoundTail> end = to_host(found.data(), 2, *stream_);
    const auto take = [](TailSide& side, const FoundTail& one) {
      side.whisker = value_of_key(one.whisker);
      side.beyond = one.beyond > 0;
    };
    take(low, end[0]);
    take(high, end[1]);
    return {.lower = low.limit(), .upper = high.limit()};
  }

  [[nodiscard]] std::int64_t count_outside(const Limits& limits) const override {
    const CurrentDevice current(device_);
    return counted([&](unsigned long long* found) {
      launch_count_outside(used_column(values_, rows_, nullptr), limits.lower, limits.upper, found, *stream_);
    });
  }

 private:
  static std::unique_ptr<Stream> made_on(int device) {
    const CurrentDevice current(device);
    return std::make_unique<Stream>();
  }

  template <class Launch>
  [[nodiscard]] std::int64_t counted(const Launch& launch) const {
    const DeviceArray<unsigned long long> found(1);
    set_zero(found, *stream_);
    launch(found.data());
    return static_cast<std::int64_t>(to_host(found.data(), 1, *stream_).front());
  }

  int device_;
  const double* values_;
  std::int64_t rows_;
  std::unique_ptr<Stream> stream_;
};

class CudaColumns : public ColumnDevice {
 public:
  CudaColumns(int device, std::int64_t memory_bytes) : device_(device), memory_bytes_(memory_bytes) {}

  [[nodiscard]] bool hold(std::int64_t rows, std::size_t columns) override {
    const CurrentDevice current(device_);
    const auto count = static_cast<std::int64_t>(columns);
    const std::int64_t budget = usable_bytes(memory_bytes_);
    const std::int64_t column_bytes = count * rows * static_cast<std::int64_t>(sizeof(double));
    const auto features = static_cast<int>(count + count / 2);  // some have a flag beside them
    if (column_bytes >= budget || rows == 0) return false;
    if (!fits(rows, features, budget - column_bytes)) return false;
    rows_ = rows;
    columns_ = count;
    features_ = features;
    values_ = DeviceArray<double>(rows * count);
    stream_ = std::make_unique<Stream>();
    upload_ = std::make_unique<Upload>(2 * block_rows * count);
    return true;
  }

  void add(const Block& block) override {
    const CurrentDevice current(device_);
    const auto values = static_cast<std::size_t>(columns_ * block.count);
    upload_->copy_columns(values_.data() + block.first, rows_, std::span(block.values).first(values), block.count,
                          *stream_);
    if (block.first + block.count == rows_) stream_->wait();
  }

  [[nodiscard]] std::unique_ptr<ColumnValues> column(std::size_t index) override {
    return std::make_unique<DeviceColumn>(device_, column_values(index), rows_);
  }

  [[nodiscard]] std::shared_ptr<const DeviceValues> prepare(std::span<const PreparedFeature> features,
                                                            std::span<const std::size_t> column_of) override {
    const CurrentDevice current(device_);
    const auto count = static_cast<int>(features.size());
    if (count > features_) return nullptr;
    std::vector<FeatureOfColumn> made;
    for (std::size_t j = 0; j < features.size(); ++j) {
      const PreparedFeature& one = features[j];
      made.push_back({column_values(column_of[j]), use_of(one), one.kind == PreparedFeature::Kind::missing_flag,
                      one.center, one.scale, one.quantum, one.quantum > 0 ? 1 / one.quantum : 0});
    }
    const DeviceArray<FeatureOfColumn> on_device(count);
    const DeviceArray<unsigned long long> not_finite(1);
    copy_to_device(on_device.data(), std::span<const FeatureOfColumn>(made), *stream_);
    set_zero(not_finite, *stream_);
    auto prepared = std::make_shared<PreparedValues>(device_, rows_ * count);
    launch_prepare(on_device.data(), count, rows_, prepared->values.data(), not_finite.data(), *stream_);
    if (to_host(not_finite.data(), 1, *stream_).front() > 0) return nullptr;
    return prepared;
  }

 private:
  // Beside what a fit keeps of each row.
  [[nodiscard]] static bool fits(std::int64_t rows, int features, std::int64_t budget) {
    try {
      return make_plan(rows, features, false, budget, 0).resident;
    } catch (const Error&) {
      return false;
    }
  }

  [[nodiscard]] const double* column_values(std::size_t index) const {
    return values_.data() + static_cast<std::int64_t>(index) * rows_;
  }

  int device_;
  std::int64_t memory_bytes_;
  std::int64_t rows_ = 0, columns_ = 0;
  int features_ = 0;
  DeviceArray<double> values_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Upload> upload_;
};

}  // namespace
}  // namespace segmenta::cuda

namespace segmenta {

std::unique_ptr<ColumnDevice> cuda_columns(int device, std::int64_t memory_bytes) {
  return std::make_unique<cuda::CudaColumns>(device, memory_bytes);
}

}  // namespace segmenta
