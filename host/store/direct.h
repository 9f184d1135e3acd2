#pragma once
// Values of a dataset read as they are stored, and taken out of the bytes by every processor: HDF5 reads, unpacks and
// converts by one thread.

#include <cstddef>
#include <functional>
#include <string>

#include "store/arrays.h"
#include "store/unpack.h"

namespace segmenta {

/// A part of a dataset: from `offset`, of that extent in each dimension.
struct Part {
  h5::Shape offset, extent;
};

/// What a request takes of one chunk, or of one piece that was read.
struct ChunkPart {
  Part part;                         ///< of the dataset
  const std::byte* first = nullptr;  ///< its first element, in bytes that are row-major
  std::size_t line_bytes = 0;        ///< from there to the next place of dimension 0
};

struct DirectRequest {
  Part part;
  std::size_t row_axis = 0;                   ///< the dimension that reading goes along
  std::function<void(const ChunkPart&)> use;  ///< called once for each chunk, on any thread
  std::function<void(const Part&, const std::string& reason)> refuse_lost;  ///< throws that this part is lost
};

/// Thread-safety: one request at a time.
class DirectReading {
 public:
  virtual ~DirectReading() = default;
  /// Adds to `unpacking` what takes the part's values. False where HDF5 must read it instead.
  [[nodiscard]] virtual bool request(const DirectRequest& request, Unpacking& unpacking) = 0;
};

/// Whether each value of a type is its bytes in the file, and nothing more.
bool is_plain(hid_t type);

}  // namespace segmenta
