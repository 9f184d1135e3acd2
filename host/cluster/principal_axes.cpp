// Eigenvectors of a symmetric matrix by Jacobi's rotations.

#include "cluster/principal_axes.h"

#include <cmath>
#include <cstddef>

namespace segmenta {
namespace {

constexpr int most_sweeps = 60;  // five to ten do

class Jacobi {
 public:
  Jacobi(std::vector<double> matrix, std::size_t n) : n_(n), matrix_(std::move(matrix)), vectors_(n * n) {
    for (std::size_t i = 0; i < n; ++i) vectors_[i * n + i] = 1;
  }

  std::vector<double> run() {
    for (int sweep = 0; sweep < most_sweeps && rotate_all(); ++sweep) {
    }
    return std::move(vectors_);
  }

 private:
  // Whether anything was left to rotate.
  bool rotate_all() {
    bool rotated = false;
    for (std::size_t p = 0; p + 1 < n_; ++p) {
      for (std::size_t q = p + 1; q < n_; ++q) rotated |= rotate(p, q);
    }
    return rotated;
  }

  // Makes the element (p, q) zero, unless it is next to nothing beside the diagonal.
  bool rotate(std::size_t p, std::size_t q) {
    const double off = matrix_[p * n_ + q];
    const double a = matrix_[p * n_ + p];
    const double b = matrix_[q * n_ + q];
    if (std::abs(off) <= 0x1p-52 * std::sqrt(std::abs(a)) * std::sqrt(std::abs(b))) return false;
    const double theta = (b - a) / (2 * off);
    const double tangent = (theta < 0 ? -1.0 : 1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
    const double cosine = 1 / std::sqrt(tangent * tangent + 1);
    const double sine = tangent * cosine;
    for (std::size_t i = 0; i < n_; ++i) turn(matrix_[i * n_ + p], matrix_[i * n_ + q], cosine, sine);
    for (std::size_t i = 0; i < n_; ++i) turn(matrix_[p * n_ + i], matrix_[q * n_ + i], cosine, sine);
    for (std::size_t i = 0; i < n_; ++i) turn(vectors_[p * n_ + i], vectors_[q * n_ + i], cosine, sine);
    matrix_[p * n_ + q] = matrix_[q * n_ + p] = 0;
    return true;
  }

  static void turn(double& x, double& y, double cosine, double sine) {
    const double before = x;
    x = cosine * before - sine * y;
    y = sine * before + cosine * y;
  }

  std::size_t n_;
  std::vector<double> matrix_;
  std::vector<double> vectors_;
};

}  // namespace

std::vector<double> eigenvectors(std::vector<double> matrix, int n) {
  return Jacobi(std::move(matrix), static_cast<std::size_t>(n)).run();
}

}  // namespace segmenta
