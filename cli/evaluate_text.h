#pragma once
// An evaluation as text for a terminal of 80 columns.

#include <segmenta/evaluate.h>

#include <string>
#include <vector>

namespace segmenta {

/// `names` of the segments, [k].
std::string evaluation_text(const Evaluation& evaluation, const std::string& file,
                            const std::vector<std::string>& names);

}  // namespace segmenta
