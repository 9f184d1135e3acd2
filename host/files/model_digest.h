#pragma once
// One digest over all that a model file holds, by which damage shows.

#include <segmenta/model.h>

#include <string>

namespace segmenta {

/// XXH3-64 as hex over every figure and text of the model, in a fixed order.
std::string model_digest(const Model& model);

}  // namespace segmenta
