#pragma once
// XXH3-64 of bytes that come one after the other, which all digests are.

#include <fmt/format.h>
#include <xxhash.h>

#include <cstddef>
#include <memory>
#include <string>

namespace segmenta {

class Hash {
 public:
  Hash() : state_(XXH3_createState(), &XXH3_freeState) { XXH3_64bits_reset(state_.get()); }

  void add(const void* bytes, std::size_t count) { XXH3_64bits_update(state_.get(), bytes, count); }
  /// Of all so far, as 16 hexadecimal digits.
  [[nodiscard]] std::string text() const { return fmt::format("{:016x}", XXH3_64bits_digest(state_.get())); }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

}  // namespace segmenta
