#pragma once
// Many small clusters, and which of them touch. Part of find_hidden_groups().

#include <segmenta/engine.h>
#include <segmenta/explain.h>

#include <array>
#include <cstdint>
#include <vector>

namespace segmenta {

/// How near rows are to the plane between two centers, as shares of the centers' distance.
inline constexpr std::array<double, 3> border_bands = {0.25, 0.35, 0.45};

struct FineClusters {
  Centroids centroids;
  std::vector<std::int32_t> labels;
  RowDistances distances;
  std::vector<std::int64_t> sizes;
};

FineClusters cluster_finely(Rows rows, const HiddenGroupOptions& options, const Context& context);

/// Rows that have two fine clusters as the nearest and the second nearest, and those of them near the plane between.
struct Border {
  std::int64_t rows = 0;
  std::array<std::int64_t, border_bands.size()> near{};  ///< by band
};

/// Of every two clusters [k x k], at the lower one's row.
std::vector<Border> borders(const FineClusters& fine);

/// The group [k] of every fine cluster, named by the lowest: those that touch, directly or by others, have the same
/// one. A cluster of too few rows to tell joins its nearest.
std::vector<std::int32_t> join_touching(const FineClusters& fine, const std::vector<Border>& border);

/// Whether fewer of `rows` rows are near the border than there would be without a gap.
bool shows_gap(const Border& border, double rows);

/// The centroid nearest to a center that has every feature, ties to the lowest; -1 where there is none.
std::int32_t nearest_to(const float* center, const Centroids& centroids, std::int32_t except = -1);

}  // namespace segmenta
