#pragma once
// Evidence for numbers of segments that is of a sample of the rows, see choose_k.h: what a recommendation is decided
// by. It is the same for a number whatever others are asked for.

#include <segmenta/choose_k.h>

#include <span>
#include <vector>

namespace segmenta {

/// Of one number of segments.
struct SampleEvidence {
  KEvidence figures;  ///< k, smallest in rows of all, stability, overlap, gap; NaN or 0 else
  Centroids centroids;
  Bootstrap bootstrap;  ///< of the clusters
};

/// For every k from 2 to `most`. `of_all_rows` are kmeans() of the numbers of `choice.range`, in order: not sought anew
/// where the sample is all rows.
std::vector<SampleEvidence> sample_evidence(const Engine& engine, const KMeansOptions& options, int most,
                                            const ChoiceOptions& choice, std::span<const KMeansResult> of_all_rows,
                                            const Context& context);

/// Rows of the sample.
std::int64_t rows_of_choice(const ChoiceOptions& choice, std::int64_t rows);

}  // namespace segmenta
