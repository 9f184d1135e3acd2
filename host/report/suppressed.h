#pragma once
// The rule that keeps small segments and cells from being worked out; see include/segmenta/report.h.

#include <segmenta/report.h>

#include <cstdint>
#include <span>
#include <vector>

namespace segmenta {

/// Those of at least one but fewer than `min_cell` customers.
std::vector<bool> too_small(std::span<const std::int64_t> sizes, std::int64_t min_cell);

}  // namespace segmenta
