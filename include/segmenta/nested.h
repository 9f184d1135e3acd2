#pragma once
// Nested segments: Ward's tree over fine clusters (Ward 1963), cut at any number of segments. Each segment of a cut
// lies within one of every coarser cut.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/engine.h>
#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// Two nodes become one. Nodes 0 .. k - 1 are the clusters; merge i makes node k + i.
struct Merge {
  std::int32_t a = 0, b = 0;  ///< a < b
  /// sqrt(2 x what the inertia grows by), as SciPy's linkage and R's hclust "ward.D2" have it.
  double height = 0;
};

/// The k - 1 merges, each of the two nodes whose union makes the inertia grow least; ties to the lowest nodes.
/// `weights` [k] are what the clusters weigh; one without weight joins its nearest at height 0.
std::vector<Merge> ward_tree(const Centroids& centroids, std::span<const double> weights);

/// The group [k] of every cluster when the tree is cut into `groups` (1 to k), numbered by their lowest cluster.
std::vector<std::int32_t> cut_tree(std::span<const Merge> tree, int groups);

}  // namespace segmenta
