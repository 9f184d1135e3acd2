#pragma once
// Which cells of a table of counts are not shown, so that nobody can work out a small one from what is.

#include <cstdint>
#include <optional>
#include <vector>

namespace segmenta {

using CountTable = std::vector<std::vector<std::int64_t>>;  ///< [rows][columns]
using CellMask = std::vector<std::vector<bool>>;            ///< likewise

/// The totals of rows and columns are taken to be known, and the cells of `unseen` rows to be shown by nothing but
/// them. Cells of at least one but fewer than `least` are hidden, and others with them, until for whom knows the totals
/// and the cells that are shown each of them may be anything from 0 to `least` or more. None where the totals alone
/// tell more than that.
std::optional<CellMask> hidden_cells(const CountTable& counts, std::int64_t least,
                                     const std::vector<bool>& unseen_rows = {});

}  // namespace segmenta
