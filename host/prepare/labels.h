#pragma once
// Values of a column that is taken as categories, as text.

#include <string>
#include <vector>

#include <segmenta/table.h>

namespace segmenta {

/// Of rows [first, first + count): text as it is; numbers as they are written shortest, "3"; "" where missing.
std::vector<std::string> read_labels(const Table& table, std::size_t column, std::int64_t first, std::int64_t count);

}  // namespace segmenta
