#pragma once
// Parquet files as a source of lines.

#include <filesystem>
#include <memory>

#include "features/source.h"

namespace segmenta::features {

std::unique_ptr<Source> open_parquet(const std::filesystem::path& file, const Context& context);

}  // namespace segmenta::features
