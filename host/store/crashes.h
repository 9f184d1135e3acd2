#pragma once
// What is left of damaged files that HDF5 crashes on, though the child that tried them before (probe.h) did not:
// whether it does depends on what lies in memory.

#include <filesystem>

namespace segmenta::h5 {

/// The file that a crash would be of, from now on.
void note_file(const std::filesystem::path& path);

}  // namespace segmenta::h5
