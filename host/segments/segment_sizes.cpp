#include "segments/segment_sizes.h"

#include <fmt/format.h>
#include <segmenta/error.h>

namespace segmenta {

std::vector<std::int64_t> segment_sizes(const std::vector<std::int32_t>& labels, int k) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(k));
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] < 0 || labels[row] >= k) {
      throw Error(ErrorKind::input, fmt::format("Row {} is in segment {}", row, labels[row]),
                  fmt::format("there are segments 0 to {}", k - 1), "");
    }
    ++sizes[static_cast<std::size_t>(labels[row])];
  }
  return sizes;
}

std::vector<std::int64_t> segment_sizes(const Table& table, const std::vector<std::int32_t>& labels, int k) {
  if (static_cast<std::int64_t>(labels.size()) != table.rows()) {
    throw Error(ErrorKind::input, "The segments do not fit " + table.name(),
                fmt::format("{} labels, {} rows", labels.size(), table.rows()), "");
  }
  return segment_sizes(labels, k);
}

}  // namespace segmenta
