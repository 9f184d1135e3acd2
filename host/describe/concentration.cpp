// The share of the total that the top 0, 1, ..., 100 % of the values hold.

#include "describe/concentration.h"

#include <limits>
#include <numeric>

#include "describe/description.h"

namespace segmenta {
namespace {

double sum_of_negative(std::span<const double> sorted) {
  double sum = 0;
  for (auto value = sorted.rbegin(); value != sorted.rend() && *value < 0; ++value) sum += *value;
  return sum;
}

}  // namespace

std::vector<double> concentration_curve(std::span<const double> sorted) {
  std::vector<double> held(101);
  std::size_t first = 0;
  for (std::size_t p = 1; p < held.size(); ++p) {
    const std::size_t last = (p * sorted.size() + 99) / 100;
    const auto step = sorted.subspan(first, last - first);
    held[p] = held[p - 1] + std::accumulate(step.begin(), step.end(), 0.0);
    first = last;
  }
  const double total = held.back();
  const bool shared = has_shares(total, total - 2 * sum_of_negative(sorted));
  for (double& share : held) share = shared ? share / total : std::numeric_limits<double>::quiet_NaN();
  return held;
}

}  // namespace segmenta
