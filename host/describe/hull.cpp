// Lower and upper chain of the points in order, by turns to the left.

#include "describe/hull.h"

#include <algorithm>
#include <tuple>

namespace segmenta {
namespace {

using Point = CustomerMap::Point;

// Above 0 where o, a, b turn to the left.
double turn(const Point& o, const Point& a, const Point& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

void append(std::vector<Point>& chain, std::size_t fixed, const Point& point) {
  while (chain.size() > fixed + 1 && turn(chain[chain.size() - 2], chain.back(), point) <= 0) chain.pop_back();
  chain.push_back(point);
}

}  // namespace

std::vector<Point> convex_hull(std::vector<Point> points) {
  std::ranges::sort(points, {}, [](const Point& at) { return std::tuple(at.x, at.y); });
  if (points.size() < 3) return points;
  std::vector<Point> chain;
  for (const Point& point : points) append(chain, 0, point);
  const std::size_t lower = chain.size() - 1;
  for (auto point = points.rbegin() + 1; point != points.rend(); ++point) append(chain, lower, *point);
  chain.pop_back();
  return chain;
}

}  // namespace segmenta
