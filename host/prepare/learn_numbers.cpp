// Learns log, clipping, center, scale and fill of columns of numbers in passes that all of them share.

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "blocks.h"
#include "parallel.h"
#include "prepare/column_kernels.h"
#include "prepare/learn.h"
#include "prepare/moments.h"
#include "prepare/quantile.h"

namespace segmenta {
namespace {

// A feature is taken for skewed from here on: beyond the exponential's 2 a log nearly always helps; 1 is the usual
// bound of "highly skewed" (Bulmer 1979).
constexpr double skewed = 1.0;

double round_to(double value, double unit) { return unit > 0 ? std::nearbyint(value / unit) * unit : value; }
double unit_below(double value, int bits) { return value > 0 ? std::ldexp(1.0, std::ilogb(value) - bits) : 0; }

class NumberLearner {
 public:
  NumberLearner(const Table& table, std::span<const std::size_t> columns, const PrepareOptions& options,
                std::span<const double> weights, const Context& context)
      : table_(table),
        columns_(columns),
        options_(options),
        weights_(weights),
        context_(context),
        pool_(context.worker_threads()) {
    for (const std::size_t column : columns) {
      PreparedFeature feature;
      feature.name = feature.column = table.columns()[column].name;
      features_.push_back({feature, 0, 0});
    }
    missing_weight_.resize(features_.size());
  }

  std::vector<LearnedFeature> learn() {
    if (options_.missing == Missing::median || options_.clip_percent > 0) learn_fill_and_limits();
    moments_ = moments_of_all(columns_);
    refuse_gaps();
    choose_logs();
    for (std::size_t j = 0; j < features_.size(); ++j) {
      features_[j].min = moments_[j].min;
      features_[j].max = moments_[j].max;
      choose_center_and_scale(j);
    }
    if (options_.missing == Missing::median && options_.missing_flags) add_missing_flags();
    return std::move(features_);
  }

 private:
  std::string where(std::size_t j) const {
    return fmt::format("column '{}' of {}", features_[j].feature.name, table_.name());
  }

  std::vector<double> read_column(std::size_t j) const {
    std::vector<double> all;
    all.reserve(static_cast<std::size_t>(table_.rows()));
    for_each_block(table_, columns_.subspan(j, 1), context_, "prepare", [&](const Block& block) {
      all.insert(all.end(), block.values.begin(), block.values.begin() + block.count);
    });
    return all;
  }

  void learn_fill_and_limits() {
    for (std::size_t j = 0; j < features_.size(); ++j) {
      Quantiles quantiles(read_column(j), weights_);
      if (quantiles.empty()) continue;  // refused, or dropped as constant, by those who find no value in it
      PreparedFeature& feature = features_[j].feature;
      if (options_.missing == Missing::median) feature.fill = quantiles.at(0.5);
      if (options_.clip_percent > 0) {
        feature.lower = quantiles.at(options_.clip_percent / 100);
        feature.upper = quantiles.at(1 - options_.clip_percent / 100);
      }
    }
  }

  // Moments of the given columns as they are used.
  std::vector<Moments> moments_of_all(std::span<const std::size_t> columns) {
    std::vector<Moments> all(columns.size());
    for (const std::size_t column : columns) missing_weight_[position(column)] = 0;
    for_each_block(table_, columns, context_, "prepare", [&](const Block& block) {
      pool_.run(static_cast<std::int64_t>(columns.size()), [&](std::int64_t task, int) {
        const auto c = static_cast<std::size_t>(task);
        all[c].combine(used_moments(block, block.column(c), position(columns[c])));
      });
    });
    return all;
  }

  Moments used_moments(const Block& block, std::span<const double> column, std::size_t j) {
    const auto weights =
        weights_.empty() ? weights_ : weights_.subspan(static_cast<std::size_t>(block.first), column.size());
    if (options_.missing_flags) {
      for (std::size_t i = 0; i < column.size(); ++i) {
        if (std::isnan(column[i])) missing_weight_[j] += weights.empty() ? 1 : weights[i];
      }
    }
    std::vector<double> buffer;
    return block_moments(used_values(column, features_[j].feature, buffer), weights, block.first);
  }

  std::size_t position(std::size_t column) const {
    return static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) - columns_.begin());
  }

  void refuse_gaps() const {
    for (std::size_t j = 0; j < features_.size(); ++j) {
      const Moments& m = moments_[j];
      if (m.first_infinite >= 0) {
        throw Error(ErrorKind::input, fmt::format("Infinite value in {}, row {}", where(j), m.first_infinite), "",
                    "Repair the value or leave the column out with --features");
      }
      if (m.missing > 0 && options_.missing == Missing::error) {
        throw Error(ErrorKind::input, fmt::format("Missing values in {}", where(j)),
                    fmt::format("{} of {} rows, the first is row {}", m.missing, table_.rows(), m.first_missing),
                    "Use --missing median or --missing partial, or choose other columns with --features");
      }
      if (m.present == 0) {
        throw Error(ErrorKind::input, fmt::format("No value in {}", where(j)), "every row is missing",
                    "Choose other columns with --features");
      }
      if (!std::isfinite(m.m2)) {
        throw Error(ErrorKind::input, fmt::format("Values too large in {}", where(j)),
                    fmt::format("from {} to {}: their variance cannot be represented", m.min, m.max),
                    "Use other units or --clip");
      }
    }
  }

