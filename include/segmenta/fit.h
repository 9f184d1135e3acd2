#pragma once
// The whole job in one call: prepare, cluster, number the segments, describe the model.
//
// @code
// const std::vector<double> values = {2, 900, 3, 950, 90, 20, 80, 15};  // recency_days, monetary
// const segmenta::MemoryTable customers({"recency_days", "monetary"}, values);
// segmenta::FitOptions options;
// options.kmeans.k = 2;
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

namespace SEGMENTA_API segmenta {

struct FitOptions {
  std::vector<std::string> features;  ///< columns; empty: default_features()
  std::string weights;                ///< column; empty: every row counts once
  std::string value;                  ///< column that numbers the segments; empty: the value among the features
  PrepareOptions prepare;
  KMeansOptions kmeans;
  int k_to = 0;              ///< above kmeans.k: the number of segments is chosen from kmeans.k to this, see choose_k.h
  SmallestSegment smallest;  ///< that a chosen number of segments should have
  BootstrapOptions bootstrap;
  GapOptions gap;
  std::vector<int> levels;  ///< nested segments: the numbers of them to cut Ward's tree over the segments at
  EngineOptions engine;
  const Model* start = nullptr;  ///< a model to start from: its centroids and its preparation are taken
  /// With Init::given and no model: the start in original units [kmeans.start.k x kmeans.start.features].
  std::vector<double> start_values;
  bool details = true;  ///< distances, runner-up and margin of every row
};

/// Where the number of segments is chosen: of all models, and of the evidence for them.
struct FitSeconds {
  double read_and_prepare = 0, seed = 0, refine = 0, iterate = 0, evidence = 0;
};

struct FitResult {
  Model model;
  Segments segments;
  std::string device, simd;
  int threads = 1;
  std::int64_t seed_rows = 0;  ///< rows that seeding looked at
  int restarts = 1;
  double recheck_fraction = 0;  ///< of the rows evaluated, those that the fast path could not certify
  double seconds_per_iteration = 0;
  FitSeconds seconds;
  Recommendation recommendation;  ///< k is 0 where it was given; the evidence is in the model
};

/// Fits a model to a table. Segments are numbered by descending mean of the value (see columns.h), in original
/// units, else by descending size; ties by size, then centroid.
FitResult fit(const Table& table, const FitOptions& options, const Context& context);

/// The segments of a table's rows by a fitted model, by the same definition as in fit.
Segments assign(const Table& table, const Model& model, const EngineOptions& options, const Context& context);

/// Peak memory of a fit in bytes: memory_plan(), and bounds by groups where k and features are many.
std::int64_t planned_bytes(std::int64_t rows, int features, int k);
/// The same with these options and threads: of the larger of two moments, when threads seed on samples of their own,
/// and when k is chosen and the labels of all starts of a k are compared.
std::int64_t planned_bytes(std::int64_t rows, int features, const FitOptions& options, int threads);

/// XXH3-64 as 16 lower-case hex digits.
std::string labels_digest(const std::vector<std::int32_t>& segment);
std::string centroids_digest(const std::vector<float>& centroids);

}  // namespace segmenta
