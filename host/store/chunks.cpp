// Asks HDF5 for chunks in the order of the file, and keeps those that the next block of rows begins in.

#include "store/chunks.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

namespace segmenta {
namespace {

using h5::Handle;
using h5::Shape;

constexpr std::size_t most_bytes = 1 << 30;  // of a chunk, and of those kept

struct Filter {
  H5Z_filter_t id = H5Z_FILTER_ERROR;
  std::size_t parameters = 1;
  unsigned parameter = 0;
};

Filter filter_of(hid_t creation, unsigned place) {
  Filter filter;
  unsigned flags = 0, config = 0;
  filter.id = H5Pget_filter2(creation, place, &flags, &filter.parameters, &filter.parameter, 0, nullptr, &config);
  return filter;
}

// Nothing, gzip alone, or shuffle and gzip.
std::optional<Packing> packing_of(hid_t creation, std::size_t element_bytes) {
  const int filters = H5Pget_nfilters(creation);
  if (filters == 0)
    return Packing{.chunk_bytes = 0, .element_bytes = element_bytes, .shuffled = false, .deflated = false};
  if (filters < 1 || filters > 2) return std::nullopt;
  if (filter_of(creation, static_cast<unsigned>(filters - 1)).id != H5Z_FILTER_DEFLATE) return std::nullopt;
  if (filters == 1) return Packing{.chunk_bytes = 0, .element_bytes = element_bytes, .shuffled = false};
  const Filter first = filter_of(creation, 0);
  if (first.id != H5Z_FILTER_SHUFFLE || first.parameters != 1 || first.parameter != element_bytes) return std::nullopt;
  return Packing{.chunk_bytes = 0, .element_bytes = element_bytes, .shuffled = true};
}

// Chunks that are all packed, those at the edges too.
std::optional<Shape> chunk_extent(hid_t creation, std::size_t rank) {
  unsigned options = 0;
  Shape extent(rank);
  if (H5Pget_layout(creation) != H5D_CHUNKED || H5Pget_chunk_opts(creation, &options) < 0 || options != 0 ||
      H5Pget_chunk(creation, static_cast<int>(rank), extent.data()) != static_cast<int>(rank)) {
    return std::nullopt;
  }
  return extent;
}

// 0 where that is too much.
std::size_t bytes_of(const Shape& extent, std::size_t element_bytes) {
  std::size_t bytes = element_bytes;
  for (const hsize_t places : extent) {
    if (bytes == 0 || places == 0 || places > most_bytes / bytes) return 0;
    bytes *= places;
  }
  return bytes;
}

}  // namespace

class PackedChunks::Chunk {
 public:
  Chunk(std::unique_ptr<std::byte[]> packed, std::size_t packed_bytes, unsigned skipped)
      : packed_(std::move(packed)), packed_bytes_(packed_bytes), skipped_(skipped) {}

