// The one place where it is decided which differences are worth a word.

#include "describe/drivers.h"

#include <algorithm>
#include <cmath>

namespace segmenta {

std::vector<std::size_t> by_difference(std::span<const double> differences) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (std::abs(differences[i]) >= small_difference) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return std::abs(differences[i]); });
  return order;
}

std::vector<std::size_t> find_drivers(std::span<const double> differences) {
  std::vector<std::size_t> drivers = by_difference(differences);
  drivers.resize(std::min(drivers.size(), most_drivers));
  return drivers;
}

}  // namespace segmenta
