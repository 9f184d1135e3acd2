#pragma once
// The CPU engine's inner loops, one table of functions for each instruction set (Google Highway, kernels.cpp).

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/engine.h>

#include "engine/cpu/certificate.h"

namespace segmenta {

/// Centroids in the forms that kernels read.
struct PackedCentroids {
  static constexpr int group = 4;  ///< centroids that lie next to each other; divides chunk

  int k = 0;
  int features = 0;
  int block = 0;                   ///< features that are scored before the next ones; see certificate.h
  std::vector<float> negated;      ///< by blocks of features, each [groups x features of it x group]: -c
  std::vector<float> half_norm2;   ///< [groups x group]: |c|^2 / 2; 3e38 in the places past k
  std::vector<float> rows;         ///< [k x features]: c
  std::vector<double> by_feature;  ///< [features x padded_k]: c; +inf past k
  int chunk = 0;                   ///< choose_chunk(k)
  int padded_k = 0;                ///< k rounded up to a multiple of 8
  Certificate certificate;

  [[nodiscard]] int groups() const { return (k + group - 1) / group; }
  [[nodiscard]] int blocks() const { return (features + block - 1) / block; }
  /// Features of the block that begins with that one.
  [[nodiscard]] int block_at(int feature) const { return std::min(block, features - feature); }
  [[nodiscard]] const float* row(int centroid) const { return rows.data() + std::int64_t{centroid} * features; }
  /// In `negated`, that block of centroids from the first of a group on.
  [[nodiscard]] std::int64_t place(int feature, int centroid) const {
    return std::int64_t{feature} * groups() * group + std::int64_t{block_at(feature)} * centroid;
  }
};
PackedCentroids pack(const Centroids& centroids, double certificate_shrink);

/// Nearest and second nearest centroid of a row by the definition; distances not scaled up for missing values.
struct TwoNearest {
  double nearest2 = 0;
  double runner_up2 = 0;
  std::int32_t nearest = 0;
  std::int32_t runner_up = -1;  ///< with k = 1: -1, at infinity
};

/// Rows that share a limit (certificate.h).
inline constexpr int limit_rows = 8;
/// In place of a label: the certificate leaves it to the definition.
inline constexpr std::int32_t label_open = -2;

/// Rows that lie where a list says, or one after the other where it is null.
struct ListedRows {
  const float* rows = nullptr;
  const std::int32_t* list = nullptr;
  std::int64_t count = 0;
};

/// Rows to label, one after the other in memory.
struct LabelTask {
  const float* rows = nullptr;  ///< [count x features]
  std::int64_t count = 0;
  const float* limits = nullptr;         ///< [count / limit_rows, rounded up]
  const std::int32_t* before = nullptr;  ///< [count]: their labels so far
  float* bounds = nullptr;               ///< [count]: takes what lets them be skipped (bounds.h); may be null
  const float* drift = nullptr;          ///< [k], with bounds
  ListedRows later;                      ///< rows to fetch meanwhile; none: those of this task some tiles on
};
struct LabelChange {
  std::int32_t row = 0;
  std::int32_t label = 0;  ///< or label_open
};
struct LabelCounts {
  std::int64_t changes = 0;
  std::int64_t decided = 0;  ///< rows that the certificate left open and the definition decided since
};

/// A row that leaves a cluster (-1: none) for another.
struct RowMove {
  std::int32_t row = 0;
  std::int32_t from = 0;
  std::int32_t to = 0;
};

struct ChunkScores {
  float best = 0;
  float second = 0;
  std::int32_t place = 0;
};

struct Kernels {
  /// Lists the rows whose label is open or another than before, in order. `changes` has room for one more than the
  /// task's rows. The bounds of rows whose label is open mean nothing. Of many features none stays open.
  LabelCounts (*label)(const LabelTask& task, const PackedCentroids& centroids, LabelChange* changes);
  /// The two smallest scores of each row among a chunk of centroids, and the place (among all) of the smallest.
  void (*score_chunk)(const float* rows, std::int64_t count, const PackedCentroids& centroids, int chunk,
                      ChunkScores* scores);
  /// |x|^2 of each row, and its score against the centroid of its label: infinity where that is negative.
  void (*score_own)(const float* rows, std::int64_t count, const Centroids& centroids, const float* half_norm2,
                    const std::int32_t* labels, float* norm2, float* scores);
  /// The two nearest centroids of `count` rows, in either order; both label_open where the certificate leaves it open.
  /// k >= 2.
  void (*label_two)(const float* rows, std::int64_t count, const float* limits, const PackedCentroids& centroids,
                    std::int32_t* one, std::int32_t* other);
  /// Lists the rows whose bound does not exceed their cluster's drift; returns how many. `open` has room
  /// for one more than `count`.
  std::int64_t (*list_open)(const float* bounds, const std::int32_t* labels, std::int64_t count, const float* drift,
                            std::int32_t* open);
  /// Copies the listed rows, one after the other.
  void (*gather)(const float* rows, int features, const std::int32_t* list, std::int64_t count, float* out);
  /// The largest norm among each limit_rows rows, rounded up; rows with a missing value do not count.
  void (*largest_norms)(const float* rows, std::int64_t count, int features, float* norms);
  TwoNearest (*two_nearest)(const float* row, const PackedCentroids& centroids);
  /// Squared distances by the definition of a row to every centroid [padded_k]; what is past k means nothing.
  void (*all_distances2)(const float* row, const PackedCentroids& centroids, double* distances2);
  /// Squared distances by the definition, of each row to the centroid of its label.
  void (*own_distance2)(const float* rows, std::int64_t count, const Centroids& centroids, const std::int32_t* labels,
                        double* distances);
  /// Moves rows from sums to sums [k x features], in quanta.
  void (*move_rows)(const float* rows, int features, const RowMove* moves, std::int64_t count,
                    const double* inverse_quantum, std::int64_t* sums);
  /// Seeding distances of `count` rows to each center [centers x count].
  void (*seed_distances)(const float* rows, std::int64_t count, const Centroids& centers, bool has_missing,
                         float* distances);
  /// Sum of potentials of weight 1 of min(current, candidate); `candidate` may be null.
  std::int64_t (*sum_potentials)(const float* current, const float* candidate, std::int64_t count, double factor);
};

/// Kernels and the name of their instruction set.
struct ChosenKernels {
  std::string name;
  const Kernels* kernels = nullptr;
};
/// The kernels for "auto", "avx512", "avx2", "sse4" or "scalar". Throws Error(usage) where this machine lacks them.
ChosenKernels choose_kernels(const std::string& simd);

}  // namespace segmenta
