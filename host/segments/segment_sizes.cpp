// Counts labels, and refuses one outside with its row.

#include "segments/segment_sizes.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/segments.h>

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

std::vector<std::int64_t> level_sizes(const Level& level, const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> coarse(static_cast<std::size_t>(level.segments));
  for (std::size_t c = 0; c < level.of_segment.size(); ++c) {
    coarse[static_cast<std::size_t>(level.of_segment[c])] += sizes[c];
  }
  return coarse;
}

std::vector<std::vector<std::int64_t>> cross_table(const std::vector<std::int32_t>& labels, int k,
                                                   const std::vector<std::int32_t>& other, int other_k) {
  const auto rows = segment_sizes(labels, k).size(), columns = segment_sizes(other, other_k).size();
  if (labels.size() != other.size()) {
    throw Error(ErrorKind::input, "The two segmentations are not of the same customers",
                fmt::format("{} and {} of them", labels.size(), other.size()), "");
  }
  std::vector<std::vector<std::int64_t>> counts(rows, std::vector<std::int64_t>(columns));
  for (std::size_t row = 0; row < labels.size(); ++row) {
    ++counts[static_cast<std::size_t>(labels[row])][static_cast<std::size_t>(other[row])];
  }
  return counts;
}

std::vector<std::int64_t> segment_sizes(const Table& table, const std::vector<std::int32_t>& labels, int k) {
  if (static_cast<std::int64_t>(labels.size()) != table.rows()) {
    throw Error(ErrorKind::input, "The segments do not fit " + table.name(),
                fmt::format("{} labels, {} rows", labels.size(), table.rows()), "");
  }
  return segment_sizes(labels, k);
}

}  // namespace segmenta
