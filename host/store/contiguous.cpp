// Cuts a request into pieces that caches hold, and reads each by pread().

#include "store/contiguous.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "store/descriptor.h"

namespace segmenta {
namespace {

using h5::Handle;
using h5::Shape;

constexpr std::size_t piece_bytes = 256 << 10;

// Parts of at most so many places along a dimension.
std::vector<Part> cut(const std::vector<Part>& parts, std::size_t axis, hsize_t most) {
  std::vector<Part> pieces;
  for (const Part& part : parts) {
    for (hsize_t done = 0; done < part.extent[axis]; done += most) {
      pieces.push_back(part);
      pieces.back().offset[axis] += done;
      pieces.back().extent[axis] = std::min(most, part.extent[axis] - done);
    }
  }
  return pieces;
}

}  // namespace

ContiguousValues::ContiguousValues(int file, std::uint64_t begin, std::size_t element_bytes, const Shape& shape)
    : file_(file),
      begin_(begin),
      element_bytes_(element_bytes),
      line_bytes_(shape.size() == 2 ? static_cast<std::size_t>(shape[1]) * element_bytes : element_bytes) {}

std::unique_ptr<ContiguousValues> ContiguousValues::of(hid_t dataset, const Shape& shape) {
  if (shape.empty() || shape.size() > 2) return nullptr;
  const Handle creation(H5Dget_create_plist(dataset)), type(H5Dget_type(dataset));
  if (!creation || !type || !is_plain(type.get())) return nullptr;
  if (H5Pget_layout(creation.get()) != H5D_CONTIGUOUS || H5Pget_external_count(creation.get()) != 0) return nullptr;
  const int file = h5::descriptor_of(dataset);
  const haddr_t begin = H5Dget_offset(dataset);
  H5Eclear2(H5E_DEFAULT);
  if (file < 0 || begin == HADDR_UNDEF) return nullptr;
  return std::unique_ptr<ContiguousValues>(new ContiguousValues(file, begin, H5Tget_size(type.get()), shape));
}

// Lines that a piece has room for are read with what lies between them; longer ones each by itself.
bool ContiguousValues::request(const DirectRequest& request, Unpacking& unpacking) {
  const auto shared = std::make_shared<const DirectRequest>(request);
  std::vector<Part> pieces = cut({shared->part}, 0, std::max<std::size_t>(1, piece_bytes / line_bytes_));
  if (line_bytes_ > piece_bytes && shared->part.extent.size() == 2) {
    pieces = cut(pieces, 1, std::max<std::size_t>(1, piece_bytes / element_bytes_));
  }
  for (Part& piece : pieces) {
    unpacking.add(0, [this, shared, piece = std::move(piece)](Unpacker& unpacker) {
      const std::span<std::byte> bytes = unpacker.room(bytes_of(piece));
      if (const std::string reason = read(piece, bytes); !reason.empty()) shared->refuse_lost(piece, reason);
      shared->use({piece, bytes.data(), line_bytes_});
    });
  }
  return true;
}

// From the first of its values to the last.
std::size_t ContiguousValues::bytes_of(const Part& part) const {
  const std::size_t last = part.extent.size() == 2 ? part.extent[1] * element_bytes_ : line_bytes_;
  return (part.extent[0] - 1) * line_bytes_ + last;
}

std::string ContiguousValues::read(const Part& part, std::span<std::byte> bytes) const {
  std::uint64_t from = begin_ + part.offset[0] * line_bytes_;
  if (part.offset.size() == 2) from += part.offset[1] * element_bytes_;
  return h5::read_at(file_, from, bytes);
}

}  // namespace segmenta
