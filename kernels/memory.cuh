#pragma once
// Owners of what the CUDA runtime hands out: device and pinned memory, streams, events. Each belongs to the device
// that was current when it was made.

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "check.cuh"

namespace segmenta::cuda {

/// Makes a device current for as long as it lives.
class CurrentDevice {
 public:
  explicit CurrentDevice(int index) {
    SEGMENTA_CUDA_CHECK(cudaGetDevice(&before_));
    SEGMENTA_CUDA_CHECK(cudaSetDevice(index));
  }
  ~CurrentDevice() {
    if (cudaSetDevice(before_) != cudaSuccess) static_cast<void>(cudaGetLastError());
  }
  CurrentDevice(const CurrentDevice&) = delete;
  CurrentDevice& operator=(const CurrentDevice&) = delete;

 private:
  int before_ = 0;
};

class Stream {
 public:
  Stream() { SEGMENTA_CUDA_CHECK(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
  ~Stream() { static_cast<void>(cudaStreamDestroy(stream_)); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  [[nodiscard]] cudaStream_t get() const { return stream_; }
  void wait() const { SEGMENTA_CUDA_CHECK(cudaStreamSynchronize(stream_)); }

 private:
  cudaStream_t stream_ = nullptr;
};

class Event {
 public:
  Event() { SEGMENTA_CUDA_CHECK(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming)); }
  ~Event() { static_cast<void>(cudaEventDestroy(event_)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record(const Stream& stream) const { SEGMENTA_CUDA_CHECK(cudaEventRecord(event_, stream.get())); }
  void wait() const { SEGMENTA_CUDA_CHECK(cudaEventSynchronize(event_)); }
  void hold(const Stream& stream) const { SEGMENTA_CUDA_CHECK(cudaStreamWaitEvent(stream.get(), event_, 0)); }

 private:
  cudaEvent_t event_ = nullptr;
};

struct OnDevice {
  static void* allocate(std::size_t bytes) {
    void* memory = nullptr;
    SEGMENTA_CUDA_CHECK(cudaMalloc(&memory, bytes));
    return memory;
  }
  static void free(void* memory) { static_cast<void>(cudaFree(memory)); }
};

struct Pinned {
  static void* allocate(std::size_t bytes) {
    void* memory = nullptr;
    SEGMENTA_CUDA_CHECK(cudaMallocHost(&memory, bytes));
    return memory;
  }
  static void free(void* memory) { static_cast<void>(cudaFreeHost(memory)); }
};

/// An array of plain values, uninitialised.
template <class T, class Where>
class Array {
 public:
  Array() = default;
  explicit Array(std::int64_t size)
      : data_(size > 0 ? static_cast<T*>(Where::allocate(static_cast<std::size_t>(size) * sizeof(T))) : nullptr),
        size_(size) {}
  ~Array() { Where::free(data_); }
  Array(Array&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Array& operator=(Array&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(size_) * sizeof(T); }
  /// Makes room for that many; what was there is lost.
  void at_least(std::int64_t size) {
    if (size <= size_) return;
    *this = Array();
    *this = Array(size);
  }

 private:
  T* data_ = nullptr;
  std::int64_t size_ = 0;
};

template <class T>
using DeviceArray = Array<T, OnDevice>;
template <class T>
using PinnedArray = Array<T, Pinned>;

template <class T>
void copy_to_device(T* to, std::span<const T> from, const Stream& stream) {
  if (from.empty()) return;
  SEGMENTA_CUDA_CHECK(cudaMemcpyAsync(to, from.data(), from.size_bytes(), cudaMemcpyHostToDevice, stream.get()));
}

/// Waits for the stream.
template <class T>
void copy_to_host(std::span<T> to, const T* from, const Stream& stream) {
  if (!to.empty()) {
    SEGMENTA_CUDA_CHECK(cudaMemcpyAsync(to.data(), from, to.size_bytes(), cudaMemcpyDeviceToHost, stream.get()));
  }
  stream.wait();
}

template <class T>
std::vector<T> to_host(const T* from, std::int64_t count, const Stream& stream) {
  std::vector<T> values(static_cast<std::size_t>(count));
  copy_to_host(std::span<T>(values), from, stream);
  return values;
}

template <class T>
void set_zero(const DeviceArray<T>& array, const Stream& stream) {
  if (array.size() > 0) SEGMENTA_CUDA_CHECK(cudaMemsetAsync(array.data(), 0, array.bytes(), stream.get()));
}

}  // namespace segmenta::cuda
