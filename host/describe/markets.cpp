// Segments by market.

#include <segmenta/markets.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "blocks.h"
#include "describe/market_profiler.h"
#include "statistics.h"

namespace segmenta {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

void find_largest(MarketSegment& segment) {
  segment.largest_difference = none;
  for (std::size_t j = 0; j < segment.differences.size(); ++j) {
    const double size = std::abs(segment.differences[j]);
    if (std::isnan(size) || size <= segment.largest_difference) continue;
    segment.largest_difference = size;
    segment.largest_feature = j;
  }
  segment.means_something_else = segment.largest_difference >= medium_difference &&
                                 segment.p_adjusted[segment.largest_feature] <= false_discovery_rate;
}

// Of several together.
SampleMoments combined(std::span<const SampleMoments> samples) {
  SampleMoments all;
  for (const SampleMoments& one : samples) {
    all.size += one.size;
    all.mean += one.size * one.mean;
  }
  all.mean = all.size > 0 ? all.mean / all.size : none;
  for (const SampleMoments& one : samples) {
    if (one.size > 0) all.squares += one.squares + one.size * (one.mean - all.mean) * (one.mean - all.mean);
  }
  return all;
}

// Of chance, for one of the samples against the others.
double p_against_others(std::vector<SampleMoments> samples, std::size_t m) {
  constexpr auto fewest = static_cast<double>(fewest_customers);
  const SampleMoments own = samples[m];
  samples[m] = {};
  const SampleMoments others = combined(samples);
  return own.size < fewest || others.size < fewest ? none : welch_p(own, others);
}

bool is_before(const Market& a, const Market& b) { return a.size != b.size ? a.size > b.size : a.name < b.name; }

}  // namespace

MarketProfiler::MarketProfiler(const Description& description, const std::string& by,
                               const std::vector<std::string>& columns, const Context& context)
    : description_(description), by_(by), market_(find_markets(description.table(), by, context)) {
  const Table& table = description.table();
  for (const std::string& name : columns) {
    const std::size_t column = table.column_index(name);
    if (name != by && table.columns()[column].type != ColumnType::text) columns_.push_back(column);
  }
}

std::size_t MarketProfiler::cell_of(std::size_t row) const {
  return market_.of_row[row] * description_.k() + static_cast<std::size_t>(description_.labels()[row]);
}

void MarketProfiler::visit(const ShownColumn& shown, Jobs& jobs) {
  ColumnSums& sums = sums_[shown.column];
  jobs.emplace_back([this, &shown, &sums] { sums = sums_of(shown.values); });
}

MarketProfiler::ColumnSums MarketProfiler::sums_of(std::span<const double> values) const {
  constexpr auto most = static_cast<std::size_t>(block_rows);
  const std::size_t cells = market_.names.size() * description_.k();
  ColumnSums sums{std::vector<ColumnTotal>(cells), std::vector<double>(cells), {}};
  for (std::size_t first = 0; first < values.size(); first += most) {
    const auto block = values.subspan(first, std::min(most, values.size() - first));
    std::vector<ColumnTotal> added(sums.cells.size());
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (!std::isnan(block[i])) added[cell_of(first + i)].add(block[i]);
    }
    std::ranges::transform(sums.cells, added, sums.cells.begin(), std::plus<>());
    sums.all.combine(block_moments(block, {}, static_cast<std::int64_t>(first)));
  }
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    const std::size_t cell = cell_of(row);
    const double from_mean = values[row] - sums.cells[cell].mean();
    sums.squares[cell] += from_mean * from_mean;
  }
  return sums;
}

std::vector<Market> MarketProfiler::count_markets() const {
  std::vector<Market> markets(market_.names.size());
  for (std::size_t m = 0; m < markets.size(); ++m) {
    markets[m].name = market_.names[m];
    markets[m].segments.resize(description_.k());
  }
  for (std::size_t row = 0; row < description_.rows(); ++row) {
    Market& market = markets[market_.of_row[row]];
    ++market.size;
    ++market.segments[static_cast<std::size_t>(description_.labels()[row])].size;
  }
  for (Market& market : markets) {
    for (MarketSegment& segment : market.segments) {
      segment.share = static_cast<double>(segment.size) / static_cast<double>(market.size);
    }
  }
  return markets;
}

void MarketProfiler::add_feature(std::vector<Market>& markets, const ColumnSums& sums) const {
  const std::size_t k = description_.k();
  const double deviation = sums.all.max > sums.all.min ? std::sqrt(sums.all.variance()) : none;
  for (std::size_t s = 0; s < k; ++s) {
    ColumnTotal everywhere;
    for (std::size_t m = 0; m < markets.size(); ++m) everywhere = everywhere + sums.cells[m * k + s];
    std::vector<SampleMoments> samples;
    for (std::size_t m = 0; m < markets.size(); ++m) {
      const ColumnTotal& cell = sums.cells[m * k + s];
      const auto count = static_cast<double>(cell.count);
      samples.push_back({count, cell.count > 0 ? cell.mean() : 0, sums.squares[m * k + s]});
    }
    for (std::size_t m = 0; m < markets.size(); ++m) {
      const ColumnTotal& cell = sums.cells[m * k + s];
      MarketSegment& segment = markets[m].segments[s];
      segment.means.push_back(cell.mean());
      segment.values.push_back(cell.count);
      segment.differences.push_back((cell.mean() - everywhere.mean()) / deviation);
      segment.p_adjusted.push_back(p_against_others(samples, m));
    }
  }
}

void MarketProfiler::adjust(std::vector<Market>& markets) {
  std::vector<double> p;
  for (const Market& market : markets) {
    for (const MarketSegment& segment : market.segments) {
      p.insert(p.end(), segment.p_adjusted.begin(), segment.p_adjusted.end());
    }
  }
  const std::vector<double> adjusted = benjamini_hochberg(p);
  auto next = adjusted.begin();
  for (Market& market : markets) {
    for (MarketSegment& segment : market.segments) {
      for (double& one : segment.p_adjusted) one = *next++;
    }
  }
}

MarketProfile MarketProfiler::result() const {
  MarketProfile result;
  result.by = by_;
  result.markets = count_markets();
  for (const std::size_t column : columns_) {
    result.features.push_back(description_.table().columns()[column]);
    add_feature(result.markets, sums_.at(column));
  }
  adjust(result.markets);
  for (Market& market : result.markets) std::ranges::for_each(market.segments, find_largest);
  std::ranges::sort(result.markets, is_before);
  std::stable_partition(result.markets.begin(), result.markets.end(),
                        [&](const Market& market) { return market.name != market_.others; });
  return result;
}

MarketProfile profile_markets(const Table& table, const std::string& by, const std::vector<std::string>& columns,
                              const std::vector<std::int32_t>& labels, int k, const Context& context) {
  const Description description(table, labels, k);
  MarketProfiler profiler(description, by, columns, context);
  ColumnVisitor* visitors[] = {&profiler};
  description.show_columns(visitors, "markets", context);
  return profiler.result();
}

}  // namespace segmenta
