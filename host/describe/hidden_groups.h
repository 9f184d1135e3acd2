#pragma once
// The search for hidden groups over rows that are prepared already.

#include <segmenta/explain.h>
#include <segmenta/rows.h>

#include <cstdint>
#include <vector>

#include "describe/description.h"

namespace segmenta {

/// Groups that are not described yet: without means, drivers and description.
struct FoundGroups {
  std::vector<HiddenGroup> groups;
  std::vector<std::int32_t> labels;  ///< [rows] Of the segments, and from k on of the groups; empty without groups
};

/// `rows` are prepared by the model. Reads nothing of the table.
FoundGroups search_hidden_groups(const Description& description, Rows rows, const Model& model,
                                 const HiddenGroupOptions& options, const Context& context);

/// Reads the columns of the model where there are groups.
std::vector<HiddenGroup> describe_hidden_groups(const Description& description, FoundGroups found, const Model& model,
                                                const Context& context);

}  // namespace segmenta
