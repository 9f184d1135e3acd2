#pragma once
// Rows of the host on a device: all at once, or batch by batch through two places so that copies run while kernels
// compute.

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "columns.cuh"
#include "memory.cuh"
#include "plan.h"
#include "upload.cuh"

namespace segmenta::cuda {

class DeviceRows {
 public:
  /// Those that are on the device already, from the row `first` on.
  DeviceRows(std::shared_ptr<const PreparedValues> prepared, std::int64_t first, std::int64_t count, int features,
             const CudaPlan& plan)
      : values_(nullptr),
        count_(count),
        features_(features),
        plan_(plan),
        prepared_(std::move(prepared)),
        resident_(prepared_->values.data() + first * features) {}

  /// `values` [count x features] on the host; they are read in every pass unless the plan keeps them on the device.
  /// `pin`: their pages, where they are read in every pass.
  DeviceRows(const float* values, std::int64_t count, int features, const CudaPlan& plan, bool pin,
             const Stream& stream)
      : values_(values), count_(count), features_(features), plan_(plan) {
    if (plan.resident) {
      uploaded_ = DeviceArray<float>(count * features);
      resident_ = uploaded_.data();
      Upload upload(count * features);
      upload.copy(uploaded_.data(), values, count * features, stream);
      stream.wait();
      return;
    }
    streamed_.emplace(values, pin ? count * features : 0, plan.batch_rows * features);
  }

  [[nodiscard]] std::int64_t batches() const { return (count_ + plan_.batch_rows - 1) / plan_.batch_rows; }

  /// [count x features] on the device, where the plan keeps them there.
  [[nodiscard]] const float* resident() const { return resident_; }

  /// work(batch, values on the device, first row, rows) queues kernels on `stream`, for batch after batch.
  template <class Work>
  void for_each_batch(const Stream& stream, const Work& work) {
    try {
      walk(stream, work);
    } catch (...) {  // no copy or kernel is left that uses the places
      if (streamed_) static_cast<void>(cudaStreamSynchronize(streamed_->copies.get()));
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
        work(batch, resident_ + first * features_, first, rows);
      } else {
        const Place& place = streamed_->place[batch % 2];
        place.done.wait();
        streamed_->copy(place.values.data(), values_ + first * features_, rows * features_);
        place.copied.record(streamed_->copies);
        place.copied.hold(stream);
        work(batch, place.values.data(), first, rows);
        place.done.record(stream);
      }
    }
    if (!plan_.resident) stream.wait();  // for the copies from pinned pages, too
  }

  // Of a batch on the device. It is filled again when the kernels that read it are done.
  struct Place {
    explicit Place(std::int64_t size) : values(size) {}
    DeviceArray<float> values;
    Event copied, done;
  };

  struct Streamed {
    Streamed(const float* values, std::int64_t pinned_count, std::int64_t batch_size)
        : pinned(values, pinned_count), upload(batch_size), place{Place(batch_size), Place(batch_size)} {}

    // What lies in pinned pages is read by the device itself.
    void copy(float* to, const float* from, std::int64_t count) {
      const float* end = from + count;
      const float* first = std::clamp(pinned.begin(), from, end, std::less<>());
      const float* last = std::clamp(pinned.end(), first, end, std::less<>());
      upload.copy(to, from, first - from, copies);
      copy_to_device(to + (first - from), std::span<const float>(first, last), copies);
      upload.copy(to + (last - from), last, end - last, copies);
    }

    Stream copies;
    PinnedPages pinned;
    Upload upload;
    Place place[2];
  };

  const float* values_;
  std::int64_t count_;
  int features_;
  CudaPlan plan_;
  DeviceArray<float> uploaded_;
  std::shared_ptr<const PreparedValues> prepared_;
  const float* resident_ = nullptr;
  std::optional<Streamed> streamed_;
};

}  // namespace segmenta::cuda
