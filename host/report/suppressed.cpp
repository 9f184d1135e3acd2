#include <segmenta/report.h>

#include <algorithm>
#include <numeric>

namespace segmenta {

std::vector<bool> suppressed(std::span<const std::int64_t> sizes, std::int64_t min_cell) {
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return sizes[i]; });
  std::vector<bool> hidden(sizes.size());
  std::int64_t together = 0;
  for (const std::size_t i : order) {
    if (sizes[i] == 0) continue;
    if (sizes[i] >= min_cell && (together == 0 || together >= min_cell)) break;
    hidden[i] = true;
    together += sizes[i];
  }
  return hidden;
}

}  // namespace segmenta
