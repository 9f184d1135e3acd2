// The table of actions, and its conditions in words. Words have no figures: they stand where few may be known exactly.

#include <segmenta/actions.h>

#include <algorithm>
#include <cmath>

namespace segmenta {
namespace {

using enum ActionMeasure;

constexpr double infinity = std::numeric_limits<double>::infinity();

ActionCondition at_least(ActionMeasure measure, double bound) { return {measure, bound, infinity}; }
ActionCondition below(ActionMeasure measure, double bound) { return {measure, -infinity, bound}; }

// What they do differently has to be plain to the eye; a tenth either way is about the same.
std::vector<ActionRule> made_actions() {
  return {
      {"leave alone", {below(reach, 0.05)}},
      {"leave alone", {below(margin_rate, 0)}},
      {"win back", {at_least(recency, 1.5), at_least(value, 0.8)}},
      {"leave alone", {at_least(recency, 1.5)}},
      {"retain", {at_least(churn_risk, 0.5), at_least(value, 0.8)}},
      {"retain", {at_least(recency, 1.1), at_least(value, 1)}},
      {"reward", {at_least(value, 1.5)}},
      {"cross-sell", {at_least(frequency, 1), below(products, 0.9)}},
      {"grow", {below(recency, 1.1)}},
      {"retain", {}},
  };
}

std::string comparison_words(double ratio) {
  if (ratio >= 2) return "far above the average";
  if (ratio >= 1.1) return "above the average";
  if (ratio > 0.9) return "about average";
  return ratio > 0.5 ? "below the average" : "far below the average";
}

std::string words_of(const ActionFigures& figures, ActionMeasure measure) {
  const auto place = static_cast<std::size_t>(measure);
  const double figure = figures.of[place];
  switch (measure) {
    case margin_rate:
      return figure < 0 ? "they cost more than they bring" : "they bring a margin";
    case reach:
      if (figure < 0.05) return "hardly any of them may be contacted";
      return figure < 0.5 ? "fewer than half may be contacted" : "half or more may be contacted";
    case churn_risk:
      return figure < 0.5 ? "on average they will rather order again" : "on average they will rather not order again";
    default:
      return figures.labels[place] + " " + comparison_words(figure);
  }
}

bool holds(const ActionFigures& figures, const ActionCondition& condition) {
  const double figure = figures.of[static_cast<std::size_t>(condition.measure)];
  return figure >= condition.at_least && figure < condition.below;
}

}  // namespace

std::string_view name_of(ActionMeasure measure) {
  constexpr std::array<std::string_view, action_measures> names{
      "recency", "frequency", "value", "products", "discount", "returns", "margin_rate", "reach", "churn_risk"};
  return names[static_cast<std::size_t>(measure)];
}

const std::vector<ActionRule>& usual_actions() {
  static const std::vector<ActionRule> actions = made_actions();
  return actions;
}

SuggestedAction suggest_action(const ActionFigures& figures, const std::vector<ActionRule>& rules) {
  if (std::ranges::all_of(figures.of, [](double figure) { return std::isnan(figure); })) return {};
  for (const ActionRule& rule : rules) {
    const auto condition_holds = [&](const ActionCondition& condition) { return holds(figures, condition); };
    if (!std::ranges::all_of(rule.when, condition_holds)) continue;
    SuggestedAction action{rule.objective, {}};
    for (const ActionCondition& condition : rule.when) {
      action.evidence += (action.evidence.empty() ? "" : ", ") + words_of(figures, condition.measure);
    }
    if (action.evidence.empty()) action.evidence = "no other suggestion fits them";
    return action;
  }
  return {};
}

}  // namespace segmenta
