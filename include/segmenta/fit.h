#pragma once
// The whole job in one call: prepare, cluster, number the segments, describe the model.
//
// @code
// const std::vector<double> values = {2, 900, 3, 950, 90, 20, 80, 15};  // recency_days, monetary
// const segmenta::MemoryTable customers({"recency_days", "monetary"}, values);
// segmenta::FitOptions options;
// options.k = {2, 2};
// const segmenta::FitResult result = segmenta::fit(customers, options, {});  // result.segments.segment: 0 0 1 1
// @endcode

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/choose_k.h>
#include <segmenta/context.h>
#include <segmenta/engine_choice.h>
#include <segmenta/export.h>
#include <segmenta/kmeans.h>
#include <segmenta/model.h>
#include <segmenta/prepare.h>
#include <segmenta/segments.h>
#include <segmenta/size_bounds.h>

namespace SEGMENTA_API segmenta {

struct FitOptions {
  std::vector<std::string> features;  ///< columns; empty: those of choose_features()
  std::vector<LeftOut> left_out;      ///< by a choice of features made before, for the model
  std::string weights;                ///< column; empty: every row counts once
  std::string value;                  ///< column that numbers the segments; empty: the value among the features
  PrepareOptions prepare;
  /// With more than one, the number of segments is chosen, see choose_k.h. {0, 0}: that of the start, where centroids
  /// are given; else from 2 to 12.
  KRange k;
  KRange usual_k{3, 10};     ///< of which one is chosen where the customers are a continuum
  KMeansOptions kmeans;      ///< without a `k` of its own: Error(usage)
  SmallestSegment smallest;  ///< that a chosen number of segments should have
  /// Of the segments of a given number: the sizes that they must have, exactly. Error(usage) with a range of k, with
  /// weights, with EmptyCluster::drop, and where the rows cannot keep them.
  SizeBounds size_bounds;
  BootstrapOptions bootstrap;
  GapOptions gap;
  /// Also of a given number of two segments or more: one entry of Model::evidence, and Model::stability. Not where
  /// bounds moved rows, which the nearest centroid does not explain.
  bool evidence = true;
  std::vector<int> levels;  ///< nested segments: the numbers of them to cut Ward's tree over the segments at
  EngineOptions engine;
  bool details = true;  ///< distances, runner-up and margin of every row
};

/// Where the number of segments is chosen: of all models, and of the evidence for them. `sizes`: of bounds on them.
struct FitSeconds {
  double read_and_prepare = 0, seed = 0, refine = 0, iterate = 0, sizes = 0, evidence = 0;
};

struct FitResult {
  Model model;
  Segments segments;
  std::string device, simd;
  int threads = 1;
  std::int64_t seed_rows = 0;  ///< rows that seeding looked at
  int restarts = 1;
  SearchOutcome search;         ///< for the optimum, see KMeansOptions::search
  KeptSizes size_bounds;        ///< what FitOptions::size_bounds came to; its offsets are the model's
  double recheck_fraction = 0;  ///< of the rows evaluated, those that the fast path could not certify
  double seconds_per_iteration = 0;
  FitSeconds seconds;
  Recommendation recommendation;  ///< k is 0 where it was given; the evidence is in the model
};

/// Where a fit begins that goes on from a model: at its centroids, with its preparation.
Start start_at(const Model& model);

/// What a fit will do, known before it begins.
struct FitPlan {
  std::int64_t rows = 0;
  KRange k;                    ///< FitOptions::k, or what is taken for it
  int features = 0;            ///< columns; one of categories makes several
  std::int64_t bytes = 0;      ///< peak of this machine's memory
  EngineChoice engine;         ///< with its plan of a device's memory
  int starts = 1;              ///< for the lowest k
  std::int64_t seed_rows = 0;  ///< that seeding looks at
};

/// The options with features: the named ones (with PrepareOptions::categories), or those that choose_features()
/// chooses, or those of the model where the start is one, or all numbers where it is centroids. Not to choose them
/// twice, take these options for plan_fit() and fit().
FitOptions with_chosen_features(const Table& table, FitOptions options, const Context& context);

/// Throws Error(resources) where --memory does not allow it, see choose_engine().
FitPlan plan_fit(const Table& table, const FitOptions& options, const Context& context);
/// The engine that assign() takes, likewise.
EngineChoice plan_assign(std::int64_t rows, const Model& model, const EngineOptions& options, const Context& context);

/// Fits a model to a table. Segments are numbered by descending mean of the value (see columns.h), in original units,
/// else by descending size; ties by size, then centroid.
FitResult fit(const Table& table, const FitOptions& options, const Context& context);

/// The segments of a table's rows by a fitted model, by the same definition as in fit. With offsets (see Model) sizes
/// are those that the rows happen to have; the rows of the fit get their labels, but those that two segments have an
/// equal claim to, of whom bounds put some here and some there.
Segments assign(const Table& table, const Model& model, const EngineOptions& options, const Context& context);

/// XXH3-64 as 16 lower-case hex digits.
std::string labels_digest(const std::vector<std::int32_t>& segment);
std::string centroids_digest(const std::vector<float>& centroids);
/// Of integers their bytes, of text each id and a zero byte.
std::string ids_digest(const Ids& ids);

/// Of segments that a command gives customers by a model; `as_of` is of the customers.
Origin origin_of(const Model& model, const std::string& command, const std::string& as_of);

/// Throws Error(input) that says which file is of what where the segments are of another number than the model's, or
/// their file says that another model made them, or none. `model_file` is for messages.
void refuse_other_model(const CustomerSegments& segments, const Model& model, const std::string& model_file);

}  // namespace segmenta
