#pragma once
// The search for hidden groups over rows that are prepared already.

#include <segmenta/explain.h>
#include <segmenta/rows.h>

#include <vector>

#include "describe/description.h"

namespace segmenta {

/// As find_hidden_groups() of explain.h; `rows` are prepared by the model.
std::vector<HiddenGroup> find_hidden_groups(const Description& description, Rows rows, const Model& model,
                                            const HiddenGroupOptions& options, const Context& context);

}  // namespace segmenta
