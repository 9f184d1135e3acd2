#pragma once
// k-means (Lloyd 1957/1982) over an Engine: seeding, iterations, empty clusters, restarts, a search for the optimum.
//
// One answer: for the same rows, seed and options, labels, centroids, inertia and iterations are bit-identical on
// every engine, with any number of threads.
//
// @code
// const std::vector<float> values = {1, 2, 11, 12};
// const auto engine = segmenta::make_cpu_engine(segmenta::make_rows(values, 1), {}, {});
// segmenta::KMeansOptions options;
// options.k = 2;
// const segmenta::KMeansResult result = segmenta::kmeans(*engine, options, {});  // engine->labels(): 0 0 1 1
// @endcode

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

enum class Init {
  /// Greedy k-means++ (Arthur, Vassilvitskii 2007): the best of several candidates a center. With many rows, on a
  /// sample of them, and refined there (Bradley, Fayyad 1998): see KMeansOptions::seed_rows.
  kmeans_plus_plus,
  kmeans_parallel,  ///< k-means|| (Bahmani et al. 2012): 5 rounds of 2k rows, reduced by weighted k-means++
  random,           ///< k rows drawn by weight without replacement
  given,            ///< Start::centroids
};

struct Preparation;

/// Where a fit begins: at centroids that a method finds, or at given ones.
struct Start {
  Init init = Init::kmeans_plus_plus;
  Centroids centroids;  ///< with Init::given
  /// Where not empty, the centroids in original units [k x features] instead: fit() prepares them as it does rows.
  std::vector<double> original;
  /// What the centroids were prepared by, where they are a model's: fit() takes it. See start_at().
  std::shared_ptr<const Preparation> preparation;
};

/// Numbers of clusters to choose from, both ends included; a single one where they are the same.
struct KRange {
  int from = 0, to = 0;
  bool with_evidence = false;  ///< of a single one too

  [[nodiscard]] bool is_choice() const { return to > from || with_evidence; }
  [[nodiscard]] bool holds(int k) const { return k >= from && k <= to; }
};

/// What iterations have come to after a pass.
struct PassState {
  int restart = 0;             ///< which of the starts, from 0
  int pass = 0;                ///< of that start, from 1
  std::int64_t changed = 0;    ///< rows whose label is another than before
  const Centroids& centroids;  ///< where the next pass begins
  const Engine& engine;        ///< has the labels and sums of this pass, empty clusters seen to
};

enum class EmptyCluster {
  farthest,  ///< takes the row farthest from its centroid
  keep,      ///< keeps its centroid
  drop,      ///< is removed; k is then smaller
};

/// What a search over centroids came to, see KMeansOptions::search.
struct SearchOutcome {
  std::int64_t rows = 0;  ///< that it looked at; 0: there was none
  int rounds = 0;         ///< other starts that it joined in
  double gain = 0;  ///< of these rows' inertia after Lloyd's iterations from the best start, the share that it saved
  /// What it went on from and other optima, hardly worse: those of a sample may be better on all rows.
  std::vector<Centroids> runners_up;
};

inline constexpr int automatic_search = -1;

struct KMeansOptions {
  int k = 0;
  Start start;
  /// Independent starts; the lowest inertia wins, ties to the first. 0: choose_restarts().
  int restarts = 0;
  /// k-means++ looks at so many rows, evenly spread; where that is fewer than all, it clusters them from several starts
  /// and takes the best centroids; iterations on an eighth of the rows follow. Of all rows, those so far away that a
  /// centroid is worth more there then get one, in a pass each. 0: choose_seed_rows().
  std::int64_t seed_rows = 0;
  /// Goes on from the best start, moving centroids between clusters until so many other starts in a row bring nothing
  /// more, so that seeds agree: on the rows that seeding looks at; Lloyd's iterations follow on all. 0: not;
  /// `automatic_search`: 4 starts, within a bound on the work, and none where a start is given.
  int search = automatic_search;
  /// Where the rows are a sample: of how many. A search then leaves differences that a sample cannot tell alone, and an
  /// automatic one takes no more than a share of what iterations on all rows take.
  std::int64_t sample_of = 0;
  int max_iter = 300;  ///< passes that assign and update, the confirming one included
  double tol = 0;  ///< stops when sum |shift|^2 <= tol x mean variance of the features; 0: only when no label changes
  std::uint64_t seed = 0;
  EmptyCluster empty = EmptyCluster::farthest;
  /// Told of each pass over all rows, for a checkpoint or a view of progress; what it throws ends the fit. May be
  /// empty.
  std::function<void(const PassState&)> on_pass;
};

struct KMeansResult {
  Centroids centroids;
  double inertia = 0;
  int iterations = 0;
  bool converged = false;
  std::string stopped_by;      ///< "labels", "tol" or "max_iter"
  int restart = 0;             ///< which of the restarts won
  int restarts = 1;            ///< how many there were
  std::int64_t seed_rows = 0;  ///< rows_seen_by_seeding()
  SearchOutcome search;        ///< of the start that won
  std::int64_t evaluated = 0;  ///< rows, over all passes, that bounds did not let skip
  std::int64_t rechecked = 0;  ///< of these, decided by the definition
  /// Of seeding, with a search on a sample; of iterations on a share of the rows that may follow it, or a search on
  /// all; and of iterations on all rows.
  double seed_seconds = 0, refine_seconds = 0, iterate_seconds = 0;
  std::int64_t passes = 0;  ///< over all restarts
};

/// 4 starts where rows x features x k is at most 2^24, so that they cost little; else 1.
int choose_restarts(std::int64_t rows, int features, int k);

/// All rows up to some 130,000; of more, enough to place k centroids.
std::int64_t choose_seed_rows(std::int64_t rows, int k);
/// How many rows a fit's seeding looks at: fewer than all with Init::kmeans_plus_plus alone.
std::int64_t rows_seen_by_seeding(const KMeansOptions& options, std::int64_t rows);

/// Clusters the engine's rows; afterwards the engine's labels and sums are those of the result. Throws Error(input)
/// for k < 1 or above the rows, or a start of another shape.
KMeansResult kmeans(Engine& engine, const KMeansOptions& options, const Context& context);

}  // namespace segmenta
