// A profile of the segments, and their growth.

#include <segmenta/growth.h>
#include <segmenta/profile.h>

#include "describe/categories.h"
#include "describe/profiler.h"

namespace segmenta {

void set_growth(Profile& profile, std::span<const std::int64_t> earlier_sizes) {
  std::vector<std::int64_t> sizes;
  for (const SegmentProfile& segment : profile.segments) sizes.push_back(segment.size);
  const std::vector<double> grown = growth(sizes, earlier_sizes);
  for (std::size_t i = 0; i < grown.size(); ++i) profile.segments[i].growth = grown[i];
}

Profile profile(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                int k, const Context& context, const std::string& value) {
  const Description description(table, labels, k);
  Profiler profiler(description, columns, value);
  ColumnVisitor* visitors[] = {&profiler};
  description.show_columns(visitors, "profile", context);
  Profile result = profiler.result();
  result.categories = profile_categories(description, read_categories(table, columns, context));
  return result;
}

}  // namespace segmenta
