// The calls of OpenSSL, and what is said where one fails.

#include "sha256.h"

#include <segmenta/error.h>

namespace segmenta {
namespace {

void check(bool is_done) {
  if (!is_done) throw Error(ErrorKind::resources, "OpenSSL has no SHA-256 here", "", "See its configuration");
}

}  // namespace

Sha256::Sha256()
    : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free), state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  check(sha256_ && state_);
  begin();
}

void Sha256::begin() { check(EVP_DigestInit_ex2(state_.get(), sha256_.get(), nullptr) == 1); }

void Sha256::add(std::string_view piece) { check(EVP_DigestUpdate(state_.get(), piece.data(), piece.size()) == 1); }

Sha256::Bytes Sha256::finish() {
  Bytes bytes{};
  check(EVP_DigestFinal_ex(state_.get(), bytes.data(), nullptr) == 1);
  begin();
  return bytes;
}

Sha256::Bytes Sha256::operator()(std::string_view text) {
  add(text);
  return finish();
}

std::string hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(2 * bytes.size(), '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = digits[bytes[i] >> 4U];
    text[2 * i + 1] = digits[bytes[i] & 15U];
  }
  return text;
}

}  // namespace segmenta
