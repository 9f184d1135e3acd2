#pragma once
// A text file that appears whole or not at all, as AtomicFile does for HDF5.

#include <segmenta/overwrite.h>

#include <filesystem>
#include <string>

namespace segmenta {

/// Writes under a temporary name in the same folder, syncs, and renames, over the old file where that is allowed.
/// Throws Error(resources), or as Overwrite says.
void write_text_atomically(const std::filesystem::path& file, const std::string& text, Overwrite overwrite);

}  // namespace segmenta
