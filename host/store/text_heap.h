#pragma once
// Texts of variable length. A dataset or attribute holds references to them; they lie in collections elsewhere in the
// file, its global heap. HDF5 believes what a damaged file says of their places and lengths, so they are taken from
// the bytes here, each within the bounds of what is there. The format is that of the HDF5 File Format Specification,
// section III.E, "Level 1E - Global Heap", version 1, the only one there is.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/hdf5.h"

namespace segmenta::h5 {

/// An opaque type of the size of a reference. Where strings of variable length are read as this type, HDF5 hands over
/// the references themselves.
const Handle& reference_type();

/// Thread-safety: one call at a time.
class TextHeap {
 public:
  /// Of the file that a dataset or attribute is in. Throws Error(input) where that is no file of the system, or has
  /// addresses of another size than 8 bytes.
  TextHeap(hid_t object, Subject subject);

  /// The text of each reference. Throws Error(input) where one leads outside of its collection, or where all together
  /// are longer than the file.
  std::vector<std::string> texts(std::span<const std::byte> references);

 private:
  struct Collection {
    std::vector<std::byte> bytes;
    std::vector<std::pair<std::size_t, std::size_t>> objects;  ///< place and size, by their number
  };
  std::string text(const std::byte* reference);
  const Collection& collection(std::uint64_t address);
  [[noreturn]] void refuse() const;

  Subject subject_;
  int descriptor_;
  std::uint64_t base_ = 0;       ///< from where addresses count
  std::uint64_t file_size_ = 0;  ///< from there on
  std::uint64_t text_bytes_ = 0;
  std::size_t cached_bytes_ = 0;
  std::unordered_map<std::uint64_t, Collection> collections_;  ///< read before, by address
};

}  // namespace segmenta::h5
