// The gap statistic: a sample of the rows and reference sets beside it, all clustered for every k.

#include <segmenta/gap.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cluster/principal_axes.h"
#include "cluster/seeding.h"
#include "cluster/spread_ties.h"
#include "engine/random.h"
#include "parallel.h"
#include "prepare/log1p.h"

namespace segmenta {
namespace {

constexpr int starts = 8;  // with 2, some k of small data were off by three errors
constexpr int iterations = 100;
constexpr double tolerance = 1e-4;
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

// The same to the bit everywhere, as log1p_of is. value >= 0.
double log_of(double value) {
  constexpr double ln2 = 0x1.62e42fefa39efp-1;
  if (!(value > 0)) return -std::numeric_limits<double>::infinity();
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return log1p_of(fraction - 1) + exponent * ln2;
}

// The box that rows fill along their principal axes.
class PrincipalBox {
 public:
  explicit PrincipalBox(const Rows& rows) : d_(static_cast<std::size_t>(rows.features())), mean_(d_) {
    measure_mean(rows);
    axes_ = eigenvectors(scatter(rows), rows.features());
    measure_box(rows);
  }

  /// Rows [rows x features] of a reference set.
  [[nodiscard]] std::vector<float> reference(std::int64_t rows, std::uint64_t seed, int set) const {
    const Draw draw{seed, random_for::gap_reference, static_cast<std::uint32_t>(set)};
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(rows) * d_);
    std::vector<double> row(d_);
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(rows); ++i) {
      row = mean_;
      for (std::size_t a = 0; a < d_; ++a) {
        const double along = low_[a] + random_unit(draw, i * d_ + a) * (high_[a] - low_[a]);
        for (std::size_t j = 0; j < d_; ++j) row[j] += along * axes_[a * d_ + j];
      }
      for (const double value : row) values.push_back(static_cast<float>(value));
    }
    return values;
  }

 private:
  // A row less the mean.
  [[nodiscard]] std::vector<double> centered(const float* row) const {
    std::vector<double> values(d_);
    for (std::size_t j = 0; j < d_; ++j)
      values[j] = (std::isnan(row[j]) ? 0.0 : static_cast<double>(row[j])) - mean_[j];
    return values;
  }

  void measure_mean(const Rows& rows) {
    std::vector<double> sums(d_);
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      const std::vector<double> values = centered(rows.row(i));
      for (std::size_t j = 0; j < d_; ++j) sums[j] += static_cast<double>(rows.weight(i)) * values[j];
    }
    for (std::size_t j = 0; j < d_; ++j) mean_[j] = sums[j] / static_cast<double>(rows.total_weight());
  }

  [[nodiscard]] std::vector<double> scatter(const Rows& rows) const {
    std::vector<double> sums(d_ * d_);
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      const std::vector<double> values = centered(rows.row(i));
      for (std::size_t j = 0; j < d_; ++j) {
        const double weighted = static_cast<double>(rows.weight(i)) * values[j];
        for (std::size_t l = 0; l < d_; ++l) sums[j * d_ + l] += weighted * values[l];
      }
    }
    for (std::size_t j = 0; j < d_; ++j) {  // rounding may tell the two halves apart
      for (std::size_t l = 0; l < j; ++l) sums[j * d_ + l] = sums[l * d_ + j];
    }
    return sums;
  }

  void measure_box(const Rows& rows) {
    low_.assign(d_, std::numeric_limits<double>::infinity());
    high_.assign(d_, -std::numeric_limits<double>::infinity());
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      if (rows.weight(i) == 0) continue;
      const std::vector<double> values = centered(rows.row(i));
      for (std::size_t a = 0; a < d_; ++a) {
        double along = 0;
        for (std::size_t j = 0; j < d_; ++j) along += axes_[a * d_ + j] * values[j];
        low_[a] = std::min(low_[a], along);
        high_[a] = std::max(high_[a], along);
      }
    }
  }

  std::size_t d_;
  std::vector<double> mean_;
  std::vector<double> axes_;  // [axes x features]
  std::vector<double> low_, high_;
};

std::vector<double> weights_of(const Rows& rows) {
  std::vector<double> weights;
  for (const std::int64_t weight : rows.weights) {
    weights.push_back(std::ldexp(static_cast<double>(weight), -rows.weight_exponent));
  }
  return weights;
}

// log W of the rows for each k.
std::vector<double> log_inertias(const Engine& engine, Rows rows, const KMeansOptions& options, const KRange& range,
                                 const Context& context) {
  const std::int64_t most = rows.rows();
  const auto small = engine.small(std::move(rows));
  KMeansOptions one = options;
  one.restarts = starts;
  one.search = 0;
  one.max_iter = iterations;
  one.tol = tolerance;
  one.on_pass = {};
  std::vector<double> logs;
  for (one.k = range.from; one.k <= range.to; ++one.k) {
    context.check_cancelled();
    logs.push_back(one.k > most ? not_known : log_of(kmeans(*small, one, context).inertia));
  }
  return logs;
}

Gap gap_of(const std::vector<std::vector<double>>& references, double log_inertia, std::size_t place) {
  const auto count = static_cast<double>(references.size());
  double mean = 0;
  for (const auto& logs : references) mean += logs[place];
  mean /= count;
  double squares = 0;
  for (const auto& logs : references) squares += (logs[place] - mean) * (logs[place] - mean);
  if (!std::isfinite(mean)) return {not_known, not_known};
  return {mean - log_inertia, std::sqrt(squares / count) * std::sqrt(1 + 1 / count)};
}

}  // namespace

std::vector<Gap> gap_statistic(const Engine& engine, const KMeansOptions& options, const KRange& range,
                               const GapOptions& gap, const Context& context) {
  const std::int64_t all = engine.grid().rows;
  const Draw draw{options.seed, random_for::gap_sample, 0};
  const std::vector<std::int64_t> chosen = evenly_spread(all, std::min(all, gap.most_rows), draw);
  const Rows drawn = engine.select(chosen);
  std::vector<Gap> gaps(static_cast<std::size_t>(range.to - range.from + 1), {not_known, not_known});
  if (drawn.total_weight() == 0 || gap.references < 1) return gaps;
  const std::vector<double> weights = weights_of(drawn);
  Rows sample =
      gap.spread_ties ? make_rows(spread_ties(drawn, options.seed), drawn.features(), weights) : engine.select(chosen);
  const PrincipalBox box(sample);
  const std::int64_t rows = sample.rows();
  const Context quiet = context.quiet(1);
  std::vector<double> of_sample;
  std::vector<std::vector<double>> of_references(static_cast<std::size_t>(gap.references));
  ThreadPool pool(std::min(context.worker_threads(), gap.references + 1));
  pool.run(gap.references + 1, [&](std::int64_t set, int) {  // the last is the sample itself
    if (set == gap.references) {
      of_sample = log_inertias(engine, std::move(sample), options, range, quiet);
      return;
    }
    const std::vector<float> values = box.reference(rows, options.seed, static_cast<int>(set));
    of_references[static_cast<std::size_t>(set)] =
        log_inertias(engine, make_rows(values, engine.grid().features, weights), options, range, quiet);
  });
  for (std::size_t i = 0; i < gaps.size(); ++i) gaps[i] = gap_of(of_references, of_sample[i], i);
  return gaps;
}

std::size_t gap_choice(std::span<const Gap> gaps) {
  for (std::size_t i = 0; i + 1 < gaps.size(); ++i) {
    if (gaps[i].gap >= gaps[i + 1].gap - gaps[i + 1].error) return i;
  }
  return gaps.empty() ? 0 : gaps.size() - 1;
}

}  // namespace segmenta
