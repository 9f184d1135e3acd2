#pragma once
// Which tables a file holds, and which of them is meant.

#include <string>

#include "store/table_parts.h"

namespace segmenta {

/// The table at `path`, or where that is empty the only one in the file. Throws Error(input) that lists the tables
/// where there are several, and what the file holds where there is none.
Candidate choose_table(const h5::File& file, const std::string& path);

/// Opens it.
TableParts parts_of(const h5::File& file, const Candidate& table);

}  // namespace segmenta
