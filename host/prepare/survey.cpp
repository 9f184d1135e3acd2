// One pass over the columns, in blocks, columns shared out to threads.

#include "prepare/survey.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "blocks.h"
#include "parallel.h"
#include "prepare/column_kernels.h"
#include "prepare/tails.h"

namespace segmenta {
namespace {

constexpr std::int64_t sample_rows = 65536;
constexpr std::int64_t sample_values = std::int64_t{1} << 22;
constexpr std::int64_t least_sample_rows = 1024;

// Every how many rows one is part of the sample.
std::int64_t sample_step(std::int64_t rows, std::size_t columns) {
  const std::int64_t room = sample_values / static_cast<std::int64_t>(std::max<std::size_t>(columns, 1));
  const std::int64_t wanted = std::clamp(room, least_sample_rows, sample_rows);
  return std::max<std::int64_t>(1, (rows + wanted - 1) / wanted);
}

void add_sample(SurveyedColumn& column, std::span<const double> values, std::int64_t first, std::int64_t step) {
  for (std::int64_t i = (step - first % step) % step; i < static_cast<std::int64_t>(values.size()); i += step) {
    column.sample.push_back(values[static_cast<std::size_t>(i)]);
  }
}

void check_numbering(SurveyedColumn& column, std::span<const double> values, std::int64_t first) {
  for (std::size_t i = 0; column.numbers_rows && i < values.size(); ++i) {
    const bool begins = first == 0 && i == 0;
    column.numbers_rows = begins ? std::trunc(values[i]) == values[i] : values[i] == column.last + 1;
    column.last = values[i];
  }
}

bool is_date(double value) {
  constexpr double earliest = 19000101, latest = 21001231;
  if (!(value >= earliest && value <= latest) || std::trunc(value) != value) return false;
  const auto number = static_cast<std::int64_t>(value);
  const std::int64_t month = number / 100 % 100, day = number % 100;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void limit_tails(std::vector<double>& values) {
  if (std::ranges::all_of(values, [](double x) { return std::isnan(x); })) return;
  const TailQuantiles quantiles = tail_quantiles(values, {});
  const auto [lower, upper] = tail_limits(values_beyond(values, {}, quantiles), quantiles, Transform::identity);
  for (double& x : values) x = x < lower ? lower : x > upper ? upper : x;  // NaN stays
}

// Coarser than the order of a sum shows in.
double rounded(double r) { return std::ldexp(std::nearbyint(std::ldexp(r, 20)), -20); }

}  // namespace

std::vector<SurveyedColumn> survey(const Table& table, std::span<const std::size_t> columns, const Context& context) {
  std::vector<SurveyedColumn> all(columns.size());
  ThreadPool pool(context.worker_threads());
  const std::int64_t step = sample_step(table.rows(), columns.size());
  for_each_block(table, columns, context, "choose features", [&](const Block& block) {
    pool.run(static_cast<std::int64_t>(columns.size()), [&](std::int64_t task, int) {
      const auto c = static_cast<std::size_t>(task);
      const auto values = block.column(c);
      all[c].moments.combine(block_moments(values, {}, block.first));
      add_sample(all[c], values, block.first, step);
      check_numbering(all[c], values, block.first);
    });
  });
  return all;
}

double most_frequent_share(std::span<const double> values) {
  std::vector<double> sorted;
  std::ranges::copy_if(values, std::back_inserter(sorted), [](double x) { return !std::isnan(x); });
  if (sorted.empty()) return 1;
  std::ranges::sort(sorted);
  std::ptrdiff_t most = 0;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::upper_bound(begin, sorted.end(), *begin);
    most = std::max(most, end - begin);
    begin = end;
  }
  return static_cast<double>(most) / static_cast<double>(sorted.size());
}

bool are_dates(std::span<const double> values) {
  return std::ranges::any_of(values, is_date) &&
         std::ranges::all_of(values, [](double x) { return std::isnan(x) || is_date(x); });
}

Standardised standardised(std::span<const double> values) {
  Standardised result{.values = {values.begin(), values.end()}};
  limit_tails(result.values);
  const Moments moments = block_moments(result.values, {}, 0);
  const double length = std::sqrt(moments.m2);
  result.complete = moments.missing == 0;
  const bool spread = length > 0 && std::isfinite(length);
  for (double& x : result.values) x = spread ? (x - moments.mean) / length : 0;
  return result;
}

double correlation(const Standardised& a, const Standardised& b) {
  LaneSum products, squares_a, squares_b;
  if (a.complete && b.complete) {
    column_kernels().sum_products(a.values.data(), b.values.data(), static_cast<std::int64_t>(a.values.size()),
                                  products);
    return rounded(products.total());
  }
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double x = a.values[i], y = b.values[i];
    if (std::isnan(x) || std::isnan(y)) continue;
    products.add(i, x * y);
    squares_a.add(i, x * x);
    squares_b.add(i, y * y);
  }
  const double length = std::sqrt(squares_a.total() * squares_b.total());
  return length > 0 ? rounded(products.total() / length) : 0;
}

}  // namespace segmenta
