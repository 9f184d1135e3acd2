#pragma once
// SHA-256 by OpenSSL, found once and used for every text.

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace segmenta {

/// Thread-safety: one thread at a time. Throws Error(resources) where the system's library of hashes refuses.
class Sha256 {
 public:
  using Bytes = std::array<unsigned char, 32>;

  Sha256();
  /// Of a text; nothing may have been added.
  Bytes operator()(std::string_view text);
  /// Of a longer one, in pieces.
  void add(std::string_view piece);
  /// Of what was added; begins anew.
  Bytes finish();

 private:
  void begin();

  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state_;
};

/// As lower-case hexadecimal digits.
std::string hex(std::span<const unsigned char> bytes);

}  // namespace segmenta
