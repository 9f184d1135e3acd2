#pragma once
// Moving a row's share from one cluster's sums to another's. The lanes of a warp share out the features of one row.

#include <cmath>

#include "definition.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

__device__ inline void add(unsigned long long* sum, std::int64_t value) {
  atomicAdd(sum, static_cast<unsigned long long>(value));
}

/// Sums in device memory, for any rows.
class DeviceSums {
 public:
  __device__ DeviceSums(unsigned int* /*shared*/, const Sums& sums, int /*k*/) : sums_(sums) {}

  /// Whether rows are to be added at all.
  [[nodiscard]] __device__ bool wanted() const { return sums_.values != nullptr; }

  /// Adds a row (sign +1) to the sums of a cluster, or takes it away (-1). `width` lanes share out the
  /// features.
  __device__ void add_row(const Batch& batch, std::int64_t row, std::int32_t label, int sign, int lane, int width) {
    const float* x = batch.values + row * batch.features;
    const std::int64_t weight = sign * weight_of(batch, row);
    const std::int64_t base = std::int64_t{label} * batch.features;
    for (int j = lane; j < batch.features; j += width) {
      if (sums_.missing != nullptr && isnan(x[j])) {
        add(sums_.missing + base + j, weight);
      } else {
        add_value(base + j, weight, quanta(x[j], sums_.inverse_quantum[j]), batch.weights != nullptr);
      }
    }
    if (lane != 0) return;
    add(sums_.counts + label, sign);
    if (batch.weights != nullptr) add(sums_.weights + label, weight);
  }

  __device__ void flush() {}

 private:
  __device__ void add_value(std::int64_t index, std::int64_t weight, std::int64_t units, bool weighted) {
    if (!weighted) return add(sums_.values + index, weight * units);
    const int128 product = int128{weight} * units;
    add(sums_.values + index, static_cast<std::int64_t>(product & 0xFFFFFFFF));
    add(sums_.values + sums_.size + index, static_cast<std::int64_t>((product >> 32) & 0xFFFFFFFF));
    add(sums_.values + 2 * sums_.size + index, static_cast<std::int64_t>(product >> 64));
  }

  const Sums& sums_;
};

/// Sums of a block in shared memory, for rows without weights and missing values. A 64-bit sum is kept as two halves,
/// since shared memory adds 32 bits at a time; all is modulo 2^64, and the total fits.
class BlockSums {
 public:
  /// Of shared memory; `size` is k x features.
  static std::size_t bytes(std::int64_t size, int k) { return static_cast<std::size_t>(2 * size + k) * 4; }

  __device__ BlockSums(unsigned int* shared, const Sums& sums, int k) : sums_(sums), low_(shared), k_(k) {
    for (std::int64_t i = threadIdx.x; i < 2 * sums_.size + k_; i += blockDim.x) shared[i] = 0;
    __syncthreads();
  }

  [[nodiscard]] static __device__ bool wanted() { return true; }

  __device__ void add_row(const Batch& batch, std::int64_t row, std::int32_t label, int sign, int lane, int width) {
    const float* x = batch.values + row * batch.features;
    const int base = label * batch.features;
    for (int j = lane; j < batch.features; j += width) {
      add_units(base + j, sign * quanta(x[j], sums_.inverse_quantum[j]));
    }
    if (lane == 0) atomicAdd(low_ + 2 * sums_.size + label, static_cast<unsigned int>(sign));
  }

  /// Adds all to the sums in device memory. Every thread of the block calls it.
  __device__ void flush() {
    __syncthreads();
    for (std::int64_t i = threadIdx.x; i < sums_.size; i += blockDim.x) {
      const auto sum = static_cast<unsigned long long>(low_[sums_.size + i]) << 32 | low_[i];
      if (sum != 0) atomicAdd(sums_.values + i, sum);
    }
    for (int c = static_cast<int>(threadIdx.x); c < k_; c += static_cast<int>(blockDim.x)) {
      const auto count = static_cast<int>(low_[2 * sums_.size + c]);
      if (count != 0) add(sums_.counts + c, count);
    }
  }

 private:
  __device__ void add_units(int index, std::int64_t units) {
    const auto low = static_cast<unsigned int>(units);
    const unsigned int before = atomicAdd(low_ + index, low);
    const unsigned int carry = before + low < low ? 1 : 0;
    const unsigned int high = static_cast<unsigned int>(units >> 32) + carry;
    if (high != 0) atomicAdd(low_ + sums_.size + index, high);
  }

  const Sums& sums_;
  unsigned int* low_;  // then high [k x features], then counts [k]
  int k_;
};

}  // namespace segmenta::cuda
