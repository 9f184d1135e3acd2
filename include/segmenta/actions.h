#pragma once
// What to try with each segment, by a table of rules over what is known of it: win back, retain, reward, cross-sell,
// grow or leave alone. An idea with its reason, and no effect that anybody has measured: `holdout` and `measure` do
// that.
//
// @code
// const auto figures = segmenta::action_figures(*store, labels, k, evaluation, {});
// for (const auto& one : figures) std::cout << segmenta::suggest_action(one, segmenta::usual_actions()).objective;
// @endcode

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/evaluate.h>
#include <segmenta/export.h>
#include <segmenta/profile.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

/// The first six are means of a segment over the mean of all customers: days since the last order, orders, value,
/// products that were bought, the share bought at a discount, the share returned. The others are shares: margin of
/// value, customers who may be contacted, customers who will hardly order again.
enum class ActionMeasure { recency, frequency, value, products, discount, returns, margin_rate, reach, churn_risk };
inline constexpr std::size_t action_measures = 9;
/// "recency" and so on.
std::string_view name_of(ActionMeasure measure);

/// What is known of a segment; NaN where it is not.
struct ActionFigures {
  std::array<double, action_measures> of{};
  std::array<std::string, action_measures> labels{};  ///< what people call the columns
};

struct ActionCondition {
  ActionMeasure measure = ActionMeasure::recency;
  double at_least = -std::numeric_limits<double>::infinity(), below = std::numeric_limits<double>::infinity();
};

/// Holds where every condition does; one on what is not known does not.
struct ActionRule {
  std::string objective;
  std::vector<ActionCondition> when;
};

/// Those of this release, the first that holds counts.
const std::vector<ActionRule>& usual_actions();

struct SuggestedAction {
  std::string objective;  ///< empty where no rule holds, or nothing is known
  std::string evidence;   ///< in words, of the conditions that hold: "days since last order far above the average"
};
SuggestedAction suggest_action(const ActionFigures& figures, const std::vector<ActionRule>& rules);

/// Of each segment 0 .. k - 1, by the columns that are found by name (columns.h; distinct_products, discount_share,
/// return_rate, churn_risk or probability_alive, of which it is 1 less). Reads these once.
std::vector<ActionFigures> action_figures(const Table& table, const std::vector<std::int32_t>& labels, int k,
                                          const Evaluation& evaluation, const Context& context);
/// The same of what a profile tells.
std::vector<ActionFigures> action_figures(const Profile& profile, const Evaluation& evaluation);

}  // namespace segmenta