  /// Its bytes, unpacked by the first who asks; nullptr where it is damaged.
  const std::byte* unpacked(Unpacker& unpacker, const Packing& packing) {
    const std::scoped_lock lock(mutex_);
    if (values_) return values_.get();
    auto values = std::make_unique_for_overwrite<std::byte[]>(packing.chunk_bytes);
    if (!unpacker.unpack({packed_.get(), packed_bytes_}, skipped_, packing, values.get())) return nullptr;
    values_ = std::move(values);
    packed_.reset();
    return values_.get();
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<std::byte[]> packed_, values_;
  std::size_t packed_bytes_;
  unsigned skipped_;
};

PackedChunks::PackedChunks(hid_t dataset, Shape extent, const Packing& packing)
    : dataset_(dataset), extent_(std::move(extent)), packing_(packing) {}

PackedChunks::~PackedChunks() = default;

std::unique_ptr<PackedChunks> PackedChunks::of(hid_t dataset, const Shape& shape) {
  if (shape.empty() || shape.size() > 2) return nullptr;
  const Handle creation(H5Dget_create_plist(dataset)), type(H5Dget_type(dataset));
  if (!creation || !type) return nullptr;
  const auto extent = chunk_extent(creation.get(), shape.size());
  const std::size_t element_bytes = H5Tget_size(type.get());
  auto packing = packing_of(creation.get(), element_bytes);
  H5Eclear2(H5E_DEFAULT);
  if (!extent || !packing || !is_plain(type.get())) return nullptr;
  packing->chunk_bytes = bytes_of(*extent, element_bytes);
  if (packing->chunk_bytes == 0) return nullptr;
  return std::unique_ptr<PackedChunks>(new PackedChunks(dataset, *extent, *packing));
}

bool PackedChunks::request(const DirectRequest& request, Unpacking& unpacking) {
  if (left_to_hdf5_) return false;
  left_to_hdf5_ = !hand_out(request, unpacking);
  if (!left_to_hdf5_) return true;
  H5Eclear2(H5E_DEFAULT);
  kept_.clear();
  return false;
}

bool PackedChunks::hand_out(const DirectRequest& request, Unpacking& unpacking) {
  const auto shared = std::make_shared<const DirectRequest>(request);
  const std::size_t axis = request.row_axis;
  const hsize_t end = request.part.offset[axis] + request.part.extent[axis];
  const std::vector<Offset> offsets = offsets_in(request.part);
  if (!all_are_stored(offsets)) return false;
  std::map<Offset, std::shared_ptr<Chunk>> going_on;
  for (const Offset& offset : offsets) {
    const auto kept = kept_.find(offset);
    const bool is_kept = kept != kept_.end();
    std::shared_ptr<Chunk> chunk = is_kept ? kept->second : read(offset);
    if (!chunk) return false;
    if (offset[axis] + extent_[axis] > end && going_on.size() < most_bytes / packing_.chunk_bytes) {
      going_on.emplace(offset, chunk);
    }
    unpacking.add(is_kept ? 0 : packing_.chunk_bytes, [this, shared, offset, chunk](Unpacker& unpacker) {
      const std::byte* values = chunk->unpacked(unpacker, packing_);
      const ChunkPart part = taken(shared->part, offset, values);
      if (values == nullptr) {
        shared->refuse_lost(part.part,
                            packing_.deflated ? "what gzip packed there is damaged" : "a chunk has another size");
      }
      shared->use(part);
    });
  }
  kept_ = std::move(going_on);
  return true;
}

// In the order of the file.
std::vector<PackedChunks::Offset> PackedChunks::offsets_in(const Part& part) const {
  std::vector<Offset> offsets(1);
  for (std::size_t axis = 0; axis < extent_.size(); ++axis) {
    std::vector<Offset> longer;
    const hsize_t first = part.offset[axis] / extent_[axis] * extent_[axis];
    for (const Offset& offset : offsets) {
      for (hsize_t at = first; at < part.offset[axis] + part.extent[axis]; at += extent_[axis]) {
        longer.push_back(offset);
        longer.back().push_back(at);
      }
    }
    offsets = std::move(longer);
  }
  return offsets;
}

bool PackedChunks::all_are_stored(const std::vector<Offset>& offsets) const {
  return std::all_of(offsets.begin(), offsets.end(), [this](const Offset& offset) {
    hsize_t bytes = 0;
    // Gzip makes nothing much longer than it was.
    return kept_.count(offset) > 0 || (H5Dget_chunk_storage_size(dataset_, offset.data(), &bytes) >= 0 && bytes > 0 &&
                                       bytes <= packing_.chunk_bytes + packing_.chunk_bytes / 8 + 1024);
  });
}

// nullptr where HDF5 cannot.
std::shared_ptr<PackedChunks::Chunk> PackedChunks::read(const Offset& offset) const {
  hsize_t bytes = 0;
  std::uint32_t skipped = 0;
  if (H5Dget_chunk_storage_size(dataset_, offset.data(), &bytes) < 0) return nullptr;
  auto packed = std::make_unique_for_overwrite<std::byte[]>(bytes);
  if (H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &skipped, packed.get()) < 0) return nullptr;
  return std::make_shared<Chunk>(std::move(packed), bytes, skipped);
}

ChunkPart PackedChunks::taken(const Part& part, const Offset& offset, const std::byte* chunk) const {
  ChunkPart taken{{offset, extent_}, chunk, packing_.element_bytes};
  std::size_t stride = packing_.element_bytes;
  for (std::size_t axis = offset.size(); axis-- > 0; stride *= extent_[axis]) {
    const hsize_t first = std::max(offset[axis], part.offset[axis]);
    const hsize_t end = std::min(offset[axis] + extent_[axis], part.offset[axis] + part.extent[axis]);
    taken.part.offset[axis] = first;
    taken.part.extent[axis] = end - first;
    if (chunk != nullptr) taken.first += (first - offset[axis]) * stride;
    taken.line_bytes = stride;
  }
  return taken;
}

}  // namespace segmenta
