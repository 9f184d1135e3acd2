// From cells to results: each arm against control, over all and by segment, and what is made of them together.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/measure.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "measure/cells.h"
#include "measure/words.h"
#include "statistics.h"

namespace segmenta {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void refuse_unfit(const Assignment& assignment, const Outcomes& outcomes) {
  const std::size_t rows = assignment.arm.size();
  const auto refuse_length = [&](const std::vector<double>& values, const char* name, bool optional) {
    if (values.size() == rows || (optional && values.empty())) return;
    throw Error(ErrorKind::input, fmt::format("{} customers have an arm, {} have {}", rows, values.size(), name),
                "outcomes are in the order of the assignment", "Give every customer one, 0 where there was none");
  };
  refuse_length(outcomes.orders, "orders", false);
  refuse_length(outcomes.value, "a value", true);
  refuse_length(outcomes.before, "a value before", true);
  refuse_length(outcomes.score, "a score", true);
  const auto refuse_number = [&](const std::vector<double>& values, const char* name, bool may_be_negative) {
    const auto is_none = [&](double value) { return !std::isfinite(value) || (!may_be_negative && value < 0); };
    const auto found = std::ranges::find_if(values, is_none);
    if (found == values.end()) return;
    throw Error(
        ErrorKind::input,
        fmt::format("The {} of customer {} cannot be counted", name, to_string(assignment.ids, found - values.begin())),
        fmt::format("it is {}", *found), "Correct it, or leave that customer out of the outcomes: it counts as 0");
  };
  refuse_number(outcomes.orders, "number of orders", false);
  refuse_number(outcomes.value, "value", true);
  refuse_number(outcomes.before, "value before", true);
}

void refuse_empty_arms(const Measurement& result) {
  for (std::size_t a = 0; a < result.arms.size(); ++a) {
    if (result.customers[a] > 0) continue;
    throw Error(ErrorKind::input, fmt::format("The arm '{}' has no customers", result.arms[a].name),
                "there is nothing to compare", "Give it a larger share, or take more customers");
  }
}

SampleRatio sample_ratio(const std::vector<std::int64_t>& customers, const std::vector<Arm>& arms) {
  constexpr double least_p = 0.001;
  const auto all = static_cast<double>(std::accumulate(customers.begin(), customers.end(), std::int64_t{0}));
  SampleRatio ratio;
  for (std::size_t a = 0; a < arms.size(); ++a) {
    const double expected = all * arms[a].share, apart = static_cast<double>(customers[a]) - expected;
    ratio.chi2 += apart * apart / expected;
  }
  ratio.df = static_cast<double>(arms.size() - 1);
  ratio.p = chi_squared_p(ratio.chi2, ratio.df);
  ratio.trusted = ratio.p >= least_p;
  return ratio;
}

// Of those above 0, the value that 1 % are beyond; NaN where there are none.
double winsorising_limit(const std::vector<double>& values) {
  constexpr double share_within = 0.99;
  std::vector<double> above;
  std::ranges::copy_if(values, std::back_inserter(above), [](double value) { return value > 0; });
  if (above.empty()) return unknown;
  const auto place = static_cast<std::size_t>(std::ceil(share_within * static_cast<double>(above.size()))) - 1;
  std::nth_element(above.begin(), above.begin() + static_cast<std::ptrdiff_t>(place), above.end());
  return above[place];
}

class Measuring {
 public:
  Measuring(const Assignment& assignment, const Outcomes& outcomes, const MeasureOptions& options,
            const Context& context)
      : assignment_(assignment), outcomes_(outcomes), options_(options) {
    result_.level = options.level;
    result_.arms = assignment.arms;
    result_.control = control_of(assignment.arms);
    result_.winsorised_at = outcomes.value.empty() ? unknown : winsorising_limit(outcomes.value);
    const double limit =
        std::isnan(result_.winsorised_at) ? std::numeric_limits<double>::infinity() : result_.winsorised_at;
    cells_ = cells_of(assignment, outcomes, limit, context);
    all_.resize(result_.arms.size());
    for (const auto& segment : cells_) {
      for (std::size_t a = 0; a < all_.size(); ++a) all_[a] = together(all_[a], segment[a]);
    }
    for (const Cell& cell : all_) result_.customers.push_back(static_cast<std::int64_t>(cell.customers));
    refuse_empty_arms(result_);
  }

