#pragma once
// The rule that keeps small segments and cells from being worked out; see include/segmenta/report.h.

#include <segmenta/report.h>

#include <cstdint>
#include <span>
#include <vector>

namespace segmenta {

/// Those of at least one but fewer than `min_cell` customers.
std::vector<bool> too_small(std::span<const std::int64_t> sizes, std::int64_t min_cell);

/// Hides the smallest that is shown, where those hidden are together fewer than `min_cell`: a total less what is shown
/// would give them away. Returns whether it did.
bool hide_next(std::vector<bool>& hidden, std::span<const std::int64_t> sizes, std::int64_t min_cell);

/// Of counts [rows][k] those cells that would give a small one away, along a row or along a column: all but the
/// smallest that must go with it stay.
std::vector<std::vector<bool>> hidden_cells(const std::vector<std::vector<std::int64_t>>& counts,
                                            std::int64_t min_cell);

}  // namespace segmenta
