#pragma once
// Amounts by customer and category, at 24 bytes a slot: most customers have few of all categories.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "features/decimal.h"

namespace segmenta::features {

class MoneyMap {
 public:
  void add(std::uint32_t customer, std::uint32_t category, Int128 amount);
  /// 0 where nothing was added.
  [[nodiscard]] Int128 sum(std::uint32_t customer, std::uint32_t category) const;

 private:
  void grow();
  // Slot that holds the key, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const;

  std::vector<std::uint64_t> keys_ = std::vector<std::uint64_t>(1024);  // a power of two of slots; 0 is free
  std::vector<Int128> sums_ = std::vector<Int128>(1024);
  std::size_t size_ = 0;
};

}  // namespace segmenta::features
