#pragma once
// Copies to a device at the speed of the bus, which ordinary memory alone does not reach: threads copy it into pinned
// buffers that the device reads in turn, or its pages are pinned themselves, which pays where they are copied often.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

#include "memory.cuh"
#include "parallel.h"

namespace segmenta::cuda {

class Upload {
 public:
  /// Copies of at most so many values at once.
  explicit Upload(std::int64_t most_values);
  /// Queues copies on the stream; when it returns, all of `from` has been read.
  void copy(float* to, const float* from, std::int64_t count, const Stream& stream);
  /// The same of columns, one after the other in `from`, that stand `to_rows` apart in `to`. Each is one copy at most.
  void copy_columns(double* to, std::int64_t to_rows, std::span<const double> from, std::int64_t rows,
                    const Stream& stream);

 private:
  struct Buffer {
    explicit Buffer(std::int64_t size) : values(size) {}
    PinnedArray<float> values;
    Event copied;
  };

  const Buffer& filled(const float* from, std::int64_t count);

  static constexpr int buffers = 4;
  std::int64_t size_;
  ThreadPool pool_;
  std::unique_ptr<Buffer> buffer_[buffers];
  int next_ = 0;
};

/// The whole pages among some values, pinned for as long as this lives; none where the system refuses.
class PinnedPages {
 public:
  PinnedPages() = default;
  PinnedPages(const float* values, std::int64_t count);
  ~PinnedPages();
  PinnedPages(const PinnedPages&) = delete;
  PinnedPages& operator=(const PinnedPages&) = delete;

  [[nodiscard]] const float* begin() const { return begin_; }
  [[nodiscard]] const float* end() const { return end_; }

 private:
  const float* begin_ = nullptr;
  const float* end_ = nullptr;
};

}  // namespace segmenta::cuda
