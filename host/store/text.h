#pragma once
// Strings of HDF5, fixed or variable, as std::string.

#include <string>
#include <vector>

#include "store/hdf5.h"

namespace segmenta::h5 {

/// A string of fixed size without what fills it up.
std::string unpadded(const char* bytes, std::size_t size, H5T_str_t padding);

/// Which elements of a dataset a call reads, and as what. The memory type is that of one element; a compound of a
/// single member reads that member alone.
struct Selection {
  hid_t dataset = H5I_INVALID_HID;
  hid_t memory_type = H5I_INVALID_HID;
  hid_t file_space = H5S_ALL;
  hsize_t count = 0;  ///< elements selected
};

/// Reads strings; `string_type` is the type of each in memory.
std::vector<std::string> read_text(const Selection& selection, hid_t string_type, const Subject& subject);
/// All strings of an attribute; none where it holds no strings.
std::vector<std::string> read_text_attribute(hid_t attribute, const Subject& subject);

}  // namespace segmenta::h5