  bool wants_log(std::size_t j) const {
    const PreparedFeature& feature = features_[j].feature;
    if (options_.log == Log::none) return false;
    if (options_.log == Log::named) {
      const auto& names = options_.log_features;
      if (std::find(names.begin(), names.end(), feature.name) == names.end()) return false;
      if (moments_[j].min >= 0) return true;
      throw Error(ErrorKind::input, fmt::format("No log of {}", where(j)),
                  fmt::format("its smallest value is {}", moments_[j].min), "Take it out of --log, or clip it");
    }
    const bool number = table_.columns()[columns_[j]].type != ColumnType::boolean;
    return number && moments_[j].min >= 0 && moments_[j].skewness() > skewed;
  }

  void choose_logs() {
    refuse_unknown_log_names();
    std::vector<std::size_t> logged;
    for (std::size_t j = 0; j < features_.size(); ++j) {
      if (!wants_log(j)) continue;
      features_[j].feature.log1p = true;
      logged.push_back(columns_[j]);
    }
    if (logged.empty()) return;
    const std::vector<Moments> logs = moments_of_all(logged);
    std::string names;
    for (std::size_t c = 0; c < logged.size(); ++c) {
      const std::size_t j = position(logged[c]);
      if (options_.log == Log::automatic && std::abs(logs[c].skewness()) >= moments_[j].skewness()) {
        features_[j].feature.log1p = false;  // no gain
        continue;
      }
      names += (names.empty() ? "" : ", ") + features_[j].feature.name;
      moments_[j] = logs[c];
    }
    if (options_.log == Log::automatic && !names.empty()) context_.note("log1p of skewed features: " + names);
  }

  void refuse_unknown_log_names() const {
    if (options_.log != Log::named) return;
    for (const std::string& name : options_.log_features) {
      const bool known = std::any_of(features_.begin(), features_.end(),
                                     [&](const LearnedFeature& learned) { return learned.feature.name == name; });
      if (!known) {
        throw Error(ErrorKind::input, fmt::format("--log names '{}', which is not a feature of this fit", name), "",
                    "Name one of the features");
      }
    }
  }

  void choose_center_and_scale(std::size_t j) {
    PreparedFeature& feature = features_[j].feature;
    const Moments& m = moments_[j];
    const double deviation = m.max > m.min ? std::sqrt(m.variance()) : 0;
    const double scale = round_to(deviation, unit_below(deviation, 40));
    switch (options_.scale) {
      case Scale::zscore:
        feature.scale = scale;
        feature.center = round_to(m.mean, unit_below(scale, 32));
        break;
      case Scale::minmax:
        feature.scale = m.max - m.min;
        feature.center = m.min;
        break;
      case Scale::robust:
        choose_robust(j, scale);
        break;
      case Scale::none:
        feature.scale = 1;
        feature.center = options_.metric == Metric::cosine ? 0 : round_to(m.mean, unit_below(scale, 10));
        break;
    }
  }

  void choose_robust(std::size_t j, double deviation) {
    PreparedFeature& feature = features_[j].feature;
    std::vector<double> values = read_column(j);
    column_kernels().use(values.data(), static_cast<std::int64_t>(values.size()), feature, values.data());
    Quantiles quantiles(std::move(values), weights_);
    feature.center = quantiles.at(0.5);
    feature.scale = quantiles.at(0.75) - quantiles.at(0.25);
    if (feature.scale == 0 && deviation > 0) {
      feature.scale = deviation;
      context_.note(fmt::format("the interquartile range of {} is 0: its standard deviation is used", feature.name));
    }
  }

  void add_missing_flags() {
    std::vector<LearnedFeature> with_flags;
    for (std::size_t j = 0; j < features_.size(); ++j) {
      with_flags.push_back(features_[j]);
      if (missing_weight_[j] == 0) continue;
      const double share = missing_weight_[j] / moments_[j].weight;
      PreparedFeature flag;
      flag.column = features_[j].feature.column;
      flag.name = flag.column + "_missing";
      flag.kind = PreparedFeature::Kind::missing_flag;
      flag.center = options_.metric == Metric::cosine || options_.scale == Scale::minmax ? 0 : share;
      flag.scale = options_.scale == Scale::zscore ? std::sqrt(share * (1 - share)) : 1;
      with_flags.push_back({flag, 0, 1});
    }
    features_ = std::move(with_flags);
  }

  const Table& table_;
  std::span<const std::size_t> columns_;
  const PrepareOptions& options_;
  std::span<const double> weights_;
  const Context& context_;
  std::vector<LearnedFeature> features_;
  std::vector<Moments> moments_;        ///< of the columns as they are used, by feature
  std::vector<double> missing_weight_;  ///< of rows without a value, by feature
  ThreadPool pool_;
};

}  // namespace

std::vector<LearnedFeature> learn_numbers(const Table& table, std::span<const std::size_t> columns,
                                          const PrepareOptions& options, std::span<const double> weights,
                                          const Context& context) {
  return NumberLearner(table, columns, options, weights, context).learn();
}

}  // namespace segmenta
