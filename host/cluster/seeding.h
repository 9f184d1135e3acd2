#pragma once
// First centroids. Every choice is made by counter-based random numbers and exact sums, so it is the same on any
// engine.

#include <cstdint>
#include <memory>
#include <vector>

#include <segmenta/kmeans.h>

namespace segmenta {

/// Where a start begins, and what finding that took.
struct StartingPoint {
  Centroids centroids;
  SearchOutcome search;  ///< on the sample that they were sought on
  double seed_seconds = 0, refine_seconds = 0;
};

/// One row of each of `count` equal shares of the rows.
std::vector<std::int64_t> evenly_spread(std::int64_t rows, std::int64_t count, const Draw& draw);

/// Whether a start looks at a sample of the rows.
bool seeds_on_sample(const Engine& engine, const KMeansOptions& options);

/// k starting centroids for one of the restarts (numbered from 0), of all rows. Where there are fewer than k distinct
/// rows of positive weight, some centroids are equal.
Centroids seed_on_all(Engine& engine, const KMeansOptions& options, int restart, const Context& context);

/// Where to start, found on a sample; no centroids where that has fewer distinct rows than k. With `alone`, the calling
/// thread does it all, and others may do the like at the same time.
StartingPoint seed_on_sample(const Engine& engine, const KMeansOptions& options, int restart, bool alone,
                             const Context& context);

/// An eighth of the rows, on which the starts of a restart are refined so that fewer iterations are needed on all. The
/// same for every k.
class RefiningShare {
 public:
  RefiningShare(Engine& engine, const KMeansOptions& options, int restart) : engine_(engine), restart_(restart) {
    seed_ = options.seed;
  }

  /// The start, or what the search on a sample took for hardly worse: whichever is the best on the share, or where
  /// that is not more than the sample, on all rows.
  Centroids best_of(const StartingPoint& point, const KMeansOptions& options, const Context& context);

  /// Where seeding looked at a sample: the centroids that iterations on the share lead to. Else, and where an eighth is
  /// not more than the sample, the start.
  Centroids refine(Centroids start, const KMeansOptions& options, const Context& context);

 private:
  // None where it is not more than the sample that seeding looks at.
  Engine* share(const KMeansOptions& options);

  Engine& engine_;
  int restart_;
  std::uint64_t seed_ = 0;
  std::unique_ptr<Engine> share_;
  double variance_ = 0;
};

}  // namespace segmenta
