// The first bytes of a SHA-256, as a fraction.

#include "measure/unit_hash.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace segmenta {

UnitHash::UnitHash(std::string salt) : text_(std::move(salt)) {
  text_ += '\0';
  prefix_ = text_.size();
}

double UnitHash::operator()(std::string_view id) {
  constexpr std::size_t bytes_used = 8;
  constexpr int bits_of_byte = 8, bits = 64;
  text_.resize(prefix_);
  text_ += id;
  const Sha256::Bytes hash = sha256_(text_);
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
