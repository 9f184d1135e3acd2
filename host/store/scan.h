#pragma once
// What a group of an HDF5 file holds.

#include <optional>
#include <string>
#include <vector>

#include "store/arrays.h"
#include "store/hdf5.h"

namespace segmenta {

/// A link of a group and what it leads to.
struct Entry {
  enum class Kind { dataset, group, broken, other };
  std::string name;
  std::string path;
  Kind kind = Kind::other;
  std::string target;  ///< of a broken link: where it was to lead
  h5::Shape shape;     ///< of a dataset
  H5T_class_t values = H5T_NO_CLASS;

  [[nodiscard]] bool is_dataset(std::size_t rank) const { return kind == Kind::dataset && shape.size() == rank; }
  /// Of one dimension, or of two of which one is 1: a column, as MATLAB writes it.
  [[nodiscard]] bool is_line() const { return is_dataset(1) || (is_dataset(2) && (shape[0] == 1) != (shape[1] == 1)); }
  /// Of a line: its rows, and which dimension they are.
  [[nodiscard]] std::size_t row_axis() const { return is_dataset(2) && shape[0] == 1 ? 1 : 0; }
  [[nodiscard]] hsize_t length() const { return shape[row_axis()]; }
  /// Whether it could be a column or a matrix of numbers.
  [[nodiscard]] bool is_numeric() const {
    return values == H5T_INTEGER || values == H5T_FLOAT || values == H5T_ENUM || values == H5T_BITFIELD;
  }
};

/// The entries of a group: in the order of their creation where the file keeps it, else by name.
std::vector<Entry> entries_of(const h5::File& file, const std::string& group);
/// The entry of that name, or nullptr.
const Entry* find_entry(const std::vector<Entry>& entries, const std::string& name);

bool is_group(const h5::File& file, const std::string& path);
/// "/a" and "b" give "/a/b".
std::string join_path(const std::string& group, const std::string& name);
std::string parent_path(const std::string& path);

/// Where the object at `path` is stored, so that it is known again by another path.
std::pair<unsigned long, haddr_t> address_of(const h5::File& file, const std::string& path);

/// All strings of an attribute of the object at `path`; none where there is no such attribute.
std::vector<std::string> find_texts(const h5::File& file, const std::string& path, const std::string& name);

}  // namespace segmenta
