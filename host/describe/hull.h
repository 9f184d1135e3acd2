#pragma once
// The outline of a cloud of points in the plane.

#include <segmenta/customer_map.h>

#include <vector>

namespace segmenta {

/// Corners of the convex hull, counter-clockwise (Andrew 1979, monotone chain); fewer than 3 points are returned as
/// they are.
std::vector<CustomerMap::Point> convex_hull(std::vector<CustomerMap::Point> points);

}  // namespace segmenta
