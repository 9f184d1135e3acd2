// What a profile takes from each column that is shown: means, quartiles, differences and shares by segment.

#include "describe/profiler.h"

#include <fmt/format.h>
#include <segmenta/columns.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "blocks.h"
#include "describe/coarse.h"
#include "describe/drivers.h"

namespace segmenta {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

bool is_number(const Column& column) { return column.type != ColumnType::text; }

std::vector<Column> columns_at(const Table& table, const std::vector<std::size_t>& indices) {
  std::vector<Column> columns;
  for (const std::size_t index : indices) columns.push_back(table.columns()[index]);
  return columns;
}

Moments moments_of(std::span<const double> values) {
  constexpr auto block = static_cast<std::size_t>(block_rows);
  Moments moments;
  for (std::size_t first = 0; first < values.size(); first += block) {
    moments.combine(block_moments(values.subspan(first, std::min(block, values.size() - first)), {}, 0));
  }
  return moments;
}

// NaN for a constant column.
double standard_deviation(const Moments& moments) {
  return moments.min < moments.max ? std::sqrt(moments.variance()) : missing;
}

ColumnTotal total_of(const std::vector<ColumnTotal>& totals) {
  return std::accumulate(totals.begin(), totals.end(), ColumnTotal{});
}

std::vector<SegmentProfile> describe_sizes(const Description& description) {
  std::vector<SegmentProfile> segments(description.k());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto size = static_cast<double>(description.sizes()[i]);
    segments[i].segment = static_cast<int>(i);
    segments[i].name = fmt::format("Segment {}", i);
    segments[i].size = description.sizes()[i];
    segments[i].share = description.rows() == 0 ? 0 : size / static_cast<double>(description.rows());
    segments[i].revenue_share = missing;
  }
  return segments;
}

bool holds_flags(const ShownColumn& shown, const Column& column) {
  if (column.type == ColumnType::boolean) return true;
  const auto is_flag = [](double value) { return value == 0 || value == 1 || std::isnan(value); };
  return column.type == ColumnType::integer && std::ranges::all_of(shown.values, is_flag);
}

}  // namespace

Profiler::Profiler(const Description& description, const std::vector<std::string>& columns, const std::string& value,
                   bool wants_quantiles, std::int64_t least)
    : description_(description), wants_quantiles_(wants_quantiles), least_(least) {
  const Table& table = description.table();
  for (const std::string& name : columns) {
    const std::size_t column = table.column_index(name);
    if (is_number(table.columns()[column])) numbers_.push_back(column);
  }
  value_feature_ = value.empty() ? find_column(columns_at(table, numbers_), Meaning::value) : value;
  value_feature_ = value_feature_.empty() ? find_column(table.columns(), Meaning::value)
                                          : take_column(table, Meaning::value, value_feature_);
}

std::vector<std::size_t> Profiler::columns() const {
  std::vector<std::size_t> columns = numbers_;
  if (!value_feature_.empty()) columns.push_back(description_.table().column_index(value_feature_));
  return columns;
}

void Profiler::visit(const ShownColumn& shown, Jobs& jobs) {
  Figures& figures = figures_[shown.column];
  figures.totals = shown.totals;
  if (std::ranges::find(numbers_, shown.column) == numbers_.end()) return;
  const std::size_t k = description_.k();
  figures.moments.resize(k);
  figures.quartiles.resize(k + 1);
  if (wants_quantiles_) {
    jobs.emplace_back(
        [this, &figures, &shown] { figures.quartiles.back() = quartiles(shown.values, total_of(shown.totals).count); });
  }
  jobs.emplace_back(
      [this, &figures, &shown] { figures.is_flag = holds_flags(shown, description_.table().columns()[shown.column]); });
  for (std::size_t s = 0; s < k; ++s) {
    jobs.emplace_back([this, &figures, &shown, s] {
      figures.moments[s] = moments_of(shown.by_segment[s]);
      if (wants_quantiles_) figures.quartiles[s] = quartiles(shown.by_segment[s], shown.totals[s].count);
    });
  }
}

Quartiles Profiler::quartiles(std::span<const double> values, std::int64_t present) const {
  const Quartiles exact = quartiles_of(values, present);
  return least_ > 1 ? coarse(exact, values, least_) : exact;
}

// Of every segment, and of all rows as the last.
std::vector<FeatureProfile> Profiler::figures_of(const Figures& figures) const {
  const ColumnTotal all = total_of(figures.totals);
  const double unit = have_shares(figures.totals) ? 100 / all.mean() : missing;
  Moments moments;
  for (const Moments& segment : figures.moments) moments.combine(segment);
  const double deviation = standard_deviation(moments);
  std::vector<FeatureProfile> result;
  for (std::size_t s = 0; s <= figures.totals.size(); ++s) {
    const double mean = s < figures.totals.size() ? figures.totals[s].mean() : all.mean();
    const std::int64_t values = s < figures.totals.size() ? figures.totals[s].count : all.count;
    const Quartiles& quartiles = figures.quartiles[s];
    result.push_back({.mean = mean,
                      .median = quartiles.median,
                      .index = unit * mean,
                      .lower_quartile = quartiles.lower,
                      .upper_quartile = quartiles.upper,
                      .difference = (mean - all.mean()) / deviation,
                      .percentile_5 = quartiles.percentile_5,
                      .percentile_95 = quartiles.percentile_95,
                      .values = values});
  }
  return result;
}

Profile Profiler::result() const {
  Profile profile;
  profile.rows = description_.table().rows();
  profile.segments = describe_sizes(description_);
  profile.features = columns_at(description_.table(), numbers_);
  profile.value_feature = value_feature_;
  for (const std::size_t column : numbers_) {
    const std::vector<FeatureProfile> figures = figures_of(figures_.at(column));
    for (std::size_t s = 0; s < profile.segments.size(); ++s) profile.segments[s].features.push_back(figures[s]);
    profile.all.push_back(figures.back());
    profile.flags.push_back(figures_.at(column).is_flag);
  }
  for (SegmentProfile& segment : profile.segments) segment.drivers = find_drivers(telling_differences(segment));
  if (value_feature_.empty()) return profile;
  const std::size_t value = description_.table().column_index(value_feature_);
  profile.value = description_.table().columns()[value];
  const auto& totals = figures_.at(value).totals;
  const ColumnTotal all = total_of(totals);
  for (std::size_t s = 0; s < totals.size() && have_shares(totals); ++s) {
    profile.segments[s].revenue_share = totals[s].sum / all.sum;
  }
  return profile;
}

}  // namespace segmenta
