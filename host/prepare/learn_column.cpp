// Fill, transform, limits, center and scale of a column, in this order, each from what the ones before it made.

#include "prepare/learn_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "prepare/tails.h"

namespace segmenta {
namespace {

// A feature is taken for skewed from here on: beyond the exponential's 2 a log nearly always helps; 1 is the usual
// bound of "highly skewed" (Bulmer 1979).
constexpr double skewed = 1.0;
constexpr int rounding_bits = 40;          // sums of many float64 differ by no more than 2^-40 of themselves,
constexpr int float32_rounding_bits = 21;  // and of float32
constexpr double exact_whole_numbers = 0x1p53;

double round_to(double value, double unit) { return unit > 0 ? std::nearbyint(value / unit) * unit : value; }
double unit_below(double value, int bits) { return value > 0 ? std::ldexp(1.0, std::ilogb(value) - bits) : 0; }

// A transform with its limits, and the moments that result.
struct Attempt {
  Transform transform = Transform::identity;
  Limits limits;
  Moments moments;
};

}  // namespace

bool is_constant(const Moments& moments, const Column& column) {
  const double largest = std::max(std::abs(moments.min), std::abs(moments.max));
  const int bits = column.type_name == "float32" ? float32_rounding_bits : rounding_bits;
  if (std::isinf(largest)) return false;  // which is refused where the column is read
  return moments.present == 0 || moments.max - moments.min <= std::ldexp(largest, -bits);
}

std::string reason_of_constant(const Moments& moments, const Column& column) {
  const double largest = std::max(std::abs(moments.min), std::abs(moments.max));
  const bool rounded = column.type == ColumnType::integer && largest > exact_whole_numbers;
  return rounded ? "whole numbers beyond 2^53, too large to be told apart" : "constant";
}

namespace {

class ColumnLearner {
 public:
  ColumnLearner(const Column& column, ColumnValues& values, const Moments& stored, const PrepareOptions& options)
      : column_(column), values_(values), options_(options) {
    feature().name = feature().column = column.name;
    result_.as_stored = result_.as_used = stored;
    two_valued_ = is_two_valued();
  }

  LearnedColumn learn() {
    const Moments& stored = result_.as_stored;
    if (stored.present == 0 || stored.first_infinite >= 0) return std::move(result_);
    feature().rows_missing = stored.missing;
    if (stored.missing > 0) {
      const double missing = values_.missing_weight(stored);
      result_.missing_share = missing / (missing + stored.weight);
    }
    if (is_constant(stored, column_)) result_.learned.constant = reason_of_constant(stored, column_);
    if (limits_tails() || fills()) learn_quantiles();
    choose_transform();
    count_limited();
    choose_center_and_scale();
    note_lost_precision();
    return std::move(result_);
  }

 private:
  PreparedFeature& feature() { return result_.learned.feature; }

  [[nodiscard]] bool fills() const {
    return options_.missing == Missing::median || options_.missing == Missing::automatic;
  }
  [[nodiscard]] bool limits_tails() const {
    return !options_.clip_percent && options_.log == Log::automatic && options_.scale != Scale::none && !two_valued_;
  }
  // 0 and 1, say.
  [[nodiscard]] bool is_two_valued() const {
    const Moments& m = result_.as_stored;
    return column_.type == ColumnType::boolean || values_.are_among(m.min, m.max);
  }

  void learn_quantiles() {
    quantiles_ = named(values_.quantiles(tail_shares, nullptr));
    if (fills()) feature().fill = quantiles_.p50;
  }

  [[nodiscard]] Limits limits_of(Transform transform) const {
    if (limits_tails()) return values_.limits(quantiles_, transform);
    const double percent = options_.clip_percent.value_or(0);
    if (percent == 0) return {};
    const auto found = values_.quantiles(std::array{percent / 100, 1 - percent / 100}, nullptr);
    return {.lower = found[0], .upper = found[1]};
  }

  // Of the rows that count.
  [[nodiscard]] double lowest() const {
    const double least = values_.range(result_.as_stored, nullptr).min;
    return std::isinf(least) ? result_.as_stored.min : least;
  }

  Attempt attempt(Transform transform) {
    Attempt one{.transform = transform, .limits = limits_of(transform), .moments = {}};
    // Later values below the lowest seen count as it: log(1 + x) is undefined from -1 on.
    if (transform == Transform::log1p) one.limits.lower = std::max(one.limits.lower, lowest());
    PreparedFeature trial = feature();
    trial.transform = transform;
    trial.lower = one.limits.lower;
    trial.upper = one.limits.upper;
    one.moments = values_.moments(&trial);
    return one;
  }

