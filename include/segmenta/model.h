#pragma once
// A fitted model, and the segments it gives; with their files.
//
// Model file (HDF5): /centroids float32 [k x d] in prepared space, /centroids_original float64 [k x d] in original
// units, /features names [d], /sizes int64 [k], /prepare/* one array [d] for each parameter of a feature, with the
// attributes metric, missing and exponent, and on the root k, k_requested, rows, seed, inertia, iterations, converged,
// order_by and, where a command made it, command. Where k was chosen, /evidence/* has one array [candidates] for each
// figure of KEvidence, and /stability float64 [k] the bootstrap Jaccard similarity of the segments. With nested
// segments, /ward/merges int32 [k - 1 x 2] and /ward/heights float64 [k - 1]. Segments file: /id, /segment int32,
// /distance float32, /runner_up int32, /margin float32, each [rows]; with nested segments /level_N int32 [rows] for
// each level of N.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <segmenta/choose_k.h>
#include <segmenta/nested.h>
#include <segmenta/prepare.h>
#include <segmenta/table.h>

namespace segmenta {

struct Model {
  Preparation preparation;
  int k = 0;
  std::vector<float> centroids;            ///< [k x d], prepared space
  std::vector<double> centroids_original;  ///< [k x d], original units
  std::vector<std::int64_t> sizes;         ///< [k], rows
  std::vector<double> weight_sums;         ///< [k], empty without weights
  int k_requested = 0;
  std::int64_t rows = 0;
  std::uint64_t seed = 0;
  double inertia = 0;  ///< weighted sum of squared distances in prepared space
  int iterations = 0;
  bool converged = false;
  std::string stopped_by;           ///< "labels", "tol", "max_iter"
  std::string command;              ///< that made it, as a shell takes it; empty where none did
  std::string order_by;             ///< what numbers the segments: a feature's name, or "size"
  std::vector<Merge> tree;          ///< Ward's, where nested segments were asked for; else empty. Heights as distances
  std::vector<double> stability;    ///< [k], bootstrap Jaccard, where the number of segments was chosen; else empty
  std::vector<KEvidence> evidence;  ///< by k, where the number of segments was chosen; inertia as above

  [[nodiscard]] int features() const { return static_cast<int>(preparation.features.size()); }
};

/// Coarser segments: which of them each segment is in.
struct Level {
  int segments = 0;
  std::vector<std::int32_t> of_segment;  ///< [k]
};

/// The segment of every row. Without details, distance, runner_up and margin are empty.
struct Segments {
  std::vector<std::int32_t> segment;    ///< [rows], 0-based
  std::vector<float> distance;          ///< Euclidean, in prepared space
  std::vector<std::int32_t> runner_up;  ///< the second nearest segment; -1 with k = 1
  std::vector<float> margin;            ///< its distance less `distance`; NaN with k = 1
  std::vector<Level> levels;            ///< nested segments, where asked for
};

void write_model(const std::filesystem::path& file, const Model& model);
/// Throws Error(input) when the file is not a model, names what is wrong otherwise.
Model read_model(const std::filesystem::path& file);

/// Whether the file says it is a model (root attribute `format`); false for any other readable HDF5 file.
bool is_model(const std::filesystem::path& file);
/// Reads dataset `centroids` [k x d] of any HDF5 file as float64, row-major; for `--init FILE.h5`.
struct Matrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;
};
Matrix read_centroids(const std::filesystem::path& file);

void write_segments(const std::filesystem::path& file, const std::string& id_name, const Ids& ids,
                    const Segments& segments, int k);
struct SegmentsFile {
  Ids ids;
  Segments segments;
  int k = 0;
  std::vector<std::string> names;  ///< [k], where the segments have names; else empty
};
/// `level` > 0: the nested segments of that level in place of the segments.
SegmentsFile read_segments(const std::filesystem::path& file, int level = 0);

}  // namespace segmenta
