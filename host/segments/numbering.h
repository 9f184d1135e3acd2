#pragma once
// The stated order in which segments are numbered, so that the same clustering has the same numbers.

#include <segmenta/engine.h>
#include <segmenta/table.h>

#include <string>
#include <vector>

namespace segmenta {

/// What orders the segments.
struct SegmentOrder {
  std::vector<std::int32_t> old_of_new;  ///< [k]
  std::string by;                        ///< the value feature's name, or "size"
};

/// Descending mean of the column `value`, where that is empty of the value among `columns` (see columns.h), in original
/// units over each cluster's rows; else descending size. Ties by size, then by centroid. Clusters without rows come
/// last.
SegmentOrder order_segments(const Table& table, const std::vector<std::string>& columns, const std::string& value,
                            const Engine& engine, const Centroids& centroids, const Context& context);

}  // namespace segmenta
