#pragma once
// First centroids. Every choice is made by counter-based random numbers and exact sums, so it is the same on any
// engine.

#include <segmenta/kmeans.h>

namespace segmenta {

/// k starting centroids for one of the restarts (numbered from 0). Where there are fewer than k distinct rows of
/// positive weight, some centroids are equal.
Centroids seed_centroids(Engine& engine, const KMeansOptions& options, int restart, const Context& context);

/// Where seeding looked at a sample: the centroids that iterations on an eighth of the rows lead to, so that fewer are
/// needed on all. Else, and where an eighth is not more than the sample, the start.
Centroids refine_on_share(const Engine& engine, Centroids start, const KMeansOptions& options, int restart,
                          const Context& context);

}  // namespace segmenta
