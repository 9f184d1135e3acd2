#pragma once
// What a fit spends its time on, for the time that is left.

#include <segmenta/fit.h>

#include <vector>

#include "progress_line.h"

namespace segmenta {

/// The steps of a fit with about the seconds that each takes.
std::vector<Stage> fit_stages(const FitPlan& plan, const FitOptions& options);

}  // namespace segmenta
