// Buffers filled by threads in turn, and pages that the system pins.

#include "upload.cuh"

#include <unistd.h>

#include <cstring>
#include <thread>

namespace segmenta::cuda {
namespace {

constexpr std::int64_t buffer_values = 2 << 20;  // 8 MiB, so that a buffer is read while caches still hold it
constexpr std::int64_t piece_values = 1 << 16;   // that a thread takes at a time
constexpr unsigned int most_threads = 8;         // more than that memory does not feed

int upload_threads() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, most_threads)); }

}  // namespace

Upload::Upload(std::int64_t most_values) : size_(std::min(most_values, buffer_values)), pool_(upload_threads()) {
  for (auto& buffer : buffer_) buffer = std::make_unique<Buffer>(size_);
}

void Upload::copy(float* to, const float* from, std::int64_t count, const Stream& stream) {
  for (std::int64_t first = 0; first < count; first += size_) {
    const std::int64_t some = std::min(size_, count - first);
    const Buffer& buffer = filled(from + first, some);
    copy_to_device(to + first, std::span<const float>(buffer.values.data(), static_cast<std::size_t>(some)), stream);
    buffer.copied.record(stream);
  }
}

void Upload::copy_columns(double* to, std::int64_t to_rows, std::span<const double> from, std::int64_t rows,
                          const Stream& stream) {
  constexpr std::int64_t words = sizeof(double) / sizeof(float);
  const std::int64_t columns = static_cast<std::int64_t>(from.size()) / rows, at_once = size_ / (words * rows);
  for (std::int64_t first = 0; first < columns; first += at_once) {
    const std::int64_t some = std::min(at_once, columns - first);
    const Buffer& buffer = filled(reinterpret_cast<const float*>(from.data() + first * rows), words * some * rows);
    const auto* values = reinterpret_cast<const double*>(buffer.values.data());
    for (std::int64_t c = 0; c < some; ++c) {
      copy_to_device(to + (first + c) * to_rows,
                     std::span<const double>(values + c * rows, static_cast<std::size_t>(rows)), stream);
    }
    buffer.copied.record(stream);
  }
}

// The next buffer, once the device has read what it held, with these values.
const Upload::Buffer& Upload::filled(const float* from, std::int64_t count) {
  const Buffer& buffer = *buffer_[next_];
  next_ = (next_ + 1) % buffers;
  buffer.copied.wait();
  pool_.run((count + piece_values - 1) / piece_values, [&](std::int64_t piece, int) {
    const std::int64_t begin = piece * piece_values;
    std::memcpy(buffer.values.data() + begin, from + begin,
                static_cast<std::size_t>(std::min(piece_values, count - begin)) * sizeof(float));
  });
  return buffer;
}

PinnedPages::PinnedPages(const float* values, std::int64_t count) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto first = (reinterpret_cast<std::uintptr_t>(values) + page - 1) / page * page;
  const auto last = reinterpret_cast<std::uintptr_t>(values + count) / page * page;
  if (first >= last) return;
  if (cudaHostRegister(reinterpret_cast<void*>(first), last - first, cudaHostRegisterDefault) != cudaSuccess) {
    static_cast<void>(cudaGetLastError());  // not allowed here, or too much: buffers do as well
    return;
  }
  begin_ = reinterpret_cast<const float*>(first);
  end_ = reinterpret_cast<const float*>(last);
}

PinnedPages::~PinnedPages() {
  if (begin_ != nullptr) static_cast<void>(cudaHostUnregister(const_cast<float*>(begin_)));
}

}  // namespace segmenta::cuda
