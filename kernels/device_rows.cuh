#pragma once
// Rows of the host on a device: all at once, or through two buffers so that copies run while kernels compute.

#include <algorithm>
#include <cstring>
#include <optional>

#include "memory.cuh"
#include "plan.h"

namespace segmenta::cuda {

class DeviceRows {
 public:
  /// `values` [count x features] on the host; they are read in every pass unless the plan keeps them on the device.
  DeviceRows(const float* values, std::int64_t count, int features, const CudaPlan& plan, const Stream& stream)
      : values_(values), count_(count), features_(features), plan_(plan) {
    if (plan.resident) {
      resident_ = DeviceArray<float>(count * features);
      copy_to_device(resident_.data(), std::span(values, static_cast<std::size_t>(count * features)), stream);
      stream.wait();
      return;
    }
    slots_.emplace(plan.batch_rows * features);
  }

  [[nodiscard]] std::int64_t batches() const { return (count_ + plan_.batch_rows - 1) / plan_.batch_rows; }

  /// work(batch, values on the device, first row, rows) queues kernels on `stream`, for batch after batch.
  template <class Work>
  void for_each_batch(const Stream& stream, const Work& work) {
    try {
      walk(stream, work);
    } catch (...) {  // no copy or kernel is left that uses the slots
      if (slots_) static_cast<void>(cudaStreamSynchronize(slots_->copies.get()));
      static_cast<void>(cudaStreamSynchronize(stream.get()));
      throw;
    }
  }

 private:
  template <class Work>
  void walk(const Stream& stream, const Work& work) {
    for (std::int64_t batch = 0; batch < batches(); ++batch) {
      const std::int64_t first = batch * plan_.batch_rows;
      const std::int64_t rows = std::min(plan_.batch_rows, count_ - first);
      if (plan_.resident) {
        work(batch, resident_.data() + first * features_, first, rows);
      } else {
        Slot& slot = slots_->slot[batch % 2];
        slot.fill(values_ + first * features_, rows * features_, slots_->copies, stream);
        work(batch, slot.on_device.data(), first, rows);
        slot.done.record(stream);
      }
    }
    if (!plan_.resident) stream.wait();  // the next walk may fill the slots at once
  }

  // A buffer on each side. A slot is filled again when the kernels that read it are done.
  struct Slot {
    explicit Slot(std::int64_t size) : pinned(size), on_device(size) {}

    void fill(const float* values, std::int64_t size, const Stream& copies, const Stream& kernels) const {
      done.wait();
      std::memcpy(pinned.data(), values, static_cast<std::size_t>(size) * sizeof(float));
      copy_to_device(on_device.data(), std::span<const float>(pinned.data(), static_cast<std::size_t>(size)), copies);
      copied.record(copies);
      copied.hold(kernels);
    }

    PinnedArray<float> pinned;
    DeviceArray<float> on_device;
    Event copied, done;
  };

  struct Slots {
    explicit Slots(std::int64_t size) : slot{Slot(size), Slot(size)} {}
    Stream copies;
    Slot slot[2];
  };

  const float* values_;
  std::int64_t count_;
  int features_;
  CudaPlan plan_;
  DeviceArray<float> resident_;
  std::optional<Slots> slots_;
};

}  // namespace segmenta::cuda
