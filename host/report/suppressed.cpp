// Hides segments that are too small, then the next smallest ones until what is hidden gives nobody away.

#include "report/suppressed.h"

namespace segmenta {

namespace {

// The smallest that is shown, where those hidden are together fewer than `min_cell`: a total less what is shown would
// give them away. Returns whether it did.
bool hide_next(std::vector<bool>& hidden, std::span<const std::int64_t> sizes, std::int64_t min_cell) {
  std::int64_t together = 0;
  std::size_t next = sizes.size();
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (hidden[i]) {
      together += sizes[i];
    } else if (sizes[i] > 0 && (next == sizes.size() || sizes[i] < sizes[next])) {
      next = i;
    }
  }
  if (together == 0 || together >= min_cell || next == sizes.size()) return false;
  hidden[next] = true;
  return true;
}

}  // namespace

std::vector<bool> too_small(std::span<const std::int64_t> sizes, std::int64_t min_cell) {
  std::vector<bool> small;
  for (const std::int64_t size : sizes) small.push_back(size > 0 && size < min_cell);
  return small;
}

std::vector<bool> suppressed(std::span<const std::int64_t> sizes, std::int64_t min_cell) {
  std::vector<bool> hidden = too_small(sizes, min_cell);
  while (hide_next(hidden, sizes, min_cell)) {
  }
  return hidden;
}

}  // namespace segmenta
