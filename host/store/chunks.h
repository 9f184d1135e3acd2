#pragma once
// The chunks of a dataset that gzip packs, read as they are stored and unpacked on every processor: HDF5 would unpack
// one after the other. HDF5 itself is called by the reading thread alone.

#include <cstddef>
#include <functional>
#include <map>
#include <memory>

#include "store/arrays.h"
#include "store/unpack.h"

namespace segmenta {

/// A part of a dataset: from `offset`, of that extent in each dimension.
struct Part {
  h5::Shape offset, extent;
};

/// What a request takes of one chunk.
struct ChunkPart {
  Part part;                         ///< of the dataset
  const std::byte* first = nullptr;  ///< its first element, in the chunk, which is row-major
  std::size_t line_bytes = 0;        ///< from there to the next place of dimension 0
};

struct ChunkRequest {
  Part part;
  std::size_t row_axis = 0;                      ///< the dimension that reading goes along
  std::function<void(const ChunkPart&)> use;     ///< called once for each chunk, on any thread
  std::function<void(const Part&)> refuse_lost;  ///< throws that this part is lost, for its chunk is damaged
};

/// Thread-safety: one request at a time.
class PackedChunks {
 public:
  /// The chunks of a dataset of 1 or 2 dimensions; nullptr where HDF5 must read it: other filters than gzip alone or
  /// after shuffle, values that lie elsewhere than in their chunk. The dataset must stay open.
  static std::unique_ptr<PackedChunks> of(hid_t dataset, const h5::Shape& shape);
  ~PackedChunks();

  /// Reads the chunks of a part and adds to `unpacking` what takes values out of them. False where HDF5 must read the
  /// part instead: a chunk was never written, or HDF5 itself complains.
  [[nodiscard]] bool request(const ChunkRequest& request, Unpacking& unpacking);

 private:
  class Chunk;
  using Offset = h5::Shape;

  PackedChunks(hid_t dataset, h5::Shape extent, const Packing& packing);
  [[nodiscard]] std::vector<Offset> offsets_in(const Part& part) const;
  [[nodiscard]] bool all_are_stored(const std::vector<Offset>& offsets) const;
  [[nodiscard]] std::shared_ptr<Chunk> read(const Offset& offset) const;
  [[nodiscard]] ChunkPart taken(const Part& part, const Offset& offset, const std::byte* chunk) const;
  bool hand_out(const ChunkRequest& request, Unpacking& unpacking);

  hid_t dataset_;
  h5::Shape extent_;  ///< of a chunk
  Packing packing_;
  std::map<Offset, std::shared_ptr<Chunk>> kept_;  ///< that go on behind the last request: the next begins in them
  bool left_to_hdf5_ = false;
};

}  // namespace segmenta
