// The dip by way of the greatest convex minorant and the least concave majorant of the empirical distribution on an
// interval that shrinks to where the mode is (P. M. Hartigan 1985, algorithm AS 217). All heights are in units of one
// value, half of a dip's: they are divided by 2 n at the end.

#include "cluster/dip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace segmenta {
namespace {

using Places = std::vector<std::size_t>;

class Dip {
 public:
  explicit Dip(std::span<const double> sorted) : x_(sorted), minorant_(sorted.size()), majorant_(sorted.size()) {
    if (sorted.empty()) return;
    link_minorant();
    link_majorant();
  }

  double find() {
    const std::size_t n = x_.size();
    if (n < 2 || x_.front() == x_.back()) return n == 0 ? 0 : 0.5 / static_cast<double>(n);
    std::size_t low = 0, high = n - 1;
    double dip = 1;
    while (true) {
      const Places below = knots_below(low, high), above = knots_above(low, high);
      const Widest widest = widest_between(below, above);
      if (widest.height < dip) break;
      dip = std::max({dip, largest_below(below, widest.below), largest_above(above, widest.above)});
      if (low == below[widest.below] && high == above[widest.above]) break;
      low = below[widest.below];
      high = above[widest.above];
    }
    return dip / (2 * static_cast<double>(n));
  }

 private:
  // Where minorant and majorant are farthest apart: the places of the knots that bound it.
  struct Widest {
    double height = 0;
    std::size_t below = 0, above = 0;
  };

  [[nodiscard]] double steps(std::size_t from, std::size_t to) const {
    return static_cast<double>(to) - static_cast<double>(from);
  }

  // Whether the slope from a to b is less than that from b to c, without dividing.
  [[nodiscard]] bool bends_up(std::size_t a, std::size_t b, std::size_t c) const {
    return (x_[c] - x_[b]) * steps(a, b) < (x_[b] - x_[a]) * steps(b, c);
  }

  // The knot before each value in the minorant of all values up to it.
  void link_minorant() {
    for (std::size_t j = 1; j < x_.size(); ++j) {
      std::size_t knot = j - 1;
      while (knot != 0 && !bends_up(minorant_[knot], knot, j)) knot = minorant_[knot];
      minorant_[j] = knot;
    }
  }

  // The knot after each value in the majorant of all values from it on.
  void link_majorant() {
    const std::size_t last = x_.size() - 1;
    majorant_[last] = last;
    for (std::size_t k = last; k-- > 0;) {
      std::size_t knot = k + 1;
      while (knot != last && !bends_up_back(k, knot, majorant_[knot])) knot = majorant_[knot];
      majorant_[k] = knot;
    }
  }

  [[nodiscard]] bool bends_up_back(std::size_t a, std::size_t b, std::size_t c) const {
    return (x_[b] - x_[a]) * steps(b, c) < (x_[c] - x_[b]) * steps(a, b);
  }

  // From high down to low.
  [[nodiscard]] Places knots_below(std::size_t low, std::size_t high) const {
    Places knots{high};
    while (knots.back() > low) knots.push_back(minorant_[knots.back()]);
    return knots;
  }

  // From low up to high.
  [[nodiscard]] Places knots_above(std::size_t low, std::size_t high) const {
    Places knots{low};
    while (knots.back() < high) knots.push_back(majorant_[knots.back()]);
    return knots;
  }

  // Walks both from low to high.
  [[nodiscard]] Widest widest_between(const Places& below, const Places& above) const {
    Widest widest{0, below.size() - 1, above.size() - 1};
    if (below.size() == 2 && above.size() == 2) {
      widest.height = 1;
      return widest;
    }
    std::size_t i = below.size() - 2, v = 1;
    while (true) {
      if (below[i] > above[v]) {  // the next knot is one of the majorant
        const std::size_t from = below[i + 1], to = below[i];
        const double height =
            steps(from, above[v]) + 1 - (x_[above[v]] - x_[from]) * steps(from, to) / (x_[to] - x_[from]);
        if (height >= widest.height) widest = {height, i + 1, v};
        ++v;
      } else {
        const std::size_t from = above[v - 1], to = above[v];
        const double height =
            (x_[below[i]] - x_[from]) * steps(from, to) / (x_[to] - x_[from]) - (steps(from, below[i]) - 1);
        if (height >= widest.height) widest = {height, i, v};
        i = i > 0 ? i - 1 : 0;
      }
      v = std::min(v, above.size() - 1);
      if (below[i] == above[v]) return widest;
    }
  }

  // The largest height of the values over the minorant, from a knot down to the lowest.
  [[nodiscard]] double largest_below(const Places& knots, std::size_t first) const {
    double largest = 0;
    for (std::size_t j = first; j + 1 < knots.size(); ++j) {
      largest = std::max(largest, largest_over(knots[j + 1], knots[j], 1));
    }
    return largest;
  }

  // And of the majorant over the values, from a knot up to the highest.
  [[nodiscard]] double largest_above(const Places& knots, std::size_t first) const {
    double largest = 0;
    for (std::size_t j = first; j + 1 < knots.size(); ++j) {
      largest = std::max(largest, largest_over(knots[j], knots[j + 1], -1));
    }
    return largest;
  }

  [[nodiscard]] double largest_over(std::size_t from, std::size_t to, double sign) const {
    double largest = 1;
    if (to - from <= 1 || x_[to] == x_[from]) return largest;
    const double slope = steps(from, to) / (x_[to] - x_[from]);
    for (std::size_t j = from; j <= to; ++j) {
      largest = std::max(largest, 1 + sign * (steps(from, j) - (x_[j] - x_[from]) * slope));
    }
    return largest;
  }

