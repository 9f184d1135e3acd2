// Open addressing, as in HashMap.

#include "features/money_map.h"

#include <utility>

namespace segmenta::features {
namespace {

// Codes are below 2^32 - 1, so that no key is 0.
std::uint64_t key_of(std::uint32_t customer, std::uint32_t category) {
  return (std::uint64_t{customer} << 32 | category) + 1;
}

// Spreads keys that differ in few bits (Steele, Lea and Flood 2014).
std::uint64_t mixed(std::uint64_t key) {
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9;
  key = (key ^ (key >> 27)) * 0x94d049bb133111eb;
  return key ^ (key >> 31);
}

}  // namespace

void MoneyMap::add(std::uint32_t customer, std::uint32_t category, Int128 amount) {
  const std::uint64_t key = key_of(customer, category);
  std::size_t slot = slot_of(key);
  if (keys_[slot] == 0) {
    if ((size_ + 1) * 2 > keys_.size()) {
      grow();
      slot = slot_of(key);
    }
    keys_[slot] = key;
    ++size_;
  }
  sums_[slot] += amount;
}

Int128 MoneyMap::sum(std::uint32_t customer, std::uint32_t category) const {
  return sums_[slot_of(key_of(customer, category))];
}

void MoneyMap::grow() {
  const auto keys = std::exchange(keys_, std::vector<std::uint64_t>(keys_.size() * 2));
  const auto sums = std::exchange(sums_, std::vector<Int128>(keys_.size()));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == 0) continue;
    const std::size_t slot = slot_of(keys[i]);
    keys_[slot] = keys[i];
    sums_[slot] = sums[i];
  }
}

std::size_t MoneyMap::slot_of(std::uint64_t key) const {
  const std::size_t mask = keys_.size() - 1;
  std::size_t slot = mixed(key) & mask;
  while (keys_[slot] != 0 && keys_[slot] != key) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace segmenta::features