  void take(const Attempt& one, std::string reason) {
    feature().transform = one.transform;
    feature().lower = one.limits.lower;
    feature().upper = one.limits.upper;
    feature().reason = std::move(reason);
    result_.as_used = one.moments;
    result_.learned.min = one.moments.min;
    result_.learned.max = one.moments.max;
  }

  [[nodiscard]] bool is_named() const {
    const auto& names = options_.log_features;
    return options_.log == Log::named && std::find(names.begin(), names.end(), column_.name) != names.end();
  }

  void choose_transform() {
    const bool negative = result_.as_stored.min < 0;
    const Transform log = negative ? Transform::signed_log1p : Transform::log1p;
    if (is_named()) return take(attempt(log), "named by --log");
    const Attempt plain = attempt(Transform::identity);
    if (options_.log != Log::automatic) return take(plain, "no log asked for");
    if (two_valued_) return take(plain, "two values");
    const double skewness = plain.moments.skewness();
    const std::string figure = fmt::format("skewness {:.1f}", skewness);
    if (std::abs(skewness) <= skewed) return take(plain, figure);
    if (skewness < 0 && !negative) return take(plain, figure + ": to the left, where no log helps");
    const Attempt logged = attempt(log);
    if (!(std::abs(logged.moments.skewness()) < std::abs(skewness))) return take(plain, figure + ", a log adds to it");
    take(logged, figure);
  }

  void count_limited() {
    feature().rows_limited = values_.count_outside({.lower = feature().lower, .upper = feature().upper});
  }

  void choose_center_and_scale() {
    const Moments& m = result_.as_used;
    const double deviation = m.max > m.min ? std::sqrt(m.variance()) : 0;
    const double scale = round_to(deviation, unit_below(deviation, 40));
    switch (options_.scale) {
      case Scale::zscore:
        feature().scale = scale;
        feature().center = round_to(m.mean, unit_below(scale, 32));
        break;
      case Scale::minmax:
        choose_range();
        break;
      case Scale::robust:
        choose_robust(scale);
        break;
      case Scale::none:
        feature().scale = 1;
        feature().center = options_.metric == Metric::cosine ? 0 : round_to(m.mean, unit_below(scale, 10));
        break;
    }
  }

  // Of the rows that count: those of weight 0 may lie outside.
  void choose_range() {
    const auto [least, most] = values_.range(result_.as_used, &feature());
    feature().scale = std::max(0.0, most - least);
    feature().center = most >= least ? least : 0;
  }

  [[nodiscard]] std::vector<double> used_quartiles() {
    return values_.quantiles(std::array{0.25, 0.5, 0.75}, &feature());
  }

  void choose_robust(double deviation) {
    const std::vector<double> quartiles = used_quartiles();
    feature().center = quartiles[1];
    feature().scale = quartiles[2] - quartiles[0];
    if (feature().scale == 0 && deviation > 0) {
      feature().scale = deviation;
      result_.notes.push_back(
          fmt::format("the interquartile range of {} is 0: its standard deviation is used", column_.name));
    }
  }

  // float32 has 24 bits: values that lie closer together, beside the largest, are one.
  void note_lost_precision() {
    const Moments& stored = result_.as_stored;
    const double largest = std::max(std::abs(stored.min), std::abs(stored.max));
    if (column_.type == ColumnType::integer && largest > exact_whole_numbers) {
      result_.notes.push_back(
          fmt::format("whole numbers of '{}' beyond 2^53 are rounded: its largest is {:.4g}", column_.name, largest));
    }
    const Moments& used = result_.as_used;
    const double reach = std::max(used.max - used.mean, used.mean - used.min);
    constexpr double far = 10;  // deviations; nearer, no value hides the spread of the others
    if (!result_.learned.constant.empty() || !(reach * reach > far * far * used.variance())) return;
    const std::vector<double> quartiles = used_quartiles();
    const double spread = quartiles[2] - quartiles[0];
    if (spread == 0 || spread >= std::ldexp(reach, -22)) return;
    result_.notes.push_back(fmt::format(
        "most values of '{}' lie too close together, beside its extreme of {:.4g}, to be told apart in float32: limit "
        "it with --clip auto, or take its log",
        column_.name, used.max - used.mean > used.mean - used.min ? stored.max : stored.min));
  }

  const Column& column_;
  ColumnValues& values_;
  const PrepareOptions& options_;
  bool two_valued_ = false;
  TailQuantiles quantiles_;
  LearnedColumn result_;
};

}  // namespace

LearnedColumn learn_column(const Column& column, ColumnValues& values, const Moments& stored,
                           const PrepareOptions& options) {
  return ColumnLearner(column, values, stored, options).learn();
}

}  // namespace segmenta
