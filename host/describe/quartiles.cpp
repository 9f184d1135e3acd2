// Five quantiles from order statistics, by linear interpolation between neighbours.

#include "describe/quartiles.h"

#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

#include "prepare/order_statistics.h"

namespace segmenta {
namespace {

double between(const Neighbours& neighbours, double position) {
  const auto [low, high] = neighbours;
  const double fraction = position - static_cast<double>(static_cast<std::int64_t>(position));
  if (fraction == 0 || low == high) return low;
  return fraction == 0.5 ? std::midpoint(low, high) : low + (high - low) * fraction;
}

}  // namespace

Quartiles quartiles_of(std::span<const double> values, std::int64_t present) {
  if (present == 0) return {};
  const auto last = static_cast<double>(present - 1);
  const std::array<double, 5> positions{0.05 * last, last / 4, last / 2, 3 * last / 4, 0.95 * last};
  const std::vector<Neighbours> found = order_statistics(values, present, positions);
  // Which of two zeros is found is not defined: it is never -0.
  const auto at = [&](std::size_t i) { return between(found[i], positions[i]) + 0.0; };
  return {.lower = at(1), .median = at(2), .upper = at(3), .percentile_5 = at(0), .percentile_95 = at(4)};
}

}  // namespace segmenta
