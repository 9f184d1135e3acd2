#pragma once
// The CPU engine's inner loops, one table of functions for each instruction set (Google Highway, kernels.cpp).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/engine.h>

#include "cluster/cpu/certificate.h"

namespace segmenta {

/// Centroids in the two forms that kernels read.
struct PackedCentroids {
  static constexpr int group = 4;  ///< centroids that a kernel scores at a time

  int k = 0;
  int features = 0;
  std::vector<float> negated;      ///< [groups x features x group]: -c
  std::vector<float> half_norm2;   ///< [groups x group]: |c|^2 / 2; +inf in the places past k
  std::vector<double> by_feature;  ///< [features x padded_k]: c; +inf past k
  int padded_k = 0;                ///< k rounded up to a multiple of 8
  Certificate certificate;

  [[nodiscard]] int groups() const { return (k + group - 1) / group; }
};
PackedCentroids pack(const Centroids& centroids, double certificate_shrink);

/// Nearest and second nearest centroid of a row by the definition; distances not scaled up for missing values.
struct TwoNearest {
  double nearest2 = 0;
  double runner_up2 = 0;
  std::int32_t nearest = 0;
  std::int32_t runner_up = -1;  ///< with k = 1: -1, at infinity
};

struct Kernels {
  /// Labels `count` rows that lie one after the other. Rows that the certificate leaves open get label -1.
  void (*label)(const float* rows, std::int64_t count, const PackedCentroids& centroids, std::int32_t* labels);
  /// The two nearest centroids of `count` rows, in either order; -1 and -1 where the certificate leaves it open.
  /// k >= 2.
  void (*label_two)(const float* rows, std::int64_t count, const PackedCentroids& centroids, std::int32_t* one,
                    std::int32_t* other);
  TwoNearest (*two_nearest)(const float* row, const PackedCentroids& centroids);
  /// Squared distances by the definition, of each row to the centroid of its label.
  void (*own_distance2)(const float* rows, std::int64_t count, const Centroids& centroids, const std::int32_t* labels,
                        double* distances);
  /// Adds (sign +1) or takes away (-1) a row, in quanta.
  void (*add_row)(const float* row, int features, const double* inverse_quantum, std::int64_t sign, std::int64_t* sums);
  /// Seeding distances of `count` rows to each centre [centres x count].
  void (*seed_distances)(const float* rows, std::int64_t count, const Centroids& centres, bool has_missing,
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
