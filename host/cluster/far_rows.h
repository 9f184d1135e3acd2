#pragma once
// Rows so far from all others that a cluster of their own is worth more than one of those that are there: a start that
// was found on a sample has not seen them.

#include <segmenta/engine.h>

namespace segmenta {

/// Moves the centroid that is missed least, its rows going to the centroid nearest to it, to the row among the 128
/// farthest that gains most, where that is more than it costs. The engine's labels are those of `labelled`, `means`
/// the means of the clusters [k x features]. Returns whether one was moved.
bool move_centroid_to_far_row(const Engine& engine, const Centroids& labelled, Centroids& means);

}  // namespace segmenta
