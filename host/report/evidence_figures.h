#pragma once
// The figures of evidence that a page shows: its table, charts and data all walk this list.

#include <segmenta/choose_k.h>

#include <array>

namespace segmenta {

struct EvidenceFigure {
  const char* key;  ///< in the page's data, and of its name among the sentences
  double (*value)(const KEvidence&);
  int decimals;          ///< of the text; -1: as many as show three digits
  bool is_rows = false;  ///< a number of customers, hidden where it is small
  bool has_chart = false;
};

inline constexpr std::array<EvidenceFigure, 9> evidence_figures{{
    {"inertia", [](const KEvidence& one) { return one.inertia; }, -1},
    {"silhouette", [](const KEvidence& one) { return one.silhouette; }, 3, false, true},
    {"calinski_harabasz", [](const KEvidence& one) { return one.calinski_harabasz; }, -1, false, true},
    {"davies_bouldin", [](const KEvidence& one) { return one.davies_bouldin; }, 3, false, true},
    {"smallest", [](const KEvidence& one) { return static_cast<double>(one.smallest); }, 0, true, false},
    {"stability", [](const KEvidence& one) { return one.stability; }, 3, false, true},
    {"agreement", [](const KEvidence& one) { return one.agreement; }, 3},
    {"gap", [](const KEvidence& one) { return one.gap; }, 3, false, true},
    {"gap_error", [](const KEvidence& one) { return one.gap_error; }, 3},
}};

}  // namespace segmenta
