#pragma once
// How many of a few ascending bounds are at or below each of many values.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace segmenta {

/// By halving, several values at a time, so that none waits for another. For up to `size` - 1 bounds, a power of two.
template <std::size_t size>
class StepFinder {
 public:
  explicit StepFinder(std::span<const double> bounds) : count_(static_cast<std::uint32_t>(bounds.size())) {
    padded_.fill(std::numeric_limits<double>::infinity());
    std::ranges::copy(bounds, padded_.begin());
  }

  /// 0 for NaN.
  void find(std::span<const double> values, std::uint8_t* steps) const {
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes) find_lanes(values.data() + i, steps + i);
    std::array<double, lanes> rest{};
    std::array<std::uint8_t, lanes> found{};
    std::ranges::copy(values.subspan(i), rest.begin());
    find_lanes(rest.data(), found.data());
    std::copy_n(found.begin(), values.size() - i, steps + i);
  }

 private:
  static constexpr std::size_t lanes = 16;

  void find_lanes(const double* values, std::uint8_t* steps) const {
    std::array<std::uint32_t, lanes> at{};
    for (std::uint32_t half = size / 2; half > 0; half /= 2) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        at[lane] += padded_[at[lane] + half - 1] <= values[lane] ? half : 0;
      }
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      steps[lane] = static_cast<std::uint8_t>(std::min(at[lane], count_));  // infinity is not below the padding
    }
  }

  std::array<double, size> padded_{};
  std::uint32_t count_;
};

}  // namespace segmenta
