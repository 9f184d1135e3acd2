#pragma once
// Names that were perhaps meant.

#include <string>
#include <vector>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// "Did you mean 'recency_days'?", of up to three names that differ little from `name` whatever the case, nearest
/// first; "" where there is none.
std::string near_names(const std::string& name, const std::vector<std::string>& names);

/// The same of columns, and where no name is near, what there is: "Its columns are: age, spend", up to 20 of them.
std::string near_or_all(const std::string& name, std::vector<std::string> columns);

}  // namespace segmenta
