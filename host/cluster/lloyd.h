#pragma once
// Lloyd's iterations from given centroids, written once over an Engine.

#include <segmenta/kmeans.h>

namespace segmenta {

/// Where centroids to begin with come from.
struct StartOrigin {
  int restart = 0;  ///< what listeners are told of
  bool of_sample = false;
};

struct LloydResult {
  Centroids centroids;
  int iterations = 0;
  bool converged = false;
  std::string stopped_by;
  std::int64_t evaluated = 0;
  std::int64_t rechecked = 0;
  std::int64_t passes = 0;
};

/// Iterates until no label changes, the centroids stay, `tol` or `max_iter`. The engine's labels and sums are then
/// those of the returned centroids. `variance` is mean_variance() of its rows; without a tolerance it does not matter.
/// Where the start was found on a sample, centroids first move to rows that are far from all, see far_rows.h, in a pass
/// each.
LloydResult lloyd(Engine& engine, Centroids start, const KMeansOptions& options, double variance,
                  const Context& context, const StartOrigin& origin = {});

/// Mean over the features of the weighted variance of the rows; what `tol` is relative to.
double mean_variance(const Engine& engine);

}  // namespace segmenta
