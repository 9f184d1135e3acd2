// The hashes of texts and of pairs.

#include "features/hash_map.h"

#include <xxhash.h>

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

}  // namespace segmenta::features
