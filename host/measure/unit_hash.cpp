// SHA-256 by OpenSSL, found once and used for every id.

#include "measure/unit_hash.h"

#include <segmenta/error.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace segmenta {

UnitHash::UnitHash(std::string salt)
    : text_(std::move(salt)),
      sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free),
      state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  text_ += '\0';
  prefix_ = text_.size();
  if (!sha256_ || !state_)
    throw Error(ErrorKind::resources, "OpenSSL has no SHA-256 here", "", "See its configuration");
}

double UnitHash::operator()(std::string_view id) {
  constexpr int bytes_used = 8, bits_of_byte = 8, bits = 64;
  text_.resize(prefix_);
  text_ += id;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  const bool is_done = EVP_DigestInit_ex2(state_.get(), sha256_.get(), nullptr) == 1 &&
                       EVP_DigestUpdate(state_.get(), text_.data(), text_.size()) == 1 &&
                       EVP_DigestFinal_ex(state_.get(), hash.data(), nullptr) == 1;
  if (!is_done) throw Error(ErrorKind::resources, "OpenSSL failed to hash an id", "", "See its configuration");
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < bytes_used; ++i) first = first << bits_of_byte | hash[i];
  return std::ldexp(static_cast<double>(first), -bits);
}

template <class Whole>
double UnitHash::of_digits(Whole id) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), id).ptr;
  return (*this)(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

double UnitHash::operator()(std::int64_t id) { return of_digits(id); }
double UnitHash::operator()(std::uint64_t id) { return of_digits(id); }

}  // namespace segmenta
