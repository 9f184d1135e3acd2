#pragma once
// HDF5 itself crashes on some damaged files, or never ends. Whether it does is tried out by a process of its own,
// before this one reads the file.

#include "store/hdf5.h"

namespace segmenta::h5 {

/// Opens and reads in a child process, with limits of time and memory, what the file holds: every object with its type,
/// shape and attributes, and all values of a small file. Texts of variable length are left to text_heap.h; those that
/// HDF5 alone can find are read, of a large file the first and last. Throws Error(input) where that ends in a crash, or
/// in no time. What is only wrong is left to who reads it here.
void probe(const std::filesystem::path& path, const Subject& subject);

}  // namespace segmenta::h5
