// Reads a part of a dataset: by threads where that is possible, else through HDF5.

#include "store/dataset.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "store/chunks.h"
#include "store/contiguous.h"
#include "store/storage.h"
#include "store/text.h"

namespace segmenta {

using h5::Handle;
using h5::Shape;

Dataset::Dataset(const h5::File& file, const std::string& path)
    : subject_(file.subject.at(path)), threads_(file.threads) {
  dataset_ = h5::open_dataset(file, path);
  type_ = h5::own(H5Dget_type(id()), subject_, "has no type that can be read");
  space_ = h5::own(H5Dget_space(id()), subject_, "has no shape that can be read");
  shape_ = h5::shape_of(file, dataset_, path);
  refuse_unreadable_storage(dataset_, subject_, file.follows_links);
  dataset_ = open_with_cache(file, path, std::move(dataset_));
  direct_ = PackedChunks::of(id(), shape_);
  if (!direct_) direct_ = ContiguousValues::of(id(), shape_);
}

Handle Dataset::selected(const Part& part) const {
  Handle space = h5::own(H5Scopy(space_.get()), subject_, "cannot be read");
  h5::check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, part.offset.data(), nullptr, part.extent.data(), nullptr),
            subject_, "cannot be read");
  return space;
}

void Dataset::read(const Part& part, hid_t memory_type, void* values, std::size_t row_axis) const {
  if (direct_ && H5Tequal(memory_type, type()) > 0 && read_unpacked(part, values, row_axis)) return;
  check_a_chunk(part, row_axis);
  const Handle file_space = selected(part);
  const int rank = static_cast<int>(part.extent.size());
  const Handle space = h5::own(H5Screate_simple(rank, part.extent.data(), nullptr), subject_, "cannot be read");
  if (H5Dread(id(), memory_type, space.get(), file_space.get(), H5P_DEFAULT, values) >= 0) return;
  h5::check(-1, rows_of(part, row_axis), "cannot be read");
}

bool Dataset::unpack(const Part& part, std::size_t row_axis, Unpacking& unpacking,
                     std::function<void(const ChunkPart&)> use) const {
  if (!direct_) return false;
  const auto refuse_lost = [this, row_axis](const Part& lost, const std::string& reason) {
    rows_of(lost, row_axis).fail("cannot be read", reason, "Write the file again, or look at it with h5dump");
  };
  return direct_->request({part, row_axis, std::move(use), refuse_lost}, unpacking);
}

// HDF5 does not look whether a chunk, once unpacked, has the size that type and shape say, and reads on beyond it.
void Dataset::check_a_chunk(const Part& part, std::size_t row_axis) const {
  if (!direct_ || is_checked_) return;
  Part first = part;
  first.extent.assign(part.extent.size(), 1);
  Unpacking unpacking(threads());
  if (unpack(first, row_axis, unpacking, [](const ChunkPart&) {})) unpacking.finish();
  is_checked_ = true;
}

bool Dataset::read_unpacked(const Part& part, void* values, std::size_t row_axis) const {
  const std::size_t element = H5Tget_size(type()), line = part.extent.back() * element;
  const bool matrix = part.extent.size() == 2;
  Unpacking unpacking(threads());
  const auto copy = [&](const ChunkPart& chunk) {
    const Part& taken = chunk.part;
    auto* target = static_cast<std::byte*>(values) + (taken.offset.back() - part.offset.back()) * element;
    if (matrix) target += (taken.offset[0] - part.offset[0]) * line;
    const hsize_t lines = matrix ? taken.extent[0] : 1;
    for (hsize_t i = 0; i < lines; ++i) {
      std::memcpy(target + i * line, chunk.first + i * chunk.line_bytes, taken.extent.back() * element);
    }
  };
  if (!unpack(part, row_axis, unpacking, copy)) return false;
  unpacking.finish();
  return true;
}

std::vector<std::string> Dataset::read_text(const Part& part, hid_t string_type, const std::string& member) const {
  const Handle file_space = selected(part);
  hsize_t count = 1;
  for (const hsize_t extent : part.extent) count *= extent;
  return h5::read_text({id(), file_space.get(), count, member}, string_type, rows_of(part, 0));
}

h5::Subject Dataset::rows_of(const Part& part, std::size_t row_axis) const {
  const hsize_t first = part.offset[row_axis];
  h5::Subject rows = subject_;
  rows.part = fmt::format("rows {} to {}", first, first + part.extent[row_axis] - 1);
  return rows;
}

}  // namespace segmenta
