#pragma once
// Principal axes, the same to the bit on every machine.

#include <vector>

namespace segmenta {

/// Eigenvectors, one a row, of a symmetric matrix [n x n], by ascending eigenvalue and with either sign. n^3 work.
std::vector<double> eigenvectors(const std::vector<double>& matrix, int n);

}  // namespace segmenta
