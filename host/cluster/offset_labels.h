#pragma once
// Labels by squared distance and an offset of each cluster, as bounds on sizes leave them (size_bounds.h).

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>

namespace segmenta {

/// The label of every row: the lowest index of smallest squared distance by the definition plus offset, the sum rounded
/// once to float64. `offsets` [k].
std::vector<std::int32_t> labels_by_offset(const Engine& engine, const Centroids& centroids,
                                           std::span<const double> offsets, const Context& context);

/// Rows of which another centroid than that of their label is nearer.
std::int64_t rows_not_at_nearest(const Engine& engine, const Centroids& centroids, const Context& context);

}  // namespace segmenta
