// Scales squared distances so that they fill the bits that sums of them leave.

#include "cluster/row_costs.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace segmenta {
namespace {

// A bound on every squared distance: no row and no centroid is outside of this box.
double diagonal2(const Grid& grid, const Centroids& centroids) {
  double sum = 0;
  for (int j = 0; j < grid.features; ++j) {
    auto side = static_cast<double>(grid.magnitude[static_cast<std::size_t>(j)]);
    double farthest = side;
    for (int c = 0; c < centroids.k; ++c) {
      farthest = std::max(farthest, std::abs(static_cast<double>(centroids.row(c)[j])));
    }
    side += farthest;
    sum += side * side;
  }
  return sum;
}

}  // namespace

CostUnit::CostUnit(const Grid& grid, const Centroids& centroids) {
  constexpr int most_bits = 50;       // what units() rounds by
  constexpr int price_bits = 60;      // of k + 1 costs
  constexpr int most_exponent = 900;  // so that the factor is finite
  const double most = diagonal2(grid, centroids);
  if (!(most > 0)) return;
  const int path_bits = static_cast<int>(std::bit_width(static_cast<unsigned>(centroids.k) + 1));
  const int bits = std::min(most_bits, price_bits - path_bits);
  exponent_ = std::min(bits - (std::ilogb(most) + 1), most_exponent);
  factor_ = std::ldexp(1.0, exponent_);
}

std::int64_t CostUnit::units(double distance2) const {
  constexpr double magic = 0x1.8p52;
  return std::bit_cast<std::int64_t>(distance2 * factor_ + magic) - std::bit_cast<std::int64_t>(magic);
}

double CostUnit::value(std::int64_t units) const { return std::ldexp(static_cast<double>(units), -exponent_); }

RowCosts::RowCosts(const Centroids& centroids, const CostUnit& unit)
    : unit_(unit), packed_(pack(centroids, 1)), kernels_(choose_kernels("auto").kernels) {}

void RowCosts::distances2(const float* row, std::span<double> distances2) const {
  kernels_->all_distances2(row, packed_, distances2.data());
}

void RowCosts::costs(const float* row, std::span<double> distances2, std::span<std::int64_t> costs) const {
  this->distances2(row, distances2);
  for (std::size_t c = 0; c < costs.size(); ++c) costs[c] = unit_.units(distances2[c]);
}

}  // namespace segmenta
