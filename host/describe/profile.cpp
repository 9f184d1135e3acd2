// A profile of the segments, and their growth.

#include <segmenta/growth.h>
#include <segmenta/prepare.h>
#include <segmenta/profile.h>

#include <algorithm>
#include <optional>

#include "describe/categories.h"
#include "describe/intervals.h"
#include "describe/profiler.h"

namespace segmenta {

Column Profile::value_column() const {
  if (!value.name.empty()) return value;
  const auto found = std::ranges::find(features, value_feature, &Column::name);
  if (found != features.end()) return *found;
  Column column;
  column.name = value_feature;
  return column;
}

void set_growth(Profile& profile, std::span<const std::int64_t> earlier_sizes) {
  std::vector<std::int64_t> sizes;
  for (const SegmentProfile& segment : profile.segments) sizes.push_back(segment.size);
  const std::vector<double> grown = growth(sizes, earlier_sizes);
  for (std::size_t i = 0; i < grown.size(); ++i) profile.segments[i].growth = grown[i];
}

namespace {

// `profiler` is over the description; it has seen no column yet.
Profile profile_with(const Description& description, Profiler profiler, const std::vector<std::string>& columns,
                     const Model* model, const Context& context) {
  const Table& table = description.table();
  std::vector<ColumnVisitor*> visitors{&profiler};
  std::optional<IntervalProfiler> intervals;
  if (model != nullptr && has_intervals(*model)) {
    const Rows rows = prepare_with(table, model->preparation, {}, context);
    intervals.emplace(description, rows, *model, profiler.columns(), context);
    visitors.push_back(&*intervals);
  }
  description.show_columns(visitors, "profile", context);
  Profile result = profiler.result();
  if (intervals) intervals->add_to(result);
  result.categories = profile_categories(description, read_categories(table, columns, context));
  return result;
}

}  // namespace

Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                int k, const Context& context, const std::string& value) {
  const Description description(table, labels, k);
  return profile_with(description, {description, columns, value}, columns, nullptr, context);
}

Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                const Model& model, const Context& context, const std::string& value) {
  const Description description(table, labels, model.k);
  return profile_with(description, {description, columns, value}, columns, &model, context);
}

Profile means_of(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                 int k, const Context& context) {
  const Description description(table, labels, k);
  return profile_with(description, {description, columns, {}, false}, columns, nullptr, context);
}

}  // namespace segmenta
