#pragma once
// Segments of bounded sizes: k-means whose assignment is the cheapest of those that keep the bounds (Bradley, Bennett,
// Demiriz 2000, "Constrained k-means clustering").
//
// Exact: in every pass no other labels within the bounds have a smaller sum of squared distances to the centroids.
// Prices tell it, the duals of the bounds: each row is where its squared distance plus the segment's offset is least.
// Offsets are 0 where a bound does not bind, above 0 where it keeps a segment from growing, below 0 where it keeps one
// from shrinking. Squared distances are rounded to 2^-50 of the largest that is possible, so that sums are exact and
// labels, centroids and offsets are the same on every engine, with any number of threads.
//
// @code
// const std::vector<float> values = {1, 2, 3, 11};
// const auto engine = segmenta::make_cpu_engine(segmenta::make_rows(values, 1), {}, {});
// segmenta::KMeansOptions options;
// options.k = 2;
// segmenta::KMeansResult result = segmenta::kmeans(*engine, options, {});  // engine->labels(): 0 0 0 1
// segmenta::keep_sizes(*engine, result, {2, 2}, options, {});              // 0 0 1 1
// @endcode

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>
#include <segmenta/kmeans.h>

namespace SEGMENTA_API segmenta {

/// A size of a segment: rows, or a share of all rows where these are 0.
struct SegmentSize {
  std::int64_t rows = 0;
  double share = 0;

  [[nodiscard]] bool is_given() const { return rows > 0 || share > 0; }
};

/// The smallest and the largest size that a segment may have. What is not given does not bound.
struct SizeBounds {
  SegmentSize least, most;

  [[nodiscard]] bool is_given() const { return least.is_given() || most.is_given(); }
};

/// The same in rows, both included.
struct RowBounds {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool allow(std::int64_t size) const { return size >= least && size <= most; }
};

/// Shares to whole rows, within them; `most` is at most all rows. Throws Error(usage) where k segments of so many rows
/// cannot keep the bounds.
RowBounds bounds_in_rows(const SizeBounds& bounds, std::int64_t rows, int k);

/// What bounds on sizes came to.
struct KeptSizes {
  RowBounds bounds{0, 0};       ///< {0, 0}: none were asked for
  std::int64_t rows_moved = 0;  ///< rows whose segment is not that of the nearest centroid
  double cost = 0;              ///< the share by which the inertia is above that of the fit without bounds
  int iterations = 0;           ///< passes with bounds over all rows; 0: every size was within them as it was
  double seconds = 0;
  std::vector<double> offsets;  ///< [k], of squared distances of the engine's rows; empty: as before
};

/// Goes on from a result of kmeans() until every size is within the bounds: Lloyd's iterations, the assignment of each
/// the cheapest within the bounds; with many rows on an eighth of them first. `clusters` and the engine's labels and
/// sums are then those with bounds; `options` has max_iter, told passes are those over all rows. Where the sizes are
/// within the bounds already nothing changes. Rows are counted, whatever they weigh: throws Error(usage) where they
/// have weights, and as bounds_in_rows() does.
KeptSizes keep_sizes(Engine& engine, KMeansResult& clusters, const RowBounds& bounds, const KMeansOptions& options,
                     const Context& context);

}  // namespace segmenta
