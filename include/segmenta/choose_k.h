#pragma once
// Evidence for a number of segments, and a recommendation.
//
// All figures are of all rows, in prepared space, and the same on any engine:
//   inertia            weighted sum of squared distances to the centroids
//   silhouette         simplified (Hruschka, de Castro, Campello 2004): mean of (b - a) / max(a, b), a and b being the
//                      distances to the nearest centroid and to the second nearest, 0 for a row alone in its
//                      segment (Rousseeuw 1987); 0 to 1, more is better
//   calinski_harabasz  (B / (k - 1)) / (W / (n - k)), W the inertia, B what it is less than the inertia of one cluster
//                      (Calinski, Harabasz 1974); more is better
//   davies_bouldin     mean over segments of the largest (s_i + s_j) / d_ij, s the mean distance to the centroid, d the
//                      distance of two centroids (Davies, Bouldin 1979); less is better
//   stability          the lowest of the segments' stabilities, see stability.h; by a bootstrap of the rows
//   gap, gap_error     of a sample of the rows, where asked for, see gap.h
//   agreement          mean adjusted Rand index (Hubert, Arabie 1985) of the other starts with the best; 1: they agree

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>
#include <segmenta/gap.h>
#include <segmenta/kmeans.h>
#include <segmenta/stability.h>

namespace SEGMENTA_API segmenta {

struct KEvidence {
  int k = 0;
  double inertia = 0;
  double silhouette = 0;
  double calinski_harabasz = 0;
  double davies_bouldin = 0;
  std::int64_t smallest = 0;                              ///< rows of the smallest segment
  double stability = 0;                                   ///< NaN without a bootstrap
  double agreement = 0;                                   ///< NaN with a single start
  int iterations = 0;                                     ///< of the best start
  double gap = std::numeric_limits<double>::quiet_NaN();  ///< NaN where not asked for; so is its error
  double gap_error = std::numeric_limits<double>::quiet_NaN();
};

/// One of these figures: what table, JSON, model file and page need of it. A new index is a member of KEvidence and an
/// entry in host/cluster/evidence_figures.cpp.
struct EvidenceFigure {
  enum class Better { more, less, neither };

  std::string_view key;               ///< in JSON
  std::string_view dataset;           ///< in a model file, under /evidence
  std::string_view name, short_name;  ///< over a column, and where room is short; empty: not shown
  int decimals = 0;                   ///< that are shown of a number that is no count; -1: six digits in all
  Better better = Better::neither;
  bool charted = false;      ///< in a report
  bool where_asked = false;  ///< NaN and not shown where not asked for; a model file of an earlier version lacks it
  std::variant<int KEvidence::*, std::int64_t KEvidence::*, double KEvidence::*> member;

  [[nodiscard]] bool counts_rows() const { return std::holds_alternative<std::int64_t KEvidence::*>(member); }
  [[nodiscard]] bool is_whole() const { return !std::holds_alternative<double KEvidence::*>(member); }
  /// NaN where it is not known.
  [[nodiscard]] double value(const KEvidence& evidence) const;
  /// As a table shows it: "1,234", "0.512"; "-" where it is not known.
  [[nodiscard]] std::string text(const KEvidence& evidence) const;
};

/// Every figure, in the order in which they are shown, k first.
std::span<const EvidenceFigure> evidence_figures();

/// The smallest segment that is of use: rows, or a share of all.
struct SmallestSegment {
  std::int64_t rows = 0;
  double share = 0;

  [[nodiscard]] bool allows(std::int64_t size, std::int64_t all) const {
    return size >= rows && static_cast<double>(size) >= share * static_cast<double>(all);
  }
};

struct Recommendation {
  int k = 0;
  int runner_up_k = 0;  ///< 0: there is none
  int gap_k = 0;        ///< what the gap statistic picks, see gap_choice(); 0: not asked for
  std::string reason;   ///< one sentence
};

/// Of all models: seeding, iterations on a share of the rows, iterations on all, and everything else.
struct SweepSeconds {
  double seed = 0, refine = 0, iterate = 0, evidence = 0;

  void add(const KMeansResult& one) {
    seed += one.seed_seconds;
    refine += one.refine_seconds;
    iterate += one.iterate_seconds;
  }
};

struct KChoice {
  std::vector<KEvidence> evidence;  ///< by k, ascending
  Recommendation recommendation;
  KMeansResult best;              ///< of the recommended k: what kmeans() gives for it
  std::vector<double> stability;  ///< of its clusters, [k]; empty without a bootstrap
  SweepSeconds seconds;
};

/// Recommends the k of the best mean rank by silhouette, Calinski-Harabasz and Davies-Bouldin among those whose
/// smallest segment is allowed; ties to the higher silhouette, then to the smaller k. Where none is allowed, the reason
/// says so and all are ranked. What the gap statistic picks is said, but does not count.
Recommendation recommend(std::span<const KEvidence> evidence, const SmallestSegment& smallest, std::int64_t rows);

/// Clusters the engine's rows for every k of a range that begins at 2 or more; the engine is left with the result of
/// the recommended one.
KChoice choose_k(Engine& engine, const KMeansOptions& options, const KRange& range, const SmallestSegment& smallest,
                 const BootstrapOptions& bootstrap, const GapOptions& gap, const Context& context);

/// How far two clusterings of the same rows agree, beyond chance: 1 for the same up to names, about 0 for unrelated
/// ones.
double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace segmenta
