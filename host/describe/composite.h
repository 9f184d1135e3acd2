#pragma once
// The composite of an evaluation: which criteria can be measured, their parts, and the ranks.

#include <segmenta/evaluate.h>

#include <map>
#include <string>

namespace segmenta {

/// Throws Error(usage) for weights that are negative, not finite, all 0, or of unknown criteria.
void refuse_weights(const std::map<std::string, double>& weights);

/// Fills criteria, not_measured, and each segment's parts, attractiveness and rank from its figures. `consent_unfit`
/// says why a consent column that was found is of no use; empty where it is. Throws Error(usage) where no criterion
/// that has a weight can be measured.
void set_composite(Evaluation& evaluation, const std::map<std::string, double>& weights, bool has_earlier,
                   const std::string& consent_unfit);

}  // namespace segmenta
