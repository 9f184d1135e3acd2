#pragma once
// An evaluation as text for a terminal of 80 columns.

#include <segmenta/actions.h>
#include <segmenta/evaluate.h>

#include <string>
#include <vector>

namespace segmenta {

/// `names` of the segments and `actions` to try with them, [k].
std::string evaluation_text(const Evaluation& evaluation, const std::string& file,
                            const std::vector<std::string>& names, const std::vector<SuggestedAction>& actions = {});

}  // namespace segmenta
