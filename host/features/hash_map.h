#pragma once
// Values by 128-bit hash. Open addressing in a table of a power of two, at most five eighths full. With XXH3's 128
// bits, two of 10^12 different texts share a hash with a probability of about 10^-15.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
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

/// A slot takes 16 bytes and those of a value.
template <class Value>
class HashMap {
 public:
  /// The value of a hash, and whether it is new; a new one is Value{}. The reference holds until the next insert().
  std::pair<Value&, bool> insert(Hash128 hash) {
    if (size_ * 8 >= slots_.size() * 5) grow();
    hash = key_of(hash);
    Slot& slot = slots_[slot_of(hash)];
    const bool is_new = slot.key != hash;
    if (is_new) {
      slot.key = hash;
      ++size_;
    }
    return {slot.value, is_new};
  }

  /// Null where it was never inserted.
  [[nodiscard]] const Value* find(const Hash128& hash) const {
    const Slot& slot = slots_[slot_of(key_of(hash))];
    return slot.key == Hash128{} ? nullptr : &slot.value;
  }

  /// Has the processor fetch what find() will look at, to be called for many before they are sought.
  void prefetch(const Hash128& hash) const { __builtin_prefetch(&slots_[key_of(hash).low & (slots_.size() - 1)]); }
  /// Makes room for so many: none of them grows the table.
  void reserve(std::size_t size) {
    std::size_t slots = slots_.size();
    while (size * 8 >= slots * 5) slots *= 2;
    if (slots > slots_.size()) rehash(slots);
  }

  /// Calls visit(hash, value) for each, in no order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.key != Hash128{}) visit(slot.key, slot.value);
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Slot {
    Hash128 key;  // zero where it is free
    [[no_unique_address]] Value value;
  };

  static Hash128 key_of(const Hash128& hash) { return hash == Hash128{} ? Hash128{1, 0} : hash; }

  void grow() { rehash(slots_.size() * 2); }

  void rehash(std::size_t slots) {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
    for (const Slot& slot : old) {
      if (slot.key != Hash128{}) slots_[slot_of(slot.key)] = slot;
    }
  }

  // Slot that holds the key, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(const Hash128& key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = key.low & mask;
    while (slots_[slot].key != Hash128{} && slots_[slot].key != key) slot = (slot + 1) & mask;
    return slot;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::size_t size_ = 0;
};

}  // namespace segmenta::features
