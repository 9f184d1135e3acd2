#pragma once
// What a clustering would gain by one more centroid here and lose by one less there: the moves of a search.

#include <vector>

#include <segmenta/engine.h>

#include "parallel.h"

namespace segmenta {

/// A cluster cut in two across its longest axis, through its centroid: both means, and the inertia that they save.
struct Splits {
  std::vector<double> gain;  ///< [k]; 0 for a cluster that cannot be cut
  Centroids low, high;       ///< [k x features]: the means of the two parts
};

/// Of every cluster that the engine's labels are of. The axis is found by a few steps of power iteration from the
/// feature of the largest variance. The same on any engine.
Splits best_splits(const Engine& engine, const Centroids& centroids, ThreadPool& pool);

/// [k]: how much inertia grows where a centroid goes and its rows take the runner-up: the utility of Fritzke 2020.
std::vector<double> losses(const Engine& engine, const Centroids& centroids, ThreadPool& pool);

/// Adds `count` centroids by the splits that gain most.
Centroids with_more(const Centroids& centroids, const Splits& splits, int count);

/// Takes up to `count` centroids away, those of the smallest losses first, but none whose neighbour has gone: its rows
/// have come to it, and its loss is another then. At least one goes.
Centroids with_fewer(const Centroids& centroids, const std::vector<double>& losses, int count);

}  // namespace segmenta
