#pragma once
// A customer's place in [0, 1) by a keyed hash of the id: independent of order, machine, other customers and time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sha256.h"

namespace segmenta {

/// h / 2^64, where h is the first 8 bytes, big-endian, of SHA-256(salt, one zero byte, id as UTF-8 text).
/// Thread-safety: one thread at a time. Throws Error(resources) where the system's library of hashes refuses.
class UnitHash {
 public:
  explicit UnitHash(std::string salt);

  double operator()(std::string_view id);
  /// Of the decimal digits.
  double operator()(std::int64_t id);
  double operator()(std::uint64_t id);

 private:
  template <class Whole>
  double of_digits(Whole id);

  std::string text_;
  std::size_t prefix_;
  Sha256 sha256_;
};

}  // namespace segmenta
