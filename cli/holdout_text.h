#pragma once
// Arms of a campaign as tables.

#include <segmenta/holdout.h>

#include <string>
#include <vector>

namespace segmenta {

/// `names` of the segments, [k]; empty where there are none.
std::string holdout_text(const Holdout& made, const HoldoutOptions& options, const std::vector<std::string>& names,
                         int width = 80);

}  // namespace segmenta
