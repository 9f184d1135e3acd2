#pragma once
// A dataset whose rows are read in blocks: checked when it is opened, read on every processor where it is stored in one
// stretch or packed by gzip, else by HDF5 with a cache that fits its chunks.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "store/arrays.h"
#include "store/direct.h"
#include "store/hdf5.h"

namespace segmenta {

class Dataset {
 public:
  /// Throws Error(input) for what no read could make good: a filter that is not installed, an absurd size, sources
  /// of a virtual dataset that are not there.
  Dataset(const h5::File& file, const std::string& path);

  [[nodiscard]] hid_t id() const { return dataset_.get(); }
  [[nodiscard]] hid_t type() const { return type_.get(); }
  [[nodiscard]] const h5::Shape& shape() const { return shape_; }
  [[nodiscard]] const h5::Subject& subject() const { return subject_; }

  using Part = segmenta::Part;
  /// Reads a part, row-major, as `memory_type`. A failure names the rows, which are those of dimension `row_axis`.
  void read(const Part& part, hid_t memory_type, void* values, std::size_t row_axis = 0) const;
  /// Adds to `unpacking` calls of `use` with what the part takes of each chunk; they name rows as read() does. False
  /// where the part must be read().
  [[nodiscard]] bool unpack(const Part& part, std::size_t row_axis, Unpacking& unpacking,
                            std::function<void(const ChunkPart&)> use) const;
  [[nodiscard]] UnpackThreads& threads() const { return *threads_; }
  /// Reads strings of a part, of that type in the file: the elements, or a member of each.
  [[nodiscard]] std::vector<std::string> read_text(const Part& part, hid_t string_type,
                                                   const std::string& member = {}) const;

 private:
  void check_a_chunk(const Part& part, std::size_t row_axis) const;
  [[nodiscard]] bool read_unpacked(const Part& part, void* values, std::size_t row_axis) const;
  [[nodiscard]] h5::Handle selected(const Part& part) const;
  [[nodiscard]] h5::Subject rows_of(const Part& part, std::size_t row_axis) const;

  h5::Subject subject_;
  h5::Handle dataset_, type_, space_;
  h5::Shape shape_;
  std::shared_ptr<UnpackThreads> threads_;
  std::unique_ptr<DirectReading> direct_;  ///< nullptr where HDF5 reads them
  mutable bool is_checked_ = false;
};

}  // namespace segmenta
