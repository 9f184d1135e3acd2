// The figures of an evaluation, and what is at stake of each customer.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/evaluate.h>
#include <segmenta/growth.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "describe/concentration.h"
#include "describe/criteria.h"
#include "describe/evaluator.h"
#include "describe/stake.h"

namespace segmenta {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

constexpr double days_of_a_year = 365.25;

double ratio(double part, double whole) { return whole > 0 ? part / whole : none; }

std::string label_in(const Table& table, const std::string& column) {
  return column.empty() ? "" : label_of(table.columns()[table.column_index(column)]);
}

std::string stake_text(const Evaluation& evaluation) {
  const std::string& money = evaluation.margin.empty() ? evaluation.value_label : evaluation.margin_label;
  std::string text = money.empty() ? "customers" : money + (evaluation.tenure.empty() ? " so far" : " so far, a year");
  if (!evaluation.consent.empty())
    text += fmt::format(", of those that {} allows to contact", evaluation.consent_label);
  return text;
}

// Runs that are sorted already, largest first, as one.
std::vector<double> merged(std::vector<double> values, std::vector<std::int64_t> ends) {
  while (ends.size() > 1) {
    std::vector<std::int64_t> left;
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < ends.size(); i += 2) {
      const std::int64_t end = ends[std::min(i + 1, ends.size() - 1)];
      std::inplace_merge(values.begin() + begin, values.begin() + ends[i], values.begin() + end, std::greater<>());
      left.push_back(begin = end);
    }
    ends = std::move(left);
  }
  return values;
}

}  // namespace

Evaluator::Evaluator(const Description& description, const EvaluateOptions& options,
                     std::span<const std::int64_t> earlier_sizes)
    : description_(description), has_earlier_(!earlier_sizes.empty()) {
  growth_ = growth(description.sizes(), earlier_sizes);
  columns_ = find_evaluate_columns(description.table(), options);
  stakes_.assign(description.rows(), 1);
}

std::vector<std::size_t> Evaluator::columns() const {
  const Table& table = description_.table();
  std::vector<std::size_t> columns;
  for (const std::string& name : {columns_.value, columns_.margin, columns_.consent, columns_.tenure}) {
    if (name.empty()) continue;
    const std::size_t column = table.column_index(name);
    if (table.columns()[column].type != ColumnType::text) columns.push_back(column);
  }
  return columns;
}

bool Evaluator::is(std::size_t column, const std::string& name) const {
  return description_.table().columns()[column].name == name;
}

Evaluator::Amount Evaluator::amount_of(const ShownColumn& shown) const {
  Amount amount;
  amount.missing = static_cast<std::int64_t>(description_.rows());
  amount.has_shares = have_shares(shown.totals);
  for (const ColumnTotal& total : shown.totals) {
    amount.sums.push_back(total.sum);
    amount.missing -= total.count;
  }
  return amount;
}

void Evaluator::visit(const ShownColumn& shown, Jobs& jobs) {
  if (is(shown.column, columns_.value)) {
    value_ = amount_of(shown);
    add_concentration(shown, jobs);
  }
  if (is(shown.column, columns_.margin)) margin_ = amount_of(shown);
  jobs.emplace_back([this, &shown] { add_to_stakes(shown); });
}

// A customer's stake is a product of what the columns say, whichever is shown first. What is missing is no money, no
// consent, or no more than a year. Value so far counts as that of a year until a year is over: what a customer of ten
// days has spent says little of the other 355.
void Evaluator::add_to_stakes(const ShownColumn& shown) {
  const bool is_money = is(shown.column, columns_.margin.empty() ? columns_.value : columns_.margin);
  const bool is_tenure = is(shown.column, columns_.tenure) && columns_.has_money();
  bool is_consent = is(shown.column, columns_.consent);
  if (is_consent) {
    consent_ = consent_of(description_, columns_, shown.values);
    is_consent = consent_.unfit.empty();
  }
  if (!is_money && !is_tenure && !is_consent) return;
  for (std::size_t row = 0; row < stakes_.size(); ++row) {
    const double value = shown.values[row];
    if (is_money) stakes_[row] *= std::isnan(value) ? 0 : value;
    if (is_tenure) stakes_[row] /= std::fmax(1, value / days_of_a_year);
    if (is_consent) stakes_[row] *= value == 1 ? 1 : 0;
  }
}

