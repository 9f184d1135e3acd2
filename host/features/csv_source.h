#pragma once
// CSV files as a source of lines.

#include <filesystem>
#include <memory>

#include "features/source.h"

namespace segmenta::features {

std::unique_ptr<Source> open_csv(const std::filesystem::path& file, bool gzip, char delimiter);

}  // namespace segmenta::features
