#pragma once
// What is found of a column of float64 on a device, and rows prepared of columns: the definitions of host/prepare,
// operation for operation.

#include <segmenta/prepare.h>

#include <cstdint>

#include "memory.cuh"

namespace segmenta::cuda {

/// How a feature uses a value: fill, limits, transform (host/prepare/column_kernels.h).
struct Use {
  double fill, lower, upper;
  Transform transform;
};

/// A column [count] and how its values are used; where `as_stored`, not at all.
struct UsedColumn {
  const double* values;
  std::int64_t count;
  bool as_stored;
  Use use;
};

/// Moments of a block of rows without weights (host/prepare/moments.h).
struct BlockMoments {
  double mean, m2, m3, min, max;
  std::int64_t present, missing, first_missing, first_infinite;
};

/// Of each block of `block_rows` rows: found [blocks].
void launch_moments(const UsedColumn& column, std::int64_t block_rows, BlockMoments* found, const Stream& stream);

/// Adds up what is neither a, nor b, nor missing.
void launch_count_others(const UsedColumn& column, double a, double b, unsigned long long* found, const Stream& stream);
/// Adds up what lies outside.
void launch_count_outside(const UsedColumn& column, double lower, double upper, unsigned long long* found,
                          const Stream& stream);

/// Ascending as the values are; not of NaN.
std::uint64_t sort_key(double value);
double value_of_key(std::uint64_t key);

/// What a side of tails looks for (host/prepare/tails.h), and what was found: the largest sort_key() of a whisker's
/// values and whether one is beyond.
struct Fence {
  double sign, near, fence;
};
struct FoundTail {
  unsigned long long whisker, beyond;
};
/// found [2], which hold what is known so far.
void launch_tails(const UsedColumn& column, Transform transform, Fence low, Fence high, FoundTail* found,
                  const Stream& stream);

/// Keys that are alike in their bits above the `shift + 8` lowest.
constexpr int most_prefixes = 14;
constexpr int digit_bits = 8;
constexpr int digits = 1 << digit_bits;
struct Prefixes {
  int count, shift;
  std::uint64_t prefix[most_prefixes];
};
/// Adds up, for each prefix, keys by their next 8 bits: found [prefixes x 256].
void launch_count_digits(const UsedColumn& column, const Prefixes& prefixes, unsigned long long* found,
                         const Stream& stream);

/// A feature and the column that it is made of.
struct FeatureOfColumn {
  const double* values;
  Use use;
  bool missing_flag;
  double center, scale, quantum, inverse_quantum;
};
/// Prepared rows [rows x features]; adds up values that are not finite.
void launch_prepare(const FeatureOfColumn* features, int feature_count, std::int64_t rows, float* prepared,
                    unsigned long long* not_finite, const Stream& stream);

}  // namespace segmenta::cuda
