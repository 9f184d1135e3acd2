#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/growth.h>
#include <segmenta/profile.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "describe/column_profiler.h"
#include "segments/segment_sizes.h"

namespace segmenta {
namespace {

constexpr double small_difference = 0.2;  // Cohen 1988
constexpr std::size_t most_drivers = 3;

bool is_number(const Column& column) { return column.type != ColumnType::text; }

std::vector<std::size_t> number_columns(const Table& table, const std::vector<std::string>& names) {
  std::vector<std::size_t> result;
  for (const std::string& name : names) {
    const std::size_t column = table.column_index(name);
    if (is_number(table.columns()[column])) result.push_back(column);
  }
  return result;
}

std::string find_value_feature(const Table& table, const std::vector<Column>& profiled) {
  const auto choose = [](const std::vector<Column>& columns) {
    std::vector<std::string> names;
    for (const Column& column : columns) {
      if (is_number(column)) names.push_back(column.name);
    }
    return value_feature(names);
  };
  const std::string name = choose(profiled);
  return name.empty() ? choose(table.columns()) : name;
}

std::vector<SegmentProfile> describe_sizes(const std::vector<std::int64_t>& sizes, std::int64_t rows) {
  std::vector<SegmentProfile> segments(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    segments[i].segment = static_cast<int>(i);
    segments[i].name = fmt::format("Segment {}", i);
    segments[i].size = sizes[i];
    segments[i].share = rows == 0 ? 0 : static_cast<double>(sizes[i]) / static_cast<double>(rows);
    segments[i].revenue_share = std::numeric_limits<double>::quiet_NaN();
  }
  return segments;
}

void set_revenue_shares(std::vector<SegmentProfile>& segments, const ColumnProfiler& value) {
  const ColumnTotal all = value.total();
  if (all.vanishes()) return;
  for (std::size_t i = 0; i < segments.size(); ++i) segments[i].revenue_share = value.totals()[i].sum / all.sum;
}

void add_figures(Profile& profile, const std::vector<FeatureProfile>& figures) {
  for (std::size_t i = 0; i < profile.segments.size(); ++i) profile.segments[i].features.push_back(figures[i]);
  profile.all.push_back(figures.back());
}

std::vector<std::size_t> find_drivers(const std::vector<FeatureProfile>& features) {
  std::vector<std::size_t> drivers;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (std::abs(features[i].difference) >= small_difference) drivers.push_back(i);
  }
  std::stable_sort(drivers.begin(), drivers.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(features[a].difference) > std::abs(features[b].difference);
  });
  drivers.resize(std::min(drivers.size(), most_drivers));
  return drivers;
}

}  // namespace

void set_growth(Profile& profile, std::span<const std::int64_t> earlier_sizes) {
  std::vector<std::int64_t> sizes;
  for (const SegmentProfile& segment : profile.segments) sizes.push_back(segment.size);
  const std::vector<double> grown = growth(sizes, earlier_sizes);
  for (std::size_t i = 0; i < grown.size(); ++i) profile.segments[i].growth = grown[i];
}

Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                int k, const Context& context) {
  const std::vector<std::size_t> numbers = number_columns(table, columns);
  const std::vector<std::int64_t> sizes = segment_sizes(table, labels, k);
  Profile result;
  result.rows = table.rows();
  result.segments = describe_sizes(sizes, result.rows);
  for (const std::size_t column : numbers) result.features.push_back(table.columns()[column]);
  result.value_feature = find_value_feature(table, result.features);

  ColumnProfiler profiler(table, labels, sizes, context.worker_threads());
  std::int64_t done = 0;
  for (const std::size_t column : numbers) {
    profiler.read(column, context);
    add_figures(result, profiler.figures());
    context.progress("profile", ++done, static_cast<std::int64_t>(numbers.size()));
  }
  for (SegmentProfile& segment : result.segments) segment.drivers = find_drivers(segment.features);
  if (!result.value_feature.empty()) {
    profiler.read(table.column_index(result.value_feature), context);
    set_revenue_shares(result.segments, profiler);
  }
  return result;
}

}  // namespace segmenta
