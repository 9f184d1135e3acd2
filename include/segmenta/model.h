#pragma once
// A fitted model: how rows are prepared, where the centroids are, and how it was found. Its file: files.h.

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/choose_k.h>
#include <segmenta/export.h>
#include <segmenta/nested.h>
#include <segmenta/prepare.h>

namespace SEGMENTA_API segmenta {

struct Model {
  Preparation preparation;
  int k = 0;
  std::vector<float> centroids;            ///< [k x d], prepared space
  std::vector<double> centroids_original;  ///< [k x d], original units; empty with Metric::cosine: directions have none
  std::vector<std::int64_t> sizes;         ///< [k], rows
  /// [k], added to squared distances in prepared space, where bounds on sizes had to move rows (size_bounds.h); else
  /// empty. A row's segment is the lowest index of smallest sum.
  std::vector<double> offsets;
  std::vector<double> weight_sums;  ///< [k], empty without weights
  std::string weights;              ///< column that customers were weighed by; empty without, and in a file of 0.1
  int k_requested = 0;
  std::int64_t rows = 0;
  std::uint64_t seed = 0;
  double inertia = 0;  ///< weighted sum of squared distances in prepared space
  int iterations = 0;
  bool converged = false;
  std::string stopped_by;         ///< "labels", "tol", "max_iter"
  std::string command;            ///< that made it, as a shell takes it; empty where none did
  std::string labels_digest;      ///< of the segments that were made with it, see fit.h; empty in a file of 0.1
  std::string order_by;           ///< what numbers the segments: a feature's name, or "size"
  std::vector<Merge> tree;        ///< Ward's, where nested segments were asked for; else empty. Heights as distances
  std::vector<double> stability;  ///< [k], bootstrap Jaccard, where the number of segments was chosen; else empty
  /// [rounds x k x d], prepared space: of the rows of each round of the bootstrap, in an order of their own. Empty
  /// without a bootstrap, or where a round found fewer clusters.
  std::vector<float> bootstrap_centroids;
  std::vector<KEvidence> evidence;  ///< by k, where the number of segments was chosen; inertia as above
  Structure structure;              ///< likewise; not known in a file of 0.1
  std::string choice_reason;        ///< why this number, in words; likewise empty

  [[nodiscard]] int bootstrap_rounds() const {
    return centroids.empty() ? 0 : static_cast<int>(bootstrap_centroids.size() / centroids.size());
  }
  [[nodiscard]] int features() const { return static_cast<int>(preparation.features.size()); }
};

/// The columns that a model's features are of, each once.
std::vector<std::string> columns_of_model(const Model& model);

}  // namespace segmenta
