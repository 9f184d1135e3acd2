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
  for_each_block(table, columns, context, "read", [&](const Block& block) {
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

MemoryPlan memory_plan(std::int64_t rows, std::int64_t features, std::int64_t more_of_a_row) {
  // What a fit keeps of a row beside its prepared values in float32: label, bound, distance, margin and runner-up of 4
  // bytes each, and half a byte for its norm.
  constexpr double of_a_row = 5 * 4 + 0.5;
  constexpr std::int64_t value_bytes = 4;
  constexpr std::int64_t program_bytes = std::int64_t{40} << 20;  // with its libraries and small buffers
  constexpr std::int64_t block_bytes = 16;                        // two blocks as read, in float64
  MemoryPlan plan;
  plan.streamed_bytes = program_bytes + std::min(rows, block_rows) * features * block_bytes;
  const auto kept =
      static_cast<std::int64_t>(static_cast<double>(rows) * (of_a_row + static_cast<double>(more_of_a_row)));
  plan.resident_bytes = program_bytes + rows * features * value_bytes +
                        std::max(kept, std::min(rows, block_rows) * features * block_bytes);
  return plan;
}

StoreSummary inspect(const Table& table, const Context& context) {
  const auto numbers = columns_where(table, false);
  const auto running = summarise_numbers(table, numbers, context);
  StoreSummary summary;
  for (const Column& column : table.columns()) summary.columns.push_back({column, 0, 0, nan, nan, nan});
  for (std::size_t j = 0; j < numbers.size(); ++j) {
    ColumnSummary done = running[j].finished();
    done.column = table.columns()[numbers[j]];
    summary.columns[numbers[j]] = std::move(done);
  }
  for (const std::size_t j : columns_where(table, true)) {
    count_missing_text(table, j, context, summary.columns[j]);
  }
  summary.memory = memory_plan(table.rows(), static_cast<std::int64_t>(numbers.size()));
  return summary;
}

}  // namespace segmenta
