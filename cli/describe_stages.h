#pragma once
// What the steps of commands that describe segments take, for the time that is left.

#include <cstddef>
#include <vector>

#include "progress_line.h"

namespace segmenta {

/// What decides how long segments take to describe. All steps go with the rows, which proportions are free of.
struct DescribedSizes {
  std::size_t columns = 0;         ///< that are described
  std::size_t model_features = 0;  ///< 0: without a model
  bool markets = false;
};

std::vector<Stage> profile_stages(const DescribedSizes& sizes);
std::vector<Stage> explain_stages(const DescribedSizes& sizes);
std::vector<Stage> report_stages(const DescribedSizes& sizes);
std::vector<Stage> evaluate_stages(const DescribedSizes& sizes);
std::vector<Stage> rfm_stages(bool has_cuts);

}  // namespace segmenta
