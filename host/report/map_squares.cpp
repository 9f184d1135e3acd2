// Goes from small squares to large ones, and takes along who is not shown yet.

#include "report/map_squares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace segmenta {
namespace {

constexpr int levels = 5;         // sides, each twice the one before
constexpr double smallest = 0.1;  // side, in deviations of the sample along the axis of most variance

using Customers = std::vector<CustomerMap::Customer>;

// A power of two, so that it tells nothing of any customer.
double smallest_side(const Customers& sample) {
  double sum = 0;
  for (const CustomerMap::Customer& one : sample) sum += one.at.x * one.at.x;
  const double deviation = std::sqrt(sum / static_cast<double>(sample.size()));
  return deviation > 0 ? std::exp2(std::nearbyint(std::log2(smallest * deviation))) : 1;
}

}  // namespace

std::vector<MapSquare> map_squares(const CustomerMap& map, std::int64_t least) {
  std::vector<MapSquare> squares;
  if (map.sample.empty()) return squares;
  Customers left = map.sample;
  double side = smallest_side(left);
  for (int level = 0; level < levels && !left.empty(); ++level, side *= 2) {
    std::map<std::pair<std::int32_t, std::pair<double, double>>, Customers> by_square;
    for (const CustomerMap::Customer& one : left) {
      by_square[{one.segment, {std::floor(one.at.x / side), std::floor(one.at.y / side)}}].push_back(one);
    }
    left.clear();
    for (const auto& [key, customers] : by_square) {
      const auto& [segment, place] = key;
      const auto count = static_cast<std::int64_t>(customers.size());
      if (count < least) {
        left.insert(left.end(), customers.begin(), customers.end());
        continue;
      }
      squares.push_back({{(place.first + 0.5) * side, (place.second + 0.5) * side}, side, count, segment});
    }
  }
  std::ranges::reverse(squares);
  return squares;
}

}  // namespace segmenta
