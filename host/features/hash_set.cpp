// Open addressing in a table of a power of two, at most five eighths full.

#include "features/hash_set.h"

#include <xxhash.h>

#include <utility>

namespace segmenta::features {

Hash128 hash_of(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {hash.low64, hash.high64};
}

Hash128 hash_of(const Hash128& hash, std::uint32_t owner) {
  // Odd multipliers (of splitmix64) spread the owner over all bits; both halves change one to one.
  const std::uint64_t spread = (owner + std::uint64_t{1}) * 0x9e3779b97f4a7c15U;
  return {hash.low ^ spread, hash.high + spread * 0xbf58476d1ce4e5b9U};
}

bool HashSet::insert(Hash128 hash) {
  if (hash == Hash128{}) hash.low = 1;
  if (size_ * 8 >= slots_.size() * 5) grow();
  Hash128& slot = slots_[slot_of(hash)];
  if (slot == hash) return false;
  slot = hash;
  ++size_;
  return true;
}

void HashSet::grow() {
  const std::vector<Hash128> old = std::exchange(slots_, std::vector<Hash128>(slots_.size() * 2));
  for (const Hash128& hash : old) {
    if (hash != Hash128{}) slots_[slot_of(hash)] = hash;
  }
}

std::size_t HashSet::slot_of(const Hash128& hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash.low & mask;
  while (slots_[slot] != Hash128{} && slots_[slot] != hash) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace segmenta::features
