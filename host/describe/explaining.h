#pragma once
// What an explanation takes once the columns have been shown.

#include <segmenta/explain.h>
#include <segmenta/profile.h>

#include <string>
#include <vector>

#include "describe/binned_table.h"
#include "describe/description.h"

namespace segmenta {

/// Those of the columns that a rule can be of: numbers.
std::vector<std::size_t> rule_columns(const Table& table, const std::vector<std::string>& columns);

/// Rules over the binned columns, in the order of rule_columns(); names by these columns of the profile. Throws
/// Error(input) where the segments have distances or margins of another number than the rows.
Explanation explain_shown(const Description& description, const std::vector<std::string>& columns,
                          const BinnedTable& binned, const Profile& profile, const Segments& segments,
                          const Context& context);

}  // namespace segmenta
