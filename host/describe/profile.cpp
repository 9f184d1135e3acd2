// A profile of the segments, and their growth.

#include <segmenta/growth.h>
#include <segmenta/prepare.h>
#include <segmenta/profile.h>

#include <optional>

#include "describe/categories.h"
#include "describe/intervals.h"
#include "describe/profiler.h"

namespace segmenta {

void set_growth(Profile& profile, std::span<const std::int64_t> earlier_sizes) {
  std::vector<std::int64_t> sizes;
  for (const SegmentProfile& segment : profile.segments) sizes.push_back(segment.size);
  const std::vector<double> grown = growth(sizes, earlier_sizes);
  for (std::size_t i = 0; i < grown.size(); ++i) profile.segments[i].growth = grown[i];
}

namespace {

Profile profile_with(const Description& description, const std::vector<std::string>& columns, const Model* model,
                     const std::string& value, const Context& context) {
  const Table& table = description.table();
  Profiler profiler(description, columns, value);
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
  return profile_with(Description(table, labels, k), columns, nullptr, value, context);
}

Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                const Model& model, const Context& context, const std::string& value) {
  return profile_with(Description(table, labels, model.k), columns, &model, value, context);
}

}  // namespace segmenta