  std::span<const double> x_;
  Places minorant_, majorant_;
};

// Of uniform samples of so many values: which dips, times the root of their number, that share of them exceeds. By
// benchmarks/choose_k/dip_quantiles.py.
constexpr std::array shares{0.99, 0.95, 0.9,  0.8,  0.7,  0.6,   0.5,   0.4,  0.3,
                            0.2,  0.1,  0.05, 0.02, 0.01, 0.005, 0.002, 0.001};
struct Quantiles {
  double count;
  std::array<double, shares.size()> scaled;
};
// clang-format off
constexpr Quantiles uniform[] = {
    {4, {0.2500, 0.2500, 0.2500, 0.2500, 0.2500, 0.2500, 0.2500, 0.2500, 0.2648, 0.3146, 0.3751, 0.4144, 0.4475, 0.4633, 0.4746, 0.4841, 0.4888}},
    {6, {0.2041, 0.2041, 0.2041, 0.2264, 0.2543, 0.2787, 0.3013, 0.3227, 0.3439, 0.3656, 0.3896, 0.4035, 0.4387, 0.4705, 0.4950, 0.5207, 0.5360}},
    {8, {0.1768, 0.2094, 0.2322, 0.2611, 0.2818, 0.2990, 0.3140, 0.3277, 0.3408, 0.3548, 0.4002, 0.4346, 0.4686, 0.4889, 0.5053, 0.5250, 0.5472}},
    {10, {0.1929, 0.2277, 0.2468, 0.2698, 0.2857, 0.2983, 0.3091, 0.3228, 0.3473, 0.3754, 0.4121, 0.4418, 0.4768, 0.5038, 0.5278, 0.5536, 0.5717}},
    {15, {0.2113, 0.2361, 0.2488, 0.2681, 0.2888, 0.3068, 0.3240, 0.3414, 0.3608, 0.3861, 0.4267, 0.4602, 0.5003, 0.5280, 0.5517, 0.5819, 0.6028}},
    {20, {0.2124, 0.2357, 0.2541, 0.2774, 0.2952, 0.3111, 0.3278, 0.3471, 0.3685, 0.3950, 0.4346, 0.4700, 0.5116, 0.5404, 0.5655, 0.6000, 0.6210}},
    {30, {0.2173, 0.2436, 0.2597, 0.2829, 0.3020, 0.3193, 0.3366, 0.3556, 0.3777, 0.4050, 0.4466, 0.4840, 0.5273, 0.5577, 0.5849, 0.6211, 0.6422}},
    {50, {0.2224, 0.2496, 0.2668, 0.2904, 0.3095, 0.3273, 0.3454, 0.3649, 0.3875, 0.4157, 0.4590, 0.4966, 0.5416, 0.5724, 0.6008, 0.6346, 0.6627}},
    {100, {0.2283, 0.2565, 0.2740, 0.2982, 0.3176, 0.3361, 0.3545, 0.3743, 0.3975, 0.4269, 0.4713, 0.5105, 0.5580, 0.5896, 0.6216, 0.6575, 0.6849}},
    {200, {0.2327, 0.2615, 0.2795, 0.3040, 0.3238, 0.3427, 0.3615, 0.3817, 0.4054, 0.4353, 0.4807, 0.5212, 0.5695, 0.6034, 0.6345, 0.6732, 0.7045}},
    {500, {0.2388, 0.2675, 0.2849, 0.3093, 0.3293, 0.3483, 0.3675, 0.3886, 0.4130, 0.4435, 0.4893, 0.5310, 0.5805, 0.6151, 0.6503, 0.6849, 0.7149}},
    {1000, {0.2401, 0.2700, 0.2880, 0.3130, 0.3333, 0.3522, 0.3718, 0.3925, 0.4162, 0.4470, 0.4927, 0.5344, 0.5843, 0.6194, 0.6501, 0.6916, 0.7299}},
    {5000, {0.2406, 0.2726, 0.2908, 0.3157, 0.3357, 0.3551, 0.3751, 0.3957, 0.4196, 0.4493, 0.4983, 0.5391, 0.5909, 0.6252, 0.6577, 0.6931, 0.7195}},
    {20000, {0.2449, 0.2734, 0.2925, 0.3184, 0.3393, 0.3599, 0.3778, 0.3994, 0.4231, 0.4526, 0.5031, 0.5448, 0.5938, 0.6320, 0.6603, 0.6870, 0.7280}},
};
// clang-format on

// The share of uniform samples whose scaled dip is larger, between the shares of the table.
double share_above(double scaled, const std::array<double, shares.size()>& quantiles) {
  if (scaled <= quantiles.front()) return scaled < quantiles.front() ? 1 : shares.front();
  if (scaled >= quantiles.back()) return scaled > quantiles.back() ? 0 : shares.back();
  const auto above =
      static_cast<std::size_t>(std::upper_bound(quantiles.begin(), quantiles.end(), scaled) - quantiles.begin());
  const double part = (scaled - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]);
  return shares[above - 1] + part * (shares[above] - shares[above - 1]);
}

}  // namespace

double dip_of(std::span<const double> sorted) { return Dip(sorted).find(); }

double dip_p_value(double dip, std::size_t count) {
  const auto n = static_cast<double>(count);
  if (n < uniform[0].count) return 1;
  const double scaled = dip * std::sqrt(n);
  const Quantiles* above = std::begin(uniform) + 1;
  while (above + 1 != std::end(uniform) && above->count < n) ++above;
  const Quantiles& below = *(above - 1);
  // Quantiles settle as the inverse root of the number of values.
  const double x = 1 / std::sqrt(n), from = 1 / std::sqrt(below.count), to = 1 / std::sqrt(above->count);
  const double part = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return share_above(scaled, below.scaled) * (1 - part) + share_above(scaled, above->scaled) * part;
}

}  // namespace segmenta
