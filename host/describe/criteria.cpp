// The six criteria, and what each of them is by definition.

#include "describe/criteria.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace segmenta {
namespace {

struct Measure {
  const char* name;
  double (*figure)(const SegmentEvaluation&);
};

constexpr std::array<Measure, 6> measures{{
    {"size", [](const SegmentEvaluation& s) { return static_cast<double>(s.size); }},
    {"value", [](const SegmentEvaluation& s) { return s.value; }},
    {"growth", [](const SegmentEvaluation& s) { return s.growth; }},
    {"profitability", [](const SegmentEvaluation& s) { return s.margin_rate; }},
    {"concentration", [](const SegmentEvaluation& s) { return s.top_share; }},
    {"reachability", [](const SegmentEvaluation& s) { return s.reachable; }},
}};

std::string definition(std::string_view name, const Evaluation& evaluation) {
  if (name == "size") return "customers";
  if (name == "value") return "total of " + evaluation.value_label;
  if (name == "growth") return "customers against the earlier segments";
  if (name == "profitability")
    return fmt::format("total of {} / total of {}", evaluation.margin_label, evaluation.value_label);
  if (name == "concentration") return "share of its value that its top 20 % of customers hold";
  return fmt::format("share of customers that {} allows to contact", evaluation.consent_label);
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
  return fmt::format("no segment has a total of {} above 0", evaluation.value_label);
}

}  // namespace

void set_criteria(Evaluation& evaluation, bool has_earlier, const std::string& consent_unfit) {
  for (const Measure& measure : measures) {
    const bool is_measured = std::ranges::any_of(
        evaluation.segments, [&](const SegmentEvaluation& segment) { return !std::isnan(measure.figure(segment)); });
    if (is_measured) {
      evaluation.criteria.push_back({measure.name, definition(measure.name, evaluation)});
    } else {
      evaluation.not_measured.push_back(
          fmt::format("{} ({})", measure.name, reason(measure.name, evaluation, has_earlier, consent_unfit)));
    }
  }
}

}  // namespace segmenta
