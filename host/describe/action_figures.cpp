// Means of the columns that actions go by, over those of all customers.

#include <segmenta/actions.h>
#include <segmenta/columns.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>

#include "blocks.h"

namespace segmenta {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct MeasureColumn {
  ActionMeasure measure;
  std::size_t column;
  bool is_alive = false;  ///< the share of those who will order again
};

std::optional<std::size_t> called(std::span<const Column> columns, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = std::ranges::find(columns, name, &Column::name);
    if (found != columns.end() && found->type != ColumnType::text) {
      return static_cast<std::size_t>(found - columns.begin());
    }
  }
  return std::nullopt;
}

// Value, margin and reach are in the evaluation.
std::vector<MeasureColumn> measure_columns(std::span<const Column> columns) {
  using enum ActionMeasure;
  std::vector<MeasureColumn> found;
  const auto add = [&](ActionMeasure measure, std::optional<std::size_t> column, bool is_alive = false) {
    if (column) found.push_back({measure, *column, is_alive});
  };
  add(recency, called(columns, {find_column(columns, Meaning::recency)}));
  add(frequency, called(columns, {find_column(columns, Meaning::frequency)}));
  add(products, called(columns, {"distinct_products"}));
  add(discount, called(columns, {"discount_share", "discount_rate"}));
  add(returns, called(columns, {"return_rate"}));
  const auto risk = called(columns, {"churn_risk", "churn_probability"});
  add(churn_risk, risk ? risk : called(columns, {"probability_alive"}), !risk);
  return found;
}

void set(ActionFigures& figures, const MeasureColumn& of, const Column& column, double mean, double mean_of_all) {
  const auto place = static_cast<std::size_t>(of.measure);
  figures.labels[place] = label_of(column);
  if (of.measure == ActionMeasure::churn_risk) {
    figures.of[place] = of.is_alive ? 1 - mean : mean;
  } else {
    figures.of[place] = mean_of_all > 0 ? mean / mean_of_all : unknown;
  }
}

// What an evaluation tells of each segment.
std::vector<ActionFigures> evaluated(const Evaluation& evaluation) {
  std::vector<ActionFigures> all(evaluation.segments.size());
  for (std::size_t s = 0; s < all.size(); ++s) {
    const SegmentEvaluation& one = evaluation.segments[s];
    all[s].of.fill(unknown);
    if (one.size == 0) continue;
    const auto put = [&](ActionMeasure measure, double figure, const std::string& label) {
      all[s].of[static_cast<std::size_t>(measure)] = figure;
      all[s].labels[static_cast<std::size_t>(measure)] = label;
    };
    put(ActionMeasure::value, one.revenue_share / one.share, evaluation.value_label);
    put(ActionMeasure::margin_rate, one.margin_rate, evaluation.margin_label);
    put(ActionMeasure::reach, one.reachable, evaluation.consent_label);
  }
  return all;
}

}  // namespace

std::vector<ActionFigures> action_figures(const Table& table, const std::vector<std::int32_t>& labels, int k,
                                          const Evaluation& evaluation, const Context& context) {
  std::vector<ActionFigures> all = evaluated(evaluation);
  const std::vector<MeasureColumn> measures = measure_columns(table.columns());
  if (measures.empty()) return all;
  std::vector<std::size_t> columns;
  for (const MeasureColumn& one : measures) columns.push_back(one.column);
  const auto segments = static_cast<std::size_t>(k);
  std::vector<std::vector<double>> sums(measures.size(), std::vector<double>(segments)), counts(sums);
  for_each_block(table, columns, context, "actions", [&](const Block& block) {
    for (std::size_t j = 0; j < measures.size(); ++j) {
      const std::span<const double> values = block.column(j);
      for (std::size_t row = 0; row < values.size(); ++row) {
        const std::int32_t segment = labels[static_cast<std::size_t>(block.first) + row];
        if (segment < 0 || std::isnan(values[row])) continue;
        sums[j][static_cast<std::size_t>(segment)] += values[row];
        counts[j][static_cast<std::size_t>(segment)] += 1;
      }
    }
  });
  for (std::size_t j = 0; j < measures.size(); ++j) {
    double sum = 0, count = 0;
    for (std::size_t s = 0; s < segments; ++s) {
      sum += sums[j][s];
      count += counts[j][s];
    }
    const Column& column = table.columns()[measures[j].column];
    for (std::size_t s = 0; s < segments; ++s) set(all[s], measures[j], column, sums[j][s] / counts[j][s], sum / count);
  }
  return all;
}

std::vector<ActionFigures> action_figures(const Profile& profile, const Evaluation& evaluation) {
  std::vector<ActionFigures> all = evaluated(evaluation);
  for (const MeasureColumn& measure : measure_columns(profile.features)) {
    const double mean_of_all = profile.all[measure.column].mean;
    for (std::size_t s = 0; s < all.size(); ++s) {
      set(all[s], measure, profile.features[measure.column], profile.segments[s].features[measure.column].mean,
          mean_of_all);
    }
  }
  return all;
}

}  // namespace segmenta
