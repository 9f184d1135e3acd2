#pragma once
// A set of 128-bit hashes: what is distinct among orders, products and lines, at 16 bytes an element. With XXH3's
// 128 bits, two of 10^12 different texts share a hash with a probability of about 10^-15.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace segmenta::features {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

Hash128 hash_of(std::string_view text);
/// Hash of a pair: of `hash` as it belongs to `owner`.
Hash128 hash_of(const Hash128& hash, std::uint32_t owner);

class HashSet {
 public:
  /// False where it was there already.
  bool insert(Hash128 hash);
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void grow();
  // Slot that holds the hash, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(const Hash128& hash) const;

  std::vector<Hash128> slots_ = std::vector<Hash128>(1024);  // a power of two; zero is free
  std::size_t size_ = 0;
};

}  // namespace segmenta::features
