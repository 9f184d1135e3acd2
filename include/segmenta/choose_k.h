#pragma once
// Evidence for a number of segments, and a recommendation.
//
// All figures are in prepared space, and the same on any engine. Of all rows, for each number k of the range:
//   inertia            weighted sum of squared distances to the centroids
//   silhouette         simplified (Hruschka, de Castro, Campello 2004): mean of (b - a) / max(a, b), a and b being the
//                      distances to the nearest centroid and to the second nearest, 0 for a row alone in its
//                      segment (Rousseeuw 1987); 0 to 1, more is better
//   calinski_harabasz  (B / (k - 1)) / (W / (n - k)), W the inertia, B what it is less than the inertia of one cluster
//                      (Calinski, Harabasz 1974); more is better
//   davies_bouldin     mean over segments of the largest (s_i + s_j) / d_ij, s the mean distance to the centroid, d the
//                      distance of two centroids (Davies, Bouldin 1979); less is better
//   agreement          mean adjusted Rand index (Hubert, Arabie 1985) of the other starts with the best; 1: they agree
// Of a sample of the rows, clustered for every k from 2 up, whatever the range is:
//   stability          the lowest of the segments' stabilities, with its standard error, see stability.h
//   overlap            of the two segments that are least apart, how often customers of one kind, cut in two, would
//   look
//                      as much apart: the p-value of a dip test (Hartigan, Hartigan 1985) of their rows along the line
//                      through their centroids, values that rows share spread over their step
//   valley             of those two, how deep the valley between their centroids is: 0 where there are as many rows in
//                      the middle as beside it, 1 where there are none; four times the dip
//   typical_valley     the median over the segments of the valley to the one that is least apart from it
//   gap, gap_error     see gap.h; from k = 1
//
// What is decided, by what is of the sample alone, so that no answer depends on the range that was asked for:
//   There are clusters where, for some k from 2 to 12 (or further, as far as the range goes), every segment is stable
//   (0.75 or more, within two standard errors), all are apart (overlap below 0.05, valley of 0.05 or more, typically of
//   0.16) and none is too small, and the largest gap less its error is above that of k = 1. Then the largest such k is
//   recommended.
//   Else the rows are a continuum. Then any number cuts slices of it, and the largest is recommended whose slices come
//   back (0.75 or more, above its standard error) and are not too small, from 3 to 10 where nothing else is asked for.

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

/// Why a number of segments is not recommended: the first of these that holds. Of a continuum, where no number is
/// apart, that does not count.
enum class RuledOut { no, too_small, unstable, not_apart, unusual };

/// As table, JSON and model file have it; empty for no.
constexpr std::string_view ruled_out_text(RuledOut why) {
  switch (why) {
    case RuledOut::too_small:
      return "too small";
    case RuledOut::unstable:
      return "unstable";
    case RuledOut::not_apart:
      return "not apart";
    case RuledOut::unusual:
      return "unusual";
    default:
      return "";
  }
}

struct KEvidence {
  int k = 0;
  double inertia = 0;
  double silhouette = 0;
  double calinski_harabasz = 0;
  double davies_bouldin = 0;
  std::int64_t smallest = 0;                                    ///< rows of the smallest segment
  double stability = std::numeric_limits<double>::quiet_NaN();  ///< NaN without a bootstrap
  double agreement = std::numeric_limits<double>::quiet_NaN();  ///< NaN with a single start
  int iterations = 0;                                           ///< of the best start
  double gap = std::numeric_limits<double>::quiet_NaN();        ///< NaN without reference sets; so is its error
  double gap_error = std::numeric_limits<double>::quiet_NaN();
  double stability_error = std::numeric_limits<double>::quiet_NaN();
  double overlap = std::numeric_limits<double>::quiet_NaN();
  double valley = std::numeric_limits<double>::quiet_NaN();
  double typical_valley = std::numeric_limits<double>::quiet_NaN();
  RuledOut ruled_out = RuledOut::no;
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
  bool charted = false;   ///< in a report
  bool in_table = false;  ///< of the command line, which has room for what decides
  bool since_02 = false;  ///< a model file of an earlier version may lack it
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

/// The smallest segment that is of use: rows, and a share of all.
struct SmallestSegment {
  std::int64_t rows = 5;
  double share = 0.01;

  [[nodiscard]] bool allows(std::int64_t size, std::int64_t all) const {
    return size >= rows && static_cast<double>(size) >= share * static_cast<double>(all);
  }
};

/// Every number up to this is looked at, whatever the range is, where there are as many rows.
constexpr int always_looked_to = 12;

struct ChoiceOptions {
  KRange range;
  KRange usual{3, 10};  ///< of a continuum, where the range has some of them
  SmallestSegment smallest = {};
  BootstrapOptions bootstrap = {};
  GapOptions gap = {};
};

/// Whether the rows have clusters, and what says so.
struct Structure {
  enum class Verdict { not_known, clusters, continuum };

  Verdict verdict = Verdict::not_known;
  int best_k = 0;         ///< the number of clusters, which the range may not hold; 1: a continuum
  int looked_to = 0;      ///< numbers of segments that were tried, from 2
  std::int64_t rows = 0;  ///< of the sample
  double valley = 0;      ///< the deepest typical one of all numbers from 2 to 12
  double gap_one = 0;     ///< of k = 1; NaN without reference sets, so are the others
  double gap_best = 0;    ///< of the k from 2 up whose gap less its error is largest
  double gap_best_error = 0;
  int gap_best_k = 0;
};

/// Empty where it is not known.
constexpr std::string_view verdict_text(Structure::Verdict verdict) {
  switch (verdict) {
    case Structure::Verdict::clusters:
      return "clusters";
    case Structure::Verdict::continuum:
      return "continuum";
    default:
      return "";
  }
}

struct Recommendation {
  int k = 0;
  int runner_up_k = 0;  ///< 0: there is none
  int gap_k = 0;        ///< what the gap statistic picks from 1 up, see gap_choice(); 0: no reference sets
  std::string reason;   ///< sentences for people who know no statistics
  Structure structure;
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
  std::vector<KEvidence> evidence;  ///< by k, ascending, of the range
  Recommendation recommendation;
  KMeansResult best;    ///< of the recommended k: what kmeans() gives for it
  Bootstrap bootstrap;  ///< of its clusters; empty without one
  SweepSeconds seconds;
};

/// Decides by the evidence for every k from 2 up, and says of each in `ruled_out` why it is not the one. `gap_one` is
/// the gap of k = 1. Throws Error(usage) where the evidence has nothing of the range.
Recommendation recommend(std::span<KEvidence> evidence, const Gap& gap_one, const ChoiceOptions& options,
                         std::int64_t rows);

/// Clusters the engine's rows for every k of a range that begins at 2 or more; the engine is left with the result of
/// the recommended one.
KChoice choose_k(Engine& engine, const KMeansOptions& options, const ChoiceOptions& choice, const Context& context);

/// How far two clusterings of the same rows agree, beyond chance: 1 for the same up to names, about 0 for unrelated
/// ones.
double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace segmenta
