#pragma once
// Random numbers without a stream: Philox4x32-10 (Salmon et al. 2011), keyed by seed, counted by (purpose, round, row).
// A number depends on nothing else, so any engine may compute any of them in any order.

#include <cstdint>

#include <segmenta/engine.h>

#include <Random123/philox.h>

namespace segmenta {

/// What random numbers are for: Draw::purpose. Answers depend on these, so each keeps its number; a new one takes the
/// next.
namespace random_for {
enum Purpose : std::uint32_t {
  first_center = 1,    ///< of k-means++ and k-means||
  plus_plus = 2,       ///< further centers, a round each
  oversampling = 3,    ///< of k-means||, by round and row
  random_rows = 4,     ///< as centers
  seeding_sample = 5,  ///< the rows that seeding looks at, or iterations are refined on
  bootstrap = 6,       ///< the rows that a round draws
  gap_sample = 7,      ///< the rows that the gap statistic is of
  gap_reference = 8,   ///< the values of its reference sets
  choice_sample = 9,   ///< the rows that the number of segments is decided on
  spread_ties = 10,    ///< how far each row of a value that many share is moved
  stake = 11,          ///< how often a round counts each customer's money
  map_axes = 12,       ///< the vectors that a search for the directions of the map begins with
};
}  // namespace random_for

/// 64 random bits of a row.
inline std::uint64_t random_bits(const Draw& draw, std::uint64_t row) {
  const r123::Philox4x32::ctr_type counter = {
      {draw.purpose, draw.round, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32)}};
  const r123::Philox4x32::key_type key = {
      {static_cast<std::uint32_t>(draw.seed), static_cast<std::uint32_t>(draw.seed >> 32)}};
  const auto words = r123::Philox4x32()(counter, key);
  return (static_cast<std::uint64_t>(words[0]) << 32) | words[1];
}

/// Uniform in [0, 1), a multiple of 2^-53.
inline double random_unit(const Draw& draw, std::uint64_t row) {
  return static_cast<double>(random_bits(draw, row) >> 11) * 0x1p-53;
}

/// Uniform in [0, below), below < 2^124: floor(u x below) with u of 64 bits.
inline int128 random_below(const Draw& draw, std::uint64_t index, int128 below) {
  __extension__ typedef unsigned __int128 uint128;
  const uint128 bits = random_bits(draw, index);
  const uint128 high = static_cast<uint128>(below) >> 64;
  const uint128 low = static_cast<std::uint64_t>(below);
  return static_cast<int128>(bits * high + ((bits * low) >> 64));
}

}  // namespace segmenta
