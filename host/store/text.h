#pragma once
// Strings of HDF5, fixed or variable, as std::string.

#include <string>
#include <vector>

#include "store/hdf5.h"

namespace segmenta::h5 {

/// A string of fixed size without what fills it up.
std::string unpadded(const char* bytes, std::size_t size, H5T_str_t padding);

/// Which elements of a dataset a call reads.
struct Selection {
  hid_t dataset = H5I_INVALID_HID;
  hid_t file_space = H5S_ALL;
  hsize_t count = 0;     ///< elements selected
  std::string member{};  ///< of a compound, which alone is read
};

/// Reads strings, of that type in the file.
std::vector<std::string> read_text(const Selection& selection, hid_t string_type, const Subject& subject);
/// Whether texts of variable length come from elsewhere than the dataset's own file: from the sources of a virtual
/// dataset, or from its fill value. HDF5 alone can find these.
bool has_foreign_texts(hid_t dataset);
/// All strings of an attribute; none where it holds no strings.
std::vector<std::string> read_text_attribute(hid_t attribute, const Subject& subject);

}  // namespace segmenta::h5
