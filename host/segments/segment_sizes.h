#pragma once
// Labels checked and counted.

#include <segmenta/table.h>

#include <cstdint>
#include <vector>

namespace segmenta {

/// Rows of each segment 0 .. k-1. Throws Error(input) for labels of another number than the table's rows, or a label
/// outside 0 .. k-1.
std::vector<std::int64_t> segment_sizes(const Table& table, const std::vector<std::int32_t>& labels, int k);

}  // namespace segmenta
