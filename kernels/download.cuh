#pragma once
// Copies from a device into ordinary memory, by several threads at once: each through a pinned buffer, as the device
// writes ordinary memory at a fraction of the speed of the bus.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "memory.cuh"

namespace segmenta::cuda {

/// Of the device that is current where it is used. Thread-safe.
class Download {
 public:
  /// When it returns, all is there.
  template <class T>
  void copy(std::span<T> to, const T* from) {
    const Borrowed buffer(*this);
    constexpr std::size_t most = buffer_bytes / sizeof(T);
    for (std::size_t first = 0; first < to.size(); first += most) {
      const std::size_t some = std::min(most, to.size() - first);
      auto* pinned = reinterpret_cast<T*>(buffer.get().bytes.data());
      copy_to_host(std::span<T>(pinned, some), from + first, buffer.get().stream);
      std::memcpy(to.data() + first, pinned, some * sizeof(T));
    }
  }

 private:
  static constexpr std::int64_t buffer_bytes = 2 << 20;
  static constexpr std::size_t most_buffers = 16;

  struct Buffer {
    PinnedArray<unsigned char> bytes{buffer_bytes};
    Stream stream;
  };

  class Borrowed {
   public:
    explicit Borrowed(Download& from) : from_(from), buffer_(from.take()) {}
    ~Borrowed() { from_.give_back(buffer_); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    [[nodiscard]] const Buffer& get() const { return *buffer_; }

   private:
    Download& from_;
    Buffer* buffer_;
  };

  Buffer* take() {
    std::unique_lock lock(mutex_);
    if (idle_.empty() && all_.size() < most_buffers) {
      all_.push_back(std::make_unique<Buffer>());
      return all_.back().get();
    }
    given_back_.wait(lock, [&] { return !idle_.empty(); });
    Buffer* buffer = idle_.back();
    idle_.pop_back();
    return buffer;
  }

  void give_back(Buffer* buffer) {
    {
      const std::scoped_lock lock(mutex_);
      idle_.push_back(buffer);
    }
    given_back_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Buffer>> all_;
  std::vector<Buffer*> idle_;
};

}  // namespace segmenta::cuda
