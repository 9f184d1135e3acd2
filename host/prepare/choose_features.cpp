// By name and type first, then by what the columns hold, then each against the ones that are taken already.

#include <fmt/format.h>
#include <segmenta/choose_features.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "columns/unfit_names.h"
#include "prepare/learn_column.h"
#include "prepare/survey.h"

namespace segmenta {
namespace {

constexpr double most_missing = 0.2;
constexpr double most_of_one_value = 0.99;
constexpr double same_by_correlation = 0.98;
constexpr std::int64_t least_rows = 30;  // fewer follow one another, or count up, by chance

bool marks_behaviour(const Table& table) {
  return std::ranges::any_of(table.columns(), [](const Column& column) { return column.role == behaviour_role; });
}

// Why a column is none by its name and type; empty where nothing speaks against it.
std::string reason_by_name(const Column& column, bool marked) {
  if (column.type == ColumnType::text) return "text: name it with --category to take it";
  if (column.type_name.starts_with("datetime64")) return "a date";
  if (marked && column.role != behaviour_role) return "the store does not mark it as behaviour";
  switch (unfit_by_name(column.name)) {
    case Unfit::id:
      return "an id by its name";
    case Unfit::outcome:
      return "an outcome by its name";
    case Unfit::date:
      return "a date by its name";
    case Unfit::code:  // known by its values too
    case Unfit::none:
      break;
  }
  return "";
}

bool all_whole(std::span<const double> values) {
  return std::ranges::all_of(values, [](double x) { return std::isnan(x) || std::trunc(x) == x; });
}

bool is_code(const Column& column, const SurveyedColumn& found) {
  const bool two_valued = found.moments.min == 0 && found.moments.max == 1;
  return column.type != ColumnType::boolean && !two_valued && unfit_by_name(column.name) == Unfit::code &&
         all_whole(found.sample);
}

// Why a column is none by what it holds.
std::string reason_by_values(const Column& column, const SurveyedColumn& found, bool unscaled) {
  const Moments& moments = found.moments;
  const auto rows = static_cast<double>(moments.present + moments.missing);
  const double missing = static_cast<double>(moments.missing) / rows;
  if (moments.present == 0) return "no value";
  if (missing > most_missing) return fmt::format("missing for {:.1f} % of rows", 100 * missing);
  if (!unscaled && is_constant(moments, column)) return reason_of_constant(moments, column);
  if (rows >= least_rows && found.numbers_rows) return "it numbers the rows";
  if (are_dates(found.sample)) return "dates as numbers";
  if (is_code(column, found)) return "codes by its name: name it with --category to take it";
  if (unscaled) return "";
  const double share = most_frequent_share(found.sample);
  return share >= most_of_one_value ? fmt::format("the same for {:.1f} % of rows", 100 * share) : "";
}

// Value, frequency or recency, as the name says.
std::optional<Meaning> behaviour_of(const Column& column) {
  for (const Meaning one : {Meaning::value, Meaning::frequency, Meaning::recency}) {
    if (rank_of(column.name, one)) return one;
  }
  return std::nullopt;
}

// A column beside which others are superfluous that follow it.
struct Leader {
  std::size_t column = 0;
  std::optional<Meaning> behaviour;
  Standardised values;

  // Two that mean different things are both wanted, however close.
  [[nodiscard]] bool may_be_followed_by(const Leader& other) const {
    return !behaviour || !other.behaviour || behaviour == other.behaviour;
  }
};

class Chooser {
 public:
  Chooser(const Table& table, const FeatureChoiceOptions& options, const Context& context)
      : table_(table), options_(options), context_(context), reason_(table.columns().size()) {
    for (const std::string& name : options.categories) named_.push_back(table.column_index(name));
  }

  FeatureChoice choose() {
    sort_out_by_name();
    survey_ = survey(table_, candidates_, context_);
    sort_out_by_values();
    sort_out_followers();
    return choice();
  }

 private:
  [[nodiscard]] const Column& column(std::size_t index) const { return table_.columns()[index]; }
  [[nodiscard]] const SurveyedColumn& found(std::size_t index) const {
    return survey_[static_cast<std::size_t>(std::ranges::find(candidates_, index) - candidates_.begin())];
  }
  [[nodiscard]] bool is_named(std::size_t index) const { return std::ranges::find(named_, index) != named_.end(); }

  void sort_out_by_name() {
    const bool marked = marks_behaviour(table_);
    for (std::size_t c = 0; c < reason_.size(); ++c) {
      if (is_named(c)) continue;
      reason_[c] = column(c).name == options_.weights ? "the weights" : reason_by_name(column(c), marked);
      if (reason_[c].empty()) candidates_.push_back(c);
    }
  }

  void sort_out_by_values() {
    for (const std::size_t c : candidates_) reason_[c] = reason_by_values(column(c), found(c), options_.unscaled);
  }

  // Taken in the order in which they would rather stay, each unless it follows one before.
  void sort_out_followers() {
    std::vector<std::size_t> order;
    std::ranges::copy_if(candidates_, std::back_inserter(order), [&](std::size_t c) { return reason_[c].empty(); });
    if (table_.rows() < least_rows || options_.unscaled) return;
    std::vector<std::optional<Meaning>> behaviour(reason_.size());
    for (const std::size_t c : order) behaviour[c] = behaviour_of(column(c));
    std::ranges::stable_sort(
        order, {}, [&](std::size_t c) { return std::pair(!behaviour[c].has_value(), found(c).moments.missing); });
    std::vector<Leader> taken;
    for (const std::size_t c : order) {
      Leader one{c, behaviour[c], standardised(found(c).sample)};
      const auto leader = std::ranges::find_if(taken, [&](const Leader& other) {
        return other.may_be_followed_by(one) && std::abs(correlation(one.values, other.values)) > same_by_correlation;
      });
      if (leader == taken.end()) {
        taken.push_back(std::move(one));
      } else {
        reason_[c] = fmt::format("follows {} (r = {:.3f})", column(leader->column).name,
                                 correlation(one.values, leader->values));
      }
    }
  }

  [[nodiscard]] FeatureChoice choice() const {
    FeatureChoice choice;
    for (std::size_t c = 0; c < reason_.size(); ++c) {
      if (reason_[c].empty()) {
        choice.features.push_back(column(c).name);
      } else {
        choice.left_out.push_back({column(c).name, reason_[c]});
      }
    }
    if (!choice.features.empty()) return choice;
    std::string all;
    for (const auto& [name, reason] : choice.left_out)
      all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", name, reason);
    throw Error(ErrorKind::input, fmt::format("No column of {} is taken as a feature", table_.name()), all,
                "Name those to cluster by with --features");
  }

  const Table& table_;
  const FeatureChoiceOptions& options_;
  const Context& context_;
  std::vector<std::string> reason_;  ///< why a column is left out, by column; empty: it is a feature
  std::vector<std::size_t> named_, candidates_;
  std::vector<SurveyedColumn> survey_;
};

}  // namespace

FeatureChoice choose_features(const Table& table, const FeatureChoiceOptions& options, const Context& context) {
  return Chooser(table, options, context).choose();
}

}  // namespace segmenta
