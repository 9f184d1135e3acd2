#pragma once
// Columns that the names of folders stand for, as part of a source: year of orders/year=2024/part-0.csv.

#include <memory>

#include "features/input_files.h"
#include "features/source.h"

namespace segmenta::features {

/// `source` with a column for each key of `file` that it has no column for.
std::unique_ptr<Source> with_folder_keys(std::unique_ptr<Source> source, const InputFile& file);

}  // namespace segmenta::features
