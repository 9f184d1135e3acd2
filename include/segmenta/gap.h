#pragma once
// The gap statistic: how much more compact k clusters are than they would be if there were none.
//
// Tibshirani, Walther, Hastie 2001: gap(k) = mean over B reference sets of log W*(k), less log W(k). W is the inertia
// (half of what cluster::clusGap of R has with d.power = 2, which changes no gap). A reference set has as many rows as
// the data, uniform over the box that the data fill along their principal axes (their variant b; clusGap's
// spaceH0 = "scaledPCA"). The error is sd(log W*(k)) x sqrt(1 + 1 / B), with the B of the paper below sd's root
// (clusGap has B - 1).
//
// All of it is of a sample of the rows, evenly spread, without replacement, in which values that several rows share are
// spread over their step: else whole numbers are the more compact the more clusters there are. Weights go with the
// rows: a reference row has that of a row of the sample. A missing value counts as 0, the mean, where the box is
// measured; reference rows are complete. The same on any engine and machine.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>
#include <segmenta/kmeans.h>

namespace SEGMENTA_API segmenta {

struct GapOptions {
  int references = 10;             ///< B; 0: no gap statistic
  std::int64_t most_rows = 2'000;  ///< of the sample: as many as there are, but no more than that
  bool spread_ties = true;         ///< clusGap does not
  int most_k = 12;                 ///< where a number of segments is chosen: for no more than that
};

struct Gap {
  double gap = 0;    ///< NaN where the sample has no more rows than k, or they are all equal
  double error = 0;  ///< one standard error, simulation included
};

/// For every k of the range. Reference sets are clustered as the sample is, from 8 starts. Work grows with
/// features^3 as well, for the axes.
std::vector<Gap> gap_statistic(const Engine& engine, const KMeansOptions& options, const KRange& range,
                               const GapOptions& gap, const Context& context);

/// The place of the first whose gap is at least the next one's less the next one's error (the paper's rule; clusGap's
/// "Tibs2001SEmax"); the last where there is none.
std::size_t gap_choice(std::span<const Gap> gaps);

}  // namespace segmenta
