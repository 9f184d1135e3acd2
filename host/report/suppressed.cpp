// Hides segments that are too small, then the next smallest ones until what is hidden gives nobody away.

#include "report/suppressed.h"

namespace segmenta {

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

std::vector<std::vector<bool>> hidden_cells(const std::vector<std::vector<std::int64_t>>& counts,
                                            std::int64_t min_cell) {
  std::vector<std::vector<bool>> hidden;
  for (const std::vector<std::int64_t>& row : counts) hidden.push_back(too_small(row, min_cell));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t r = 0; r < counts.size(); ++r) changed |= hide_next(hidden[r], counts[r], min_cell);
    for (std::size_t s = 0; s < counts.front().size(); ++s) {
      std::vector<std::int64_t> sizes;
      std::vector<bool> column;
      for (std::size_t r = 0; r < counts.size(); ++r) {
        sizes.push_back(counts[r][s]);
        column.push_back(hidden[r][s]);
      }
      changed |= hide_next(column, sizes, min_cell);
      for (std::size_t r = 0; r < counts.size(); ++r) hidden[r][s] = column[r];
    }
  }
  return hidden;
}

}  // namespace segmenta
