#pragma once
// The chunks of a dataset, read as they are stored and, where gzip packs them, unpacked on every processor: HDF5 would
// unpack one after the other. HDF5 itself is called by the reading thread alone.

#include <cstddef>
#include <map>
#include <memory>

#include "store/direct.h"

namespace segmenta {

class PackedChunks : public DirectReading {
 public:
  /// The chunks of a dataset of 1 or 2 dimensions; nullptr where HDF5 must read it: other filters than gzip, alone or
  /// after shuffle, values that lie elsewhere than in their chunk. The dataset must stay open.
  static std::unique_ptr<PackedChunks> of(hid_t dataset, const h5::Shape& shape);
  ~PackedChunks() override;

  /// Reads the chunks of a part. False where a chunk was never written, or HDF5 itself complains.
  [[nodiscard]] bool request(const DirectRequest& request, Unpacking& unpacking) override;

 private:
  class Chunk;
  using Offset = h5::Shape;

  PackedChunks(hid_t dataset, h5::Shape extent, const Packing& packing);
  [[nodiscard]] std::vector<Offset> offsets_in(const Part& part) const;
  [[nodiscard]] bool all_are_stored(const std::vector<Offset>& offsets) const;
  [[nodiscard]] std::shared_ptr<Chunk> read(const Offset& offset) const;
  [[nodiscard]] ChunkPart taken(const Part& part, const Offset& offset, const std::byte* chunk) const;
  bool hand_out(const DirectRequest& request, Unpacking& unpacking);

  hid_t dataset_;
  h5::Shape extent_;  ///< of a chunk
  Packing packing_;
  std::map<Offset, std::shared_ptr<Chunk>> kept_;  ///< that go on behind the last request: the next begins in them
  bool left_to_hdf5_ = false;
};

}  // namespace segmenta
