#pragma once
// What was imported, as text.

#include <segmenta/import.h>

#include <string>

namespace segmenta {

std::string import_text(const ImportedTable& table, const std::string& input, const std::string& output);

}  // namespace segmenta
