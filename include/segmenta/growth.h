#pragma once
// How segments have grown since an earlier time.

#include <segmenta/export.h>
#include <segmenta/segments.h>

#include <cstdint>
#include <span>
#include <vector>

namespace SEGMENTA_API segmenta {

/// How many rows an earlier segments file has in each of the segments of now [k]: matched by name where both files have
/// names (0 where the earlier one has no segment of that name), else by number. Throws Error(input) where they are
/// matched by number and there were more or fewer, or their files say that different models made them.
std::vector<std::int64_t> earlier_sizes(const CustomerSegments& earlier, const CustomerSegments& now);

/// Size / earlier size - 1 of each segment [k]; NaN where it had no rows, and where `earlier` is empty. Throws
/// Error(input) where there are more or fewer earlier sizes than segments.
std::vector<double> growth(std::span<const std::int64_t> sizes, std::span<const std::int64_t> earlier);

}  // namespace segmenta
