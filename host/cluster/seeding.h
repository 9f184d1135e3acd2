#pragma once
// First centroids. Every choice is made by counter-based random numbers and exact sums, so it is the same on any
// engine.

#include <segmenta/kmeans.h>

namespace segmenta {

/// k starting centroids for one of the restarts (numbered from 0). Where there are fewer than k distinct rows of
/// positive weight, some centroids are equal.
Centroids seed_centroids(Engine& engine, const KMeansOptions& options, int restart, const Context& context);

}  // namespace segmenta
