#include <segmenta/markets.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "blocks.h"
#include "describe/market_of_row.h"
#include "prepare/moments.h"
#include "segments/segment_sizes.h"

namespace segmenta {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Sum {
  double sum = 0;
  std::int64_t count = 0;

  void add(const Sum& other) {
    sum += other.sum;
    count += other.count;
  }
  [[nodiscard]] double mean() const { return count == 0 ? none : sum / static_cast<double>(count); }
};

// Sums of one column by cell, a segment in a market; and its moments over all customers.
struct ColumnSums {
  std::vector<Sum> cells;  ///< [markets x k]
  Moments all;
};

// The cells of every row, market by market.
class Cells {
 public:
  Cells(const std::vector<std::uint8_t>& market, const std::vector<std::int32_t>& segment, std::size_t markets, int k)
      : market_(market), segment_(segment), k_(static_cast<std::size_t>(k)), count_(markets * k_) {}

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t of_row(std::size_t row) const {
    return market_[row] * k_ + static_cast<std::size_t>(segment_[row]);
  }
  [[nodiscard]] std::vector<std::int64_t> sizes() const {
    std::vector<std::int64_t> sizes(count_);
    for (std::size_t row = 0; row < segment_.size(); ++row) ++sizes[of_row(row)];
    return sizes;
  }
  [[nodiscard]] ColumnSums sums(const Table& table, std::size_t column, const Context& context) const {
    ColumnSums sums{std::vector<Sum>(count_), {}};
    for_each_block(table, {&column, 1}, context, "markets", [&](const Block& block) {
      const auto first = static_cast<std::size_t>(block.first);
      std::vector<Sum> added(count_);
      for (std::size_t i = 0; i < block.values.size(); ++i) {
        if (!std::isnan(block.values[i])) added[of_row(first + i)].add({block.values[i], 1});
      }
      for (std::size_t cell = 0; cell < count_; ++cell) sums.cells[cell].add(added[cell]);
      sums.all.combine(block_moments(block.values, {}, block.first));
    });
    return sums;
  }

 private:
  const std::vector<std::uint8_t>& market_;
  const std::vector<std::int32_t>& segment_;
  std::size_t k_, count_;
};

std::vector<Market> count_markets(const std::vector<std::string>& names, const std::vector<std::int64_t>& sizes,
                                  std::size_t k) {
  std::vector<Market> markets(names.size());
  for (std::size_t m = 0; m < markets.size(); ++m) {
    markets[m].name = names[m];
    markets[m].segments.resize(k);
    for (std::size_t s = 0; s < k; ++s) markets[m].size += markets[m].segments[s].size = sizes[m * k + s];
    for (MarketSegment& segment : markets[m].segments) {
      segment.share = static_cast<double>(segment.size) / static_cast<double>(markets[m].size);
    }
  }
  return markets;
}

void add_feature(std::vector<Market>& markets, const ColumnSums& sums, std::size_t k) {
  const double deviation = sums.all.max > sums.all.min ? std::sqrt(sums.all.variance()) : none;
  for (std::size_t s = 0; s < k; ++s) {
    Sum everywhere;
    for (std::size_t m = 0; m < markets.size(); ++m) everywhere.add(sums.cells[m * k + s]);
    for (std::size_t m = 0; m < markets.size(); ++m) {
      const double mean = sums.cells[m * k + s].mean();
      markets[m].segments[s].means.push_back(mean);
      markets[m].segments[s].differences.push_back((mean - everywhere.mean()) / deviation);
    }
  }
}

void find_largest(MarketSegment& segment) {
  segment.largest_difference = none;
  for (std::size_t j = 0; j < segment.differences.size(); ++j) {
    const double size = std::abs(segment.differences[j]);
    if (std::isnan(size) || size <= segment.largest_difference) continue;
    segment.largest_difference = size;
    segment.largest_feature = j;
  }
  segment.means_something_else = segment.largest_difference >= medium_difference && segment.size >= fewest_customers;
}

bool is_before(const Market& a, const Market& b) { return a.size != b.size ? a.size > b.size : a.name < b.name; }

}  // namespace

MarketProfile profile_markets(const Table& table, const std::string& by, const std::vector<std::string>& columns,
                              const std::vector<std::int32_t>& labels, int k, const Context& context) {
  static_cast<void>(segment_sizes(table, labels, k));
  const MarketOfRow found = find_markets(table, by, context);
  const Cells cells(found.of_row, labels, found.names.size(), k);
  const auto segments = static_cast<std::size_t>(k);
  MarketProfile result;
  result.by = by;
  result.markets = count_markets(found.names, cells.sizes(), segments);
  for (const std::string& name : columns) {
    const std::size_t column = table.column_index(name);
    if (name == by || table.columns()[column].type == ColumnType::text) continue;
    result.features.push_back(table.columns()[column]);
    add_feature(result.markets, cells.sums(table, column, context), segments);
  }
  for (Market& market : result.markets) std::for_each(market.segments.begin(), market.segments.end(), find_largest);
  std::sort(result.markets.begin(), result.markets.end(), is_before);
  return result;
}

}  // namespace segmenta
