#pragma once
// From a local optimum of Lloyd's iterations towards the global one.
//
// Lloyd's iterations move centroids, but hardly ever past a cluster: what seeding got wrong stays so. The search moves
// them. It adds centroids where a cluster cut in two saves most, iterates, and takes those away that are missed
// least (breathing k-means, Fritzke 2020; here cut along the longest axis, and at first as many as there are). What no
// breath improves is joined with the result of another start: all centroids of both, fewer step by step (Gribel and
// Vidal 2019 cross solutions likewise). It ends when several other starts in a row have brought nothing.
//
// All decisions are made on exact inertia and sums of fixed blocks: the same on any engine.

#include <functional>

#include <segmenta/kmeans.h>

namespace segmenta {

inline constexpr double hardly_worse = 1e-2;  ///< inertia that a sample may take for worse by mistake

/// Whether kmeans() searches on the engine's rows: not where a start is given, nor where its starts, of a sample, have
/// been searched on that.
bool searches_here(const Engine& engine, const KMeansOptions& options);

/// `start(i)` gives the centroids of start i; `found` are of the best of those before `next`, from which on others are
/// joined in. Returns the best centroids found, which are for Lloyd's iterations to finish; the engine is left with
/// other ones.
Centroids search_centroids(Engine& engine, const Centroids& found, int next, const KMeansOptions& options,
                           const std::function<Centroids(int)>& start, SearchOutcome& outcome, const Context& context);

}  // namespace segmenta
