#pragma once
// The sample of a map, gathered into squares of many customers.

#include <segmenta/report.h>

#include <cstdint>
#include <vector>

namespace segmenta {

/// Squares of a fixed grid, each with `least` customers of one segment or more: as small as that allows. Those of a
/// square who are too few are counted in the next larger one, and at last in none. Larger ones come first.
std::vector<MapSquare> map_squares(const CustomerMap& map, std::int64_t least);

}  // namespace segmenta
