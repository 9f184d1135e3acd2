#pragma once
// Writes HDF5 files by HDF5's own functions, for tests of what other programs may have written.

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <vector>

#include "store/hdf5.h"

namespace segmenta {

class SmallFile {
 public:
  explicit SmallFile(const std::filesystem::path& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}

  [[nodiscard]] hid_t id() const { return file_.get(); }
  void group(const std::string& path) const {
    const h5::Handle made(H5Gcreate2(id(), path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  }
  /// A dataset of that type and shape; `values` may be nullptr, then nothing is written.
  h5::Handle dataset(const std::string& path, hid_t type, const std::vector<hsize_t>& shape, const void* values,
                     hid_t creation = H5P_DEFAULT) const {
    const h5::Handle space(shape.empty() ? H5Screate(H5S_SCALAR)
                                         : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr));
    h5::Handle made(H5Dcreate2(id(), path.c_str(), type, space.get(), H5P_DEFAULT, creation, H5P_DEFAULT));
    if (values != nullptr) H5Dwrite(made.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    return made;
  }
  void numbers(const std::string& path, const std::vector<double>& values) const {
    dataset(path, H5T_NATIVE_DOUBLE, {values.size()}, values.data());
  }
  void whole(const std::string& path, const std::vector<std::int64_t>& values) const {
    dataset(path, H5T_NATIVE_INT64, {values.size()}, values.data());
  }

 private:
  h5::Handle file_;
};

}  // namespace segmenta
