// Figures of every column in one pass, block by block.

#include <segmenta/inspect.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "blocks.h"

namespace segmenta {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Sums are of distances from the first finite value, so that values far from zero lose no digits in the mean.
struct Running {
  ColumnSummary summary;
  double shift = nan;
  double sum = 0;
  std::int64_t finite = 0;

  void take_block(std::span<const double> values);
  [[nodiscard]] ColumnSummary finished() const;
};

void Running::take_block(std::span<const double> values) {
  double block_sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) {
      ++summary.missing;
    } else if (std::isinf(value)) {
      ++summary.infinite;
    } else {
      if (finite++ == 0) shift = summary.min = summary.max = value;
      summary.min = std::min(summary.min, value);
      summary.max = std::max(summary.max, value);
      block_sum += value - shift;
    }
  }
  sum += block_sum;
}

ColumnSummary Running::finished() const {
  ColumnSummary done = summary;
  if (finite == 0) {
    done.min = done.mean = done.max = nan;
  } else {
    done.mean = shift + sum / static_cast<double>(finite);
  }
  return done;
}

std::vector<std::size_t> columns_where(const Table& table, bool text) {
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < table.columns().size(); ++j) {
    if ((table.columns()[j].type == ColumnType::text) == text) columns.push_back(j);
  }
  return columns;
}

std::vector<Running> summarise_numbers(const Table& table, const std::vector<std::size_t>& columns,
                                       const Context& context) {
  std::vector<Running> running(columns.size());
  for_each_block(table, columns, context, "inspect", [&](const Block& block) {
    for (std::size_t j = 0; j < columns.size(); ++j) running[j].take_block(block.column(j));
  });
  return running;
}

void count_missing_text(const Table& table, std::size_t column, const Context& context, ColumnSummary& summary) {
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    const auto texts = table.read_text(column, first, std::min(block_rows, table.rows() - first));
    summary.missing += std::count(texts.begin(), texts.end(), std::string());
  }
}

}  // namespace

std::vector<ColumnSummary> inspect(const Table& table, const Context& context) {
  const auto numbers = columns_where(table, false);
  const auto running = summarise_numbers(table, numbers, context);
  std::vector<ColumnSummary> summaries;
  for (const Column& column : table.columns()) summaries.push_back({column, 0, 0, nan, nan, nan});
  for (std::size_t j = 0; j < numbers.size(); ++j) {
    ColumnSummary done = running[j].finished();
    done.column = table.columns()[numbers[j]];
    summaries[numbers[j]] = std::move(done);
  }
  for (const std::size_t j : columns_where(table, true)) count_missing_text(table, j, context, summaries[j]);
  return summaries;
}

}  // namespace segmenta
