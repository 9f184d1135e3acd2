#pragma once
// Columns of numbers on a device, and the rows that are prepared of them there.

#include <segmenta/rows.h>

#include <utility>

#include "memory.cuh"

namespace segmenta::cuda {

/// Rows [rows x features] that were prepared on a device.
class PreparedValues : public DeviceValues {
 public:
  PreparedValues(int device, std::int64_t size) : values(size), device_(device) {}
  [[nodiscard]] int device() const override { return device_; }

  DeviceArray<float> values;

 private:
  int device_;
};

}  // namespace segmenta::cuda
