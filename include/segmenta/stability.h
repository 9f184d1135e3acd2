#pragma once
// How far segments come back when the rows are drawn anew.
//
// Bootstrap of the rows, clustered anew each time; of every segment the best Jaccard similarity with a new cluster over
// the rows that were drawn, averaged (Hennig 2007). His bands: 0.85 and more is highly stable, from 0.75 a valid,
// stable segment, from 0.6 a pattern whose rows are in doubt, below that it dissolves.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>
#include <segmenta/kmeans.h>

namespace SEGMENTA_API segmenta {

struct BootstrapOptions {
  int rounds = 20;
  std::int64_t most_rows = 10'000;  ///< drawn in a round, with replacement: as many as there are, but no more than that
};

/// Over the rounds: NaN for a cluster of which no row was drawn; the error also where there was a single round.
struct Stability {
  double mean = 0;
  double error = 0;  ///< standard error of the mean
};

struct Bootstrap {
  std::vector<Stability> stabilities;  ///< [k] Jaccard similarity of the clusters
  std::vector<Centroids> centroids;    ///< [rounds] of the rows drawn; none where no cluster could be found
};

/// Of the clusters that the engine's labels are of. The same on any engine.
Bootstrap bootstrap_clusters(const Engine& engine, const KMeansOptions& options, const BootstrapOptions& bootstrap,
                             const Context& context);

/// That of the segment which comes back least; NaN where one of them is not known.
Stability least_stable(std::span<const Stability> all);

/// Where Hennig's bands begin.
inline constexpr double in_doubt_from = 0.6, stable_from = 0.75, highly_stable_from = 0.85;
/// "highly stable", "stable", "in doubt" or "dissolves"; "not known" for NaN.
std::string stability_band(double jaccard);

}  // namespace segmenta
