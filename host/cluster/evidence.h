#pragma once
// Evidence for a number of segments that is measured on one clustering, see choose_k.h.

#include <segmenta/choose_k.h>

#include "parallel.h"

namespace segmenta {

/// Inertia of all rows in one cluster. The engine is left with that.
double total_inertia(Engine& engine);

/// Inertia, silhouette, Calinski-Harabasz, Davies-Bouldin and the smallest segment of what the engine's labels and sums
/// are of.
KEvidence evidence_of(const Engine& engine, const KMeansResult& result, double total_inertia, ThreadPool& pool);

}  // namespace segmenta
