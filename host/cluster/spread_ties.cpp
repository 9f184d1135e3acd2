// Spreads each feature on its own, from its values in order.

#include "cluster/spread_ties.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/random.h"

namespace segmenta {
namespace {

// A value that several rows share: its rows in the order of the feature, and where it may go.
struct Step {
  std::size_t first = 0, until = 0;
  double value = 0;
};

std::vector<Step> steps_of(const std::vector<std::pair<float, std::int64_t>>& ordered) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    if (i == 0 || ordered[i].first != ordered[i - 1].first) steps.push_back({i, i, ordered[i].first});
    steps.back().until = i + 1;
  }
  return steps;
}

// Halfway to the steps beside it; the first and the last reach as far out as in.
std::pair<double, double> reach_of(const std::vector<Step>& steps, std::size_t s) {
  const double value = steps[s].value;
  const double below = s > 0 ? (value - steps[s - 1].value) / 2 : (steps[s + 1].value - value) / 2;
  const double above = s + 1 < steps.size() ? (steps[s + 1].value - value) / 2 : below;
  return {value - below, value + above};
}

}  // namespace

std::vector<float> spread_ties(const Rows& rows, std::uint64_t seed) {
  const auto d = static_cast<std::size_t>(rows.features());
  const float* all = rows.row(0);
  std::vector<float> values(all, all + static_cast<std::size_t>(rows.rows()) * d);
  for (std::size_t j = 0; j < d; ++j) {
    std::vector<std::pair<float, std::int64_t>> ordered;
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      if (!std::isnan(rows.row(i)[j])) ordered.emplace_back(rows.row(i)[j], i);
    }
    std::sort(ordered.begin(), ordered.end());
    const std::vector<Step> steps = steps_of(ordered);
    if (steps.size() < 3) continue;
    const Draw draw{seed, random_for::spread_ties, static_cast<std::uint32_t>(j)};
    for (std::size_t s = 0; s < steps.size(); ++s) {
      if (steps[s].until - steps[s].first < 2) continue;
      const auto [low, high] = reach_of(steps, s);
      for (std::size_t i = steps[s].first; i < steps[s].until; ++i) {
        const std::int64_t row = ordered[i].second;
        values[static_cast<std::size_t>(row) * d + j] =
            static_cast<float>(low + random_unit(draw, static_cast<std::uint64_t>(row)) * (high - low));
      }
    }
  }
  return values;
}

}  // namespace segmenta
