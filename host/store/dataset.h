#pragma once
// A dataset whose rows are read in blocks: checked when it is opened, with a cache that fits its chunks.

#include <cstdint>
#include <string>

#include "store/arrays.h"
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

  /// A part of the dataset: from `offset`, of that extent in each dimension.
  struct Part {
    h5::Shape offset, extent;
  };
  /// Reads a part, row-major, as `memory_type`. A failure names the rows, which are those of dimension `row_axis`.
  void read(const Part& part, hid_t memory_type, void* values, std::size_t row_axis = 0) const;
  /// Reads strings of a part; `memory_type` is string_type or a compound of one member of that type.
  [[nodiscard]] std::vector<std::string> read_text(const Part& part, hid_t memory_type, hid_t string_type) const;

 private:
  [[nodiscard]] h5::Handle selected(const Part& part) const;
  [[nodiscard]] h5::Subject rows_of(const Part& part, std::size_t row_axis) const;

  h5::Subject subject_;
  h5::Handle dataset_, type_, space_;
  h5::Shape shape_;
};

}  // namespace segmenta
