// Principal axes by Eigen's solver, without vectors: plain operations in the same order on every machine. What Eigen
// has in one file must not differ in another, so its namespace has a name of its own here.

#include "cluster/principal_axes.h"

#define EIGEN_DONT_VECTORIZE
#define Eigen EigenWithoutVectors
#include <Eigen/Eigenvalues>

namespace segmenta {

std::vector<double> eigenvectors(const std::vector<double>& matrix, int n) {
  const Eigen::Map<const Eigen::MatrixXd> symmetric(matrix.data(), n, n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
  const double* columns = solver.eigenvectors().data();
  return {columns, columns + matrix.size()};
}

}  // namespace segmenta
