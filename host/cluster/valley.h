#pragma once
// Whether clusters are apart: fewer rows between any two of them than in each.
//
// For two clusters, their rows are projected on the line through their centroids, of each cluster as many as the
// smaller one has, those nearest to the other. A cluster that was cut in two has one mode there, wherever it was cut
// (an interval of a distribution of one mode has one mode); two clusters with a valley between them have two. The dip
// test (dip.h) tells how often one mode would look so by chance. How deep the valley is, is the dip of the rows that
// lie between the two centroids: with many rows, a bent line of customers has two modes beyond doubt, of next to no
// depth.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/engine.h>

namespace segmenta {

struct Valleys {
  double overlap = 0;  ///< p-value of the dip test: the highest of all pairs of clusters that have rows
  double depth = 1;    ///< the least of all pairs. 0: as many rows in the middle as beside it; 1: none
  double typical = 1;  ///< median over the clusters of the depth to the one that is least apart from it
};

/// Of a clustering. `values` [rows x features] are those of the rows that the labels are of, ties spread; a missing one
/// counts as halfway between the two centroids.
Valleys valleys_between(std::span<const float> values, std::span<const std::int32_t> labels,
                        const Centroids& centroids);

}  // namespace segmenta
