#pragma once
// Principal axes by plain float64 operations in a fixed order: the same to the bit on every machine, which a library
// that picks its instructions at run time does not promise.

#include <vector>

namespace segmenta {

/// Eigenvectors, one a row, of a symmetric matrix [n x n], by cyclic Jacobi rotations (Jacobi 1846; Rutishauser 1966).
/// In no order, and with either sign. n^3 work.
std::vector<double> eigenvectors(std::vector<double> matrix, int n);

}  // namespace segmenta
