#pragma once
// A set of 128-bit hashes: what is distinct among lines or values, at 16 bytes an element.

#include <cstddef>

#include "features/hash_map.h"

namespace segmenta::features {

class HashSet {
 public:
  /// False where it was there already.
  bool insert(const Hash128& hash) { return hashes_.insert(hash).second; }
  /// As HashMap::prefetch().
  void prefetch(const Hash128& hash) const { hashes_.prefetch(hash); }
  [[nodiscard]] bool contains(const Hash128& hash) const { return hashes_.find(hash) != nullptr; }
  [[nodiscard]] std::size_t size() const { return hashes_.size(); }

 private:
  struct Nothing {};
  HashMap<Nothing> hashes_;
};

}  // namespace segmenta::features
