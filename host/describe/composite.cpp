// The six criteria, what each of them is by definition, and the weighted mean of their parts.

#include "describe/composite.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

namespace segmenta {
namespace {

// A criterion: the figure of a segment that it scales.
struct Measure {
  const char* name;
  double (*figure)(const SegmentEvaluation&);
  double unknown;  ///< part of a segment that has no figure
  bool reversed;   ///< the lowest figure is best
  double weight;   ///< where none are given
};

constexpr std::array<Measure, 6> measures{{
    {"size", [](const SegmentEvaluation& s) { return static_cast<double>(s.size); }, 0, false, 1},
    {"value", [](const SegmentEvaluation& s) { return s.value; }, 0, false, 3},
    {"growth", [](const SegmentEvaluation& s) { return s.growth; }, 0.5, false, 2},
    {"profitability", [](const SegmentEvaluation& s) { return s.margin_rate; }, 0, false, 2},
    {"concentration", [](const SegmentEvaluation& s) { return s.top_share; }, 0, true, 1},
    {"reachability", [](const SegmentEvaluation& s) { return s.reachable; }, 0, false, 1},
}};

std::string definition(std::string_view name, const Evaluation& evaluation) {
  if (name == "size") return "customers";
  if (name == "value") return fmt::format("total of {}, net of returns", evaluation.value);
  if (name == "growth") return "customers against the earlier segments";
  if (name == "profitability") return fmt::format("total of {} / total of {}", evaluation.margin, evaluation.value);
  if (name == "concentration") return "value that its top 20 % of customers hold; less is better";
  return fmt::format("share of customers that {} allows to contact", evaluation.consent);
}

// Why a criterion without any figure has none.
std::string reason(std::string_view name, const Evaluation& evaluation, bool has_earlier,
                   const std::string& consent_unfit) {
  if (name == "growth") return has_earlier ? "no segment had customers earlier" : "no earlier segments";
  if (name == "reachability") {
    if (evaluation.rows == 0) return "no customers";
    return consent_unfit.empty() ? "no consent column" : consent_unfit;
  }
  if (evaluation.value.empty()) return "no value column";
  if (name == "profitability" && evaluation.margin.empty()) return "no margin column";
  return fmt::format("no segment has a total of {} above 0", evaluation.value);
}

bool is_measured(const Measure& measure, const Evaluation& evaluation) {
  return std::any_of(evaluation.segments.begin(), evaluation.segments.end(),
                     [&](const SegmentEvaluation& segment) { return !std::isnan(measure.figure(segment)); });
}

double weight_of(const Measure& measure, const std::map<std::string, double>& weights) {
  if (weights.empty()) return measure.weight;
  const auto found = weights.find(measure.name);
  return found == weights.end() ? 0 : found->second;
}

// From the lowest of the segments' figures to the highest, 0 to 1.
void add_parts(Evaluation& evaluation, const Measure& measure) {
  double lowest = std::nan("");
  double highest = std::nan("");
  for (const SegmentEvaluation& segment : evaluation.segments) {
    lowest = std::fmin(lowest, measure.figure(segment));
    highest = std::fmax(highest, measure.figure(segment));
  }
  for (SegmentEvaluation& segment : evaluation.segments) {
    const double figure = measure.figure(segment);
    const double scaled = highest > lowest ? (figure - lowest) / (highest - lowest) : 0.5;
    segment.parts.push_back(std::isnan(figure) ? measure.unknown : measure.reversed ? 1 - scaled : scaled);
  }
}

void normalise(std::vector<Criterion>& criteria) {
  const double sum = std::accumulate(criteria.begin(), criteria.end(), 0.0,
                                     [](double total, const Criterion& criterion) { return total + criterion.weight; });
  if (!(sum > 0)) {
    throw Error(ErrorKind::usage, "No criterion that has a weight can be measured", "",
                "Give one of the others a weight, or name the columns that are needed");
  }
  for (Criterion& criterion : criteria) criterion.weight /= sum;
}

void rank(Evaluation& evaluation) {
  std::vector<SegmentEvaluation*> order;
  for (SegmentEvaluation& segment : evaluation.segments) {
    for (std::size_t c = 0; c < segment.parts.size(); ++c) {
      segment.attractiveness += evaluation.criteria[c].weight * segment.parts[c];
    }
    order.push_back(&segment);
  }
  std::stable_sort(order.begin(), order.end(), [](const SegmentEvaluation* a, const SegmentEvaluation* b) {
    return a->attractiveness > b->attractiveness;
  });
  for (std::size_t i = 0; i < order.size(); ++i) order[i]->rank = static_cast<int>(i) + 1;
}

}  // namespace

void refuse_weights(const std::map<std::string, double>& weights) {
  const auto is_known = [](const std::string& name) {
    return std::any_of(measures.begin(), measures.end(), [&](const Measure& measure) { return name == measure.name; });
  };
  bool some = weights.empty();
  for (const auto& [name, weight] : weights) {
    if (!is_known(name)) {
      throw Error(ErrorKind::usage, fmt::format("There is no criterion '{}'", name), "",
                  "They are: size, value, growth, profitability, concentration, reachability");
    }
    if (!(weight >= 0) || std::isinf(weight)) {
      throw Error(ErrorKind::usage, fmt::format("The weight of {} is {}", name, weight), "",
                  "Give a number of 0 or more");
    }
    some = some || weight > 0;
  }
  if (!some) throw Error(ErrorKind::usage, "All weights are 0", "", "Give one criterion a weight above 0");
}

void set_composite(Evaluation& evaluation, const std::map<std::string, double>& weights, bool has_earlier,
                   const std::string& consent_unfit) {
  for (const Measure& measure : measures) {
    if (is_measured(measure, evaluation)) {
      evaluation.criteria.push_back({measure.name, weight_of(measure, weights), definition(measure.name, evaluation)});
      add_parts(evaluation, measure);
    } else {
      evaluation.not_measured.push_back(
          fmt::format("{} ({})", measure.name, reason(measure.name, evaluation, has_earlier, consent_unfit)));
    }
  }
  normalise(evaluation.criteria);
  rank(evaluation);
}

}  // namespace segmenta
