#pragma once
// One of the starts of a fit.

#include <segmenta/kmeans.h>

#include "cluster/lloyd.h"

namespace segmenta {

struct RestartResult {
  LloydResult run;
  double inertia = 0;
  double seed_seconds = 0, refine_seconds = 0, iterate_seconds = 0;
};

/// Throws where options do not fit the engine's rows.
void check_kmeans(const Engine& engine, const KMeansOptions& options);
int number_of_starts(const Engine& engine, const KMeansOptions& options);
/// Seeds and iterates; the engine is left with the labels and sums.
RestartResult run_restart(Engine& engine, const KMeansOptions& options, int restart, const Context& context);
/// Adds what a start took, and keeps its result where that is better than those before.
void take(KMeansResult& best, RestartResult&& found, int restart);

}  // namespace segmenta
