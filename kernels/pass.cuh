#pragma once
// A pass on the device, in a page.
//
//   rows       go batch by batch through one launch each: resident, or copied in while the batch before computes.
//   ranking    A warp takes 32 or 64 rows. Their scores against all centroids come from tensor cores (tensor_pass.cu)
//              or, where centroids are few and short, from float32 arithmetic (small_pass.cu). Best, runner-up and the
//              certificate stay in registers; no score is ever stored. Where centroids are many or long
//              (product_pass.cu), rows are looked at up to three times: one product of halves settles most of them, and
//              those left over get pairs of halves, as matrix products of cuBLAS, whose scores stay in the
//              second-level cache.
//   labels     are written only where they change. A row that moves is taken from the old cluster's sums and added to
//              the new one's, in whole quanta: per block in shared memory where the sums fit there, else in device
//              memory. In a first pass all rows move, and are added up afterwards (first_sums.cu).
//   open rows  are those that the certificate does not cover. They go to a list, which a second kernel (decide.cu)
//              works off by the definition, in float64.
//   sums       are the changes of this pass; the host adds them to its own when the pass ends.
//
// All sums are of whole numbers, so the order of atomic operations does not show.

#include <cstdint>

namespace segmenta::cuda {

constexpr int warp_size = 32;
constexpr unsigned whole_warp = 0xFFFFFFFFU;
constexpr std::int32_t undecided = -1;  // a label before the first pass

/// Rows of one launch; pointers start at its first row.
struct Batch {
  const float* values;          ///< [count x features]
  const std::int64_t* weights;  ///< [count]; null: all 1
  std::int32_t* labels;         ///< [count]
  std::int64_t count;
  int features;
};

/// Changes of the sums. A value of up to 128 bits is kept as limbs: a sum of low 32-bit parts, one of middle ones, and
/// one of the rest, so that additions need no carry.
struct Sums {
  unsigned long long* values;     ///< [limbs x k x features]; null: no row is to be added
  unsigned long long* counts;     ///< [k]: rows
  unsigned long long* weights;    ///< [k]; null: counts are weights
  unsigned long long* missing;    ///< [k x features]: weights of rows that lack the feature; null: no value is missing
  const double* inverse_quantum;  ///< [features]
  std::int64_t size;              ///< k x features
};
constexpr int weighted_limbs = 3;

/// Rows of a batch that the certificate left open, and what a pass counts.
struct OpenRows {
  std::uint32_t* rows;          ///< [count of the batch]
  unsigned int* count;          ///< of this batch
  unsigned long long* changed;  ///< of the pass
};

}  // namespace segmenta::cuda