// What is missing is 0.
void Evaluator::add_concentration(const ShownColumn& shown, Jobs& jobs) {
  sorted_.resize(description_.rows());
  for (std::size_t s = 0; s < description_.k(); ++s) {
    jobs.emplace_back([this, &shown, s] {
      const auto begin = sorted_.begin() + description_.first()[s];
      const auto end = begin + description_.sizes()[s];
      std::fill(std::ranges::copy(shown.by_segment[s], begin).out, end, 0.0);
      std::sort(begin, end, std::greater<>());
    });
  }
}

void Evaluator::note_missing(const std::string& column, const Amount& amount, const Context& context) const {
  if (amount.missing == 0) return;
  context.note(
      fmt::format("{} of {} customers have no '{}': it counts as 0", amount.missing, description_.rows(), column));
}

std::vector<SegmentEvaluation> Evaluator::figures_of(const Evaluation& evaluation) const {
  const bool has_value = !evaluation.value.empty();
  const bool has_margin = !evaluation.margin.empty();
  const double all = std::accumulate(value_.sums.begin(), value_.sums.end(), 0.0);
  std::vector<SegmentEvaluation> segments(description_.k());
  for (std::size_t s = 0; s < segments.size(); ++s) {
    SegmentEvaluation& segment = segments[s];
    const auto size = static_cast<double>(description_.sizes()[s]);
    segment.segment = static_cast<int>(s);
    segment.size = description_.sizes()[s];
    segment.share = evaluation.rows > 0 ? size / static_cast<double>(evaluation.rows) : 0;
    segment.value = has_value ? value_.sums[s] : none;
    segment.revenue_share = value_.has_shares ? ratio(segment.value, all) : none;
    segment.value_per_customer = has_value ? ratio(segment.value, size) : none;
    segment.growth = growth_[s];
    segment.margin = has_margin ? margin_.sums[s] : none;
    segment.margin_rate = has_value && has_margin ? ratio(segment.margin, segment.value) : none;
    segment.reachable = evaluation.consent.empty() ? none : ratio(static_cast<double>(consent_.reachable[s]), size);
    segment.top_share = none;
    if (!has_value) continue;
    const auto values = std::span(sorted_).subspan(static_cast<std::size_t>(description_.first()[s]),
                                                   static_cast<std::size_t>(segment.size));
    segment.top_share = concentration_curve(values)[top_percent];
  }
  return segments;
}

Evaluation Evaluator::result(const Context& context) {
  note_missing(columns_.value, value_, context);
  note_missing(columns_.margin, margin_, context);
  const Table& table = description_.table();
  const bool has_consent = !columns_.consent.empty();
  if (has_consent && table.columns()[table.column_index(columns_.consent)].type == ColumnType::text) {
    consent_ = read_consent(description_, columns_, context, stakes_);
  }
  Evaluation result;
  result.rows = table.rows();
  result.value = columns_.value;
  result.margin = columns_.margin;
  if (consent_.unfit.empty()) result.consent = columns_.consent;
  result.value_label = label_in(table, result.value);
  result.margin_label = label_in(table, result.margin);
  result.consent_label = label_in(table, result.consent);
  result.segments = figures_of(result);
  result.top_share = none;
  if (!result.value.empty()) {
    std::vector<std::int64_t> ends(description_.k());
    std::inclusive_scan(description_.sizes().begin(), description_.sizes().end(), ends.begin());
    result.concentration = concentration_curve(merged(std::move(sorted_), std::move(ends)));
    result.top_share = result.concentration[top_percent];
  }
  result.tenure = columns_.has_money() ? columns_.tenure : std::string();
  result.at_stake = stake_text(result);
  rank_by_stake(result.segments, draw_stakes(stakes_, description_.labels(), description_.k(), context));
  set_criteria(result, has_earlier_, consent_.unfit);
  return result;
}

Evaluation evaluate(const Table& table, const std::vector<std::int32_t>& labels, int k, const EvaluateOptions& options,
                    std::span<const std::int64_t> earlier_sizes, const Context& context) {
  const Description description(table, labels, k);
  Evaluator evaluator(description, options, earlier_sizes);
  ColumnVisitor* visitors[] = {&evaluator};
  description.show_columns(visitors, "evaluate", context);
  return evaluator.result(context);
}

}  // namespace segmenta
