#pragma once
// What a store holds as text for a terminal.

#include <segmenta/inspect.h>
#include <segmenta/store.h>

#include <string>
#include <vector>

namespace segmenta {

/// File, layout, columns with their figures, what the columns are taken for, and the memory that a fit needs.
std::string inspect_text(const std::string& file, const Store& store, const std::vector<ColumnSummary>& summary);

/// A line for each column with infinite values.
std::vector<std::string> infinity_warnings(const std::vector<ColumnSummary>& summary);

}  // namespace segmenta
