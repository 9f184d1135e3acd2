#pragma once
// A rule of a tree, made better: a tree chooses each threshold before it knows what else will be asked.

#include <segmenta/explain.h>

#include <cstdint>

#include "describe/binned_table.h"

namespace segmenta {

/// Moves one threshold at a time to where the correlation of rule and segment is highest with the other conditions as
/// they are, until that helps no more. The rule's thresholds are among the table's; its figures are counted anew.
Rule refine_rule(const BinnedTable& table, const Description& description, std::int32_t segment, Rule rule);

}  // namespace segmenta
