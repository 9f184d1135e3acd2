#pragma once
// The plane of the two directions in which rows differ most, the same to the bit on every machine.

#include <array>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/rows.h>

namespace segmenta {

struct PrincipalPlane {
  struct Axis {
    std::vector<double>
        direction;        ///< [features], a unit vector, its largest component positive; of zeros where there is none
    double variance = 0;  ///< along it
  };
  std::vector<double> mean;  ///< [features]
  std::array<Axis, 2> axes;  ///< of most variance, and of the most across the first
  double variance = 0;       ///< in all directions
};

/// The first two principal components (Pearson 1901); missing values count as 0, the mean of what was prepared. Of more
/// than 128 features by a block Lanczos iteration (Golub, Underwood 1977), which reads the rows some times and never
/// makes a matrix [features x features]: up to a relative error of 1e-6, or where no directions stand out as far as
/// 256 products go.
PrincipalPlane principal_plane(const Rows& rows, const Context& context);

/// A row as float64, missing values as 0.
void copy_row(const Rows& rows, std::int64_t row, std::vector<double>& to);

}  // namespace segmenta
