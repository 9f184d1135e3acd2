#pragma once
// Unpacking of what HDF5's filters gzip (deflate) and shuffle have packed, on every processor. Nothing here calls HDF5.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "parallel.h"

struct libdeflate_decompressor;

namespace segmenta {

/// How each chunk of a dataset is packed: its elements' bytes shuffled or not, then deflated or not.
struct Packing {
  std::size_t chunk_bytes = 0;    ///< of a chunk once unpacked
  std::size_t element_bytes = 0;  ///< of what was shuffled
  bool shuffled = false;
  bool deflated = true;
};

/// Turns [element_bytes x elements] bytes back into [elements x element_bytes]; what is no whole element stays at the
/// end as it is. The two must not overlap.
void unshuffle(std::span<const std::byte> shuffled, std::size_t element_bytes, std::byte* values);

/// Unpacks one chunk after the other. Thread-safety: one for each thread.
class Unpacker {
 public:
  Unpacker();
  /// `skipped` is HDF5's filter mask: bit i is set where the chunk was stored without filter i. False where that does
  /// not make exactly one chunk: it is damaged.
  [[nodiscard]] bool unpack(std::span<const std::byte> packed, unsigned skipped, const Packing& packing,
                            std::byte* chunk);
  /// Memory for what is read, until it is asked again.
  [[nodiscard]] std::span<std::byte> room(std::size_t bytes);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* inflater) const;
  };
  std::unique_ptr<libdeflate_decompressor, Free> inflater_;
  std::vector<std::byte> shuffled_;
  std::vector<std::byte> room_;
};

/// Threads that unpack, started when they are first needed. Thread-safety: as ThreadPool.
class UnpackThreads {
 public:
  ThreadPool& pool();

 private:
  std::optional<ThreadPool> pool_;
};

/// The unpacking that one read needs, gathered from all of its datasets and then done on all threads together.
class Unpacking {
 public:
  using Job = std::function<void(Unpacker&)>;

  explicit Unpacking(UnpackThreads& threads) : threads_(threads) {}
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;

  /// `bytes` is what the job holds in memory. Does the jobs so far where they hold much.
  void add(std::size_t bytes, Job job);
  /// Does the jobs. Throws the first exception of any.
  void finish();

 private:
  UnpackThreads& threads_;
  std::vector<Job> jobs_;
  std::size_t bytes_ = 0;
};

}  // namespace segmenta
