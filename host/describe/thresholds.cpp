// The roundest number between two neighbours, at quantiles and near the ends of segments.

#include "describe/thresholds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace segmenta {
namespace {

// The values in ascending order, equal ones as one with the sum of their weights.
void merge_equal(std::vector<WeightedValue>& sample) {
  std::erase_if(sample, [](const WeightedValue& one) { return !std::isfinite(one.value); });
  std::stable_sort(sample.begin(), sample.end(),
                   [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (distinct > 0 && sample[distinct - 1].value == sample[i].value) {
      sample[distinct - 1].weight += sample[i].weight;
      sample[distinct - 1].rows += sample[i].rows;
    } else {
      sample[distinct++] = sample[i];
    }
  }
  sample.resize(distinct);
}

// Positions of the first value, the quantiles at 1 / steps, 2 / steps, ..., and the last.
std::set<std::size_t> quantiles(const std::vector<WeightedValue>& distinct, std::size_t steps) {
  double total = 0;
  for (const WeightedValue& one : distinct) total += one.weight;
  std::set<std::size_t> chosen{0};
  double up_to = 0;
  std::size_t step = 1;
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    up_to += distinct[i].weight;
    if (up_to * static_cast<double>(steps) < static_cast<double>(step) * total) continue;
    while (step <= steps && up_to * static_cast<double>(steps) >= static_cast<double>(step) * total) ++step;
    chosen.insert(i);
  }
  return chosen;
}

// Each edge with its neighbours.
void add_edges(const std::vector<WeightedValue>& distinct, const std::vector<double>& edges,
               std::set<std::size_t>& chosen) {
  for (const double edge : edges) {
    const auto found = std::lower_bound(distinct.begin(), distinct.end(), edge,
                                        [](const WeightedValue& one, double value) { return one.value < value; });
    const auto at = static_cast<std::size_t>(found - distinct.begin());
    for (const std::size_t i : {at - 1, at, at + 1}) {
      if (i < distinct.size()) chosen.insert(i);  // before the first there is a number above all
    }
  }
}

// Of places among distinct values those with so many rows since the last one, the first and the last of all included.
std::vector<double> apart(const std::vector<WeightedValue>& distinct, const std::set<std::size_t>& chosen,
                          std::int64_t least) {
  std::vector<double> values{distinct.front().value};
  std::int64_t rows = 0;
  for (std::size_t i = 1; i < distinct.size(); ++i) {
    rows += distinct[i].rows;
    if (!chosen.contains(i) || rows < least) continue;
    values.push_back(distinct[i].value);
    rows = 0;
  }
  return values;
}

}  // namespace

double decimal(double n, int exponent) { return std::strtod(fmt::format("{:.0f}e{}", n, exponent).c_str(), nullptr); }

double roundest_between(double below, double above) {
  const double middle = below / 2 + above / 2;
  const double largest = std::max(std::abs(below), std::abs(above));
  const int highest = static_cast<int>(std::floor(std::log10(largest))) + 1;
  constexpr int digits = 20;  // more than a double has
  for (int exponent = highest; exponent > highest - digits; --exponent) {
    const double unit = std::pow(10.0, exponent);
    const double n = std::nearbyint(middle / unit);
    double best = below;
    for (const double factor : {n, n - 1, n + 1}) {
      // Most are far outside, which needs no exact decimal.
      const double about = factor * unit;
      const double slack = 1e-9 * std::abs(about);
      if (about + slack < below || about - slack > above) continue;
      const double candidate = decimal(factor, exponent);
      const bool parts = below < candidate && candidate <= above;
      if (parts && (best == below || std::abs(candidate - middle) < std::abs(best - middle))) best = candidate;
    }
    if (best != below) return best + 0.0;  // not -0
  }
  return above;
}

std::vector<double> choose_thresholds(std::vector<WeightedValue> sample, std::size_t most,
                                      const std::vector<double>& edges, std::int64_t least) {
  merge_equal(sample);
  if (sample.empty()) return {};
  std::set<std::size_t> chosen;
  if (sample.size() > most + 1) {
    chosen = quantiles(sample, most - 3 * edges.size());
    add_edges(sample, edges, chosen);
  } else {
    for (std::size_t i = 0; i < sample.size(); ++i) chosen.insert(chosen.end(), i);
  }
  const std::vector<double> values = apart(sample, chosen, least);
  std::vector<double> thresholds;
  for (std::size_t i = 1; i < values.size(); ++i) thresholds.push_back(roundest_between(values[i - 1], values[i]));
  return thresholds;
}

}  // namespace segmenta