  Measurement run() {
    result_.srm = sample_ratio(result_.customers, result_.arms);
    result_.overall = results_of(all_);
    adjust(result_.overall);
    if (!assignment_.segment.empty()) add_segments();
    if (!outcomes_.score.empty()) add_uplift();
    result_.notes = notes_of(result_, outcomes_, options_);
    result_.verdict = verdict_of(result_, options_);
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::vector<ArmResult> results_of(const std::vector<Cell>& cells) const {
    std::vector<ArmResult> results;
    for (std::size_t a = 0; a < cells.size(); ++a) {
      if (a != result_.control) results.push_back(result_of(a, cells[a], cells[result_.control]));
    }
    return results;
  }

  [[nodiscard]] ArmResult result_of(std::size_t arm, const Cell& cell, const Cell& control) const {
    ArmResult result{.arm = arm,
                     .n = static_cast<std::int64_t>(cell.customers),
                     .n_control = static_cast<std::int64_t>(control.customers),
                     .converted = cell.converted,
                     .converted_control = control.converted,
                     .valued = cell.valued,
                     .valued_control = control.valued,
                     .conversion = compare_rates({cell.converted, cell.customers},
                                                 {control.converted, control.customers}, options_.level)};
    result.incremental_orders = outcomes_.counts_orders ? cell.customers * (cell.orders.mean - control.orders.mean)
                                                        : cell.customers * result.conversion.difference;
    if (control.customers == 0) result.incremental_orders = unknown;
    result.incremental_value = result.incremental_low = result.incremental_high = unknown;
    if (!outcomes_.value.empty()) add_value(result, cell, control);
    result.cost = options_.cost_per_contact ? *options_.cost_per_contact * cell.customers : unknown;
    result.return_on_cost =
        result.cost > 0 ? (result.incremental_value * options_.margin - result.cost) / result.cost : unknown;
    if (options_.elapsed) add_always_valid(result, cell, control);
    return result;
  }

  void add_value(ArmResult& result, const Cell& cell, const Cell& control) const {
    result.value = compare_means(cell.values.value, control.values.value, options_.level);
    result.value_winsorised = compare_means(cell.winsorised, control.winsorised, options_.level);
    if (!outcomes_.before.empty()) {
      result.value_adjusted = compare_adjusted(cell.values, control.values, options_.level);
    }
    result.incremental_value = cell.customers * result.value->difference;
    result.incremental_low = cell.customers * result.value->low;
    result.incremental_high = cell.customers * result.value->high;
  }

  void add_always_valid(ArmResult& result, const Cell& cell, const Cell& control) const {
    const double rate = cell.converted / cell.customers, other = control.converted / control.customers;
    const double error = std::sqrt(rate * (1 - rate) / cell.customers + other * (1 - other) / control.customers);
    const double level = level_of_each(options_.level, result_.arms.size() - 1);
    const Limits of_rate = always_valid(result.conversion.difference, error, *options_.elapsed, level);
    result.always_valid = of_rate;
    if (!result.value) return;
    result.always_valid =
        always_valid(result.value->difference, result.value->standard_error, *options_.elapsed, level);
    result.always_valid_rate = of_rate;
  }

  // The p-values of results that are read together, each measure by itself.
  static void adjust(std::span<ArmResult* const> family) {
    const auto each = [&](const auto& comparison_of) {
      std::vector<double> p;
      for (ArmResult* result : family) p.push_back(comparison_of(*result) ? comparison_of(*result)->p : unknown);
      const std::vector<double> by_holm = holm(p), by_bh = benjamini_hochberg(p);
      for (std::size_t i = 0; i < family.size(); ++i) {
        if (auto* comparison = comparison_of(*family[i])) {
          comparison->p_holm = by_holm[i];
          comparison->p_bh = by_bh[i];
        }
      }
    };
    const auto inside = [](auto& maybe) { return maybe ? &*maybe : nullptr; };
    each([](ArmResult& result) { return &result.conversion; });
    each([&](ArmResult& result) { return inside(result.value); });
    each([&](ArmResult& result) { return inside(result.value_adjusted); });
    each([&](ArmResult& result) { return inside(result.value_winsorised); });
  }

  static void adjust(std::vector<ArmResult>& results) {
    std::vector<ArmResult*> family;
    for (ArmResult& result : results) family.push_back(&result);
    adjust(family);
  }

  void add_segments() {
    for (std::size_t s = 0; s < cells_.size(); ++s) {
      const bool is_empty = std::ranges::all_of(cells_[s], [](const Cell& cell) { return cell.customers == 0; });
      if (is_empty) continue;
      const bool is_named = s < assignment_.names.size() && !assignment_.names[s].empty();
      result_.segments.push_back({static_cast<std::int32_t>(s),
                                  is_named ? assignment_.names[s] : fmt::format("Segment {}", s),
                                  results_of(cells_[s])});
    }
    std::vector<ArmResult*> family;
    for (SegmentResult& segment : result_.segments) {
      for (ArmResult& result : segment.results) family.push_back(&result);
    }
    adjust(family);
    for (std::size_t i = 0; i < result_.overall.size(); ++i) {
      add_heterogeneity(i, false);
      if (result_.overall[i].value) add_heterogeneity(i, true);
      rank(i);
    }
    std::ranges::stable_sort(result_.ranking, std::greater<>(),
                             [](const RankedSegment& one) { return std::isnan(one.profit) ? one.shrunk : one.profit; });
  }

  // Of the customers of each arm and of control.
  void add_uplift() {
    const auto control = static_cast<std::int32_t>(result_.control);
    for (const ArmResult& one : result_.overall) {
      std::vector<double> score;
      std::vector<bool> converted, treated;
      for (std::size_t row = 0; row < assignment_.arm.size(); ++row) {
        const std::int32_t arm = assignment_.arm[row];
        if (arm != control && arm != static_cast<std::int32_t>(one.arm)) continue;
        score.push_back(outcomes_.score[row]);
        converted.push_back(outcomes_.orders[row] > 0);
        treated.push_back(arm != control);
      }
      result_.uplift.push_back({one.arm, uplift_of(score_groups(score, converted, treated), options_.level)});
    }
  }

  // A difference and its variance, by segment; of those where both are known.
  struct Effects {
    std::vector<std::size_t> segment;
    std::vector<double> difference, variance;
  };

  [[nodiscard]] Effects effects(std::size_t arm, bool of_value, bool is_guarded) const {
    Effects known;
    for (std::size_t s = 0; s < result_.segments.size(); ++s) {
      const ArmResult& result = result_.segments[s].results[arm];
      const auto n = static_cast<double>(result.n), n_control = static_cast<double>(result.n_control);
      double difference = result.conversion.difference;
      double variance = result.conversion.rate * (1 - result.conversion.rate) / n +
                        result.conversion.control * (1 - result.conversion.control) / n_control;
      if (of_value) {
        difference = result.value->difference;
        variance = result.value->standard_error * result.value->standard_error;
      }
      if (is_guarded && has_few(result) && n > 0 && n_control > 0)
        variance = variance_of_all(arm, of_value, n, n_control);
      if (!std::isfinite(difference) || !(variance > 0)) continue;
      known.segment.push_back(s);
      known.difference.push_back(difference);
      known.variance.push_back(variance);
    }
    return known;
  }

  // Of few customers it would be that of those few who happen to be there: nothing, where they are alike.
  [[nodiscard]] double variance_of_all(std::size_t arm, bool of_value, double n, double n_control) const {
    const ArmResult& result = result_.overall[arm];
    if (!of_value) {
      const double both =
          (result.converted + result.converted_control) / static_cast<double>(result.n + result.n_control);
      return both * (1 - both) * (1 / n + 1 / n_control);
    }
    return all_[result.arm].values.value.variance() / n + all_[result_.control].values.value.variance() / n_control;
  }

  // Cochran's Q about the mean by inverse variances, and what DerSimonian and Laird make of it.
  struct Spread {
    double mean = 0, q = 0, df = 0, between = 0;
  };

  static Spread spread_of(const Effects& known) {
    double weights = 0, squares = 0, sum = 0;
    for (std::size_t i = 0; i < known.variance.size(); ++i) {
      const double weight = 1 / known.variance[i];
      weights += weight;
      squares += weight * weight;
      sum += weight * known.difference[i];
    }
    Spread spread{.mean = sum / weights, .df = static_cast<double>(known.variance.size()) - 1};
    for (std::size_t i = 0; i < known.variance.size(); ++i) {
      const double apart = known.difference[i] - spread.mean;
      spread.q += apart * apart / known.variance[i];
    }
    const double scale = weights - squares / weights;
    spread.between = scale > 0 ? std::max(0.0, (spread.q - spread.df) / scale) : 0;
    return spread;
  }

  void add_heterogeneity(std::size_t arm, bool of_value) {
    const Effects known = effects(arm, of_value, false);
    if (known.segment.size() < 2) return;
    const Spread spread = spread_of(known);
    Heterogeneity one{.arm = result_.overall[arm].arm, .of_value = of_value, .q = spread.q, .df = spread.df};
    one.p = chi_squared_p(one.q, one.df);
    one.i2 = one.q > 0 ? std::max(0.0, (one.q - one.df) / one.q) : 0;
    result_.heterogeneity.push_back(one);
  }

  void rank(std::size_t arm) {
    const bool of_value = result_.overall[arm].value.has_value();
    const Effects known = effects(arm, of_value, true);
    if (known.segment.empty()) return;
    const Spread spread = spread_of(known);
    // The mean over segments that differ: by both variances.
    double weights = 0, sum = 0;
    for (std::size_t i = 0; i < known.variance.size(); ++i) {
      weights += 1 / (known.variance[i] + spread.between);
      sum += known.difference[i] / (known.variance[i] + spread.between);
    }
    for (std::size_t i = 0; i < known.segment.size(); ++i) {
      const double own = spread.between / (spread.between + known.variance[i]);
      const SegmentResult& segment = result_.segments[known.segment[i]];
      RankedSegment one{.segment = segment.segment,
                        .name = segment.name,
                        .arm = result_.overall[arm].arm,
                        .raw = known.difference[i],
                        .shrunk = own * known.difference[i] + (1 - own) * sum / weights};
      one.profit = of_value ? one.shrunk * options_.margin - options_.cost_per_contact.value_or(0) : unknown;
      result_.ranking.push_back(std::move(one));
    }
  }

  const Assignment& assignment_;
  const Outcomes& outcomes_;
  const MeasureOptions& options_;
  std::vector<std::vector<Cell>> cells_;
  std::vector<Cell> all_;
  Measurement result_;
};

}  // namespace

Measurement measure(const Assignment& assignment, const Outcomes& outcomes, const MeasureOptions& options,
                    const Context& context) {
  refuse_unfit(assignment, outcomes);
  if (!(options.level > 0 && options.level < 1) || (options.elapsed && !(*options.elapsed > 0))) {
    throw Error(ErrorKind::usage, "A level is between 0 and 1, and a share of time above 0", "", "");
  }
  return Measuring(assignment, outcomes, options, context).run();
}

}  // namespace segmenta
