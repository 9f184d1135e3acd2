#pragma once
// The bytes of a file beneath HDF5, where it is one file of the system.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "store/hdf5.h"

namespace segmenta::h5 {

/// The descriptor by which HDF5 reads the file that a dataset or attribute is in; -1 where it is no file of the system.
int descriptor_of(hid_t object);

/// Fills `bytes` from that place on. Why that cannot be done; empty where it was.
std::string read_at(int descriptor, std::uint64_t from, std::span<std::byte> bytes);

}  // namespace segmenta::h5
