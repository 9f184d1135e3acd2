// RFM scores.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/rfm.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "blocks.h"
#include "prepare/order_statistics.h"
#include "segments/infinite.h"
#include "segments/rfm_scores.h"

namespace segmenta {
namespace {

// The column that is named or found. Throws where there is none.
std::string need_column(const Table& table, Meaning meaning, const std::string& named) {
  std::string column = take_column(table, meaning, named);
  if (!column.empty()) return column;
  throw Error(ErrorKind::input, fmt::format("No column of {} is known as {}", table.name(), name_of(meaning)), "",
              fmt::format("Name it with --{}", name_of(meaning)));
}

[[noreturn]] void refuse_missing(const Table& table, const std::string& column, std::int64_t row) {
  throw Error(ErrorKind::input, fmt::format("Missing value in column '{}' of {}", column, table.name()),
              fmt::format("the first is in row {}", row), "Customers without one cannot be scored: leave them out");
}

// Three columns are read one after the other, in one step.
struct Step {
  std::string_view name;
  int column = 0;  ///< of the three
};

// Calls take(row, value) for every value of a column.
template <class Take>
void for_each_value(const Table& table, const std::string& column, const Step& step, const Context& context,
                    const Take& take) {
  const std::size_t index = table.column_index(column);
  Context of_column = context;
  of_column.on_progress = [&](const Progress& now) {
    context.progress(now.step, step.column * now.total + now.done, 3 * now.total);
  };
  for_each_block(table, std::span(&index, 1), of_column, step.name, [&](const Block& block) {
    for (std::int64_t i = 0; i < block.count; ++i) {
      const double value = block.values[static_cast<std::size_t>(i)];
      if (std::isnan(value)) refuse_missing(table, column, block.first + i);
      if (std::isinf(value)) refuse_infinite(table, column, block.first + i);
      take(block.first + i, value);
    }
  });
}

CutPoints quintiles_of(const Table& table, const std::string& column, int number, const Context& context) {
  std::vector<double> values(static_cast<std::size_t>(table.rows()));
  for_each_value(table, column, {"cut points", number}, context,
                 [&](std::int64_t row, double value) { values[static_cast<std::size_t>(row)] = value; });
  return quintile_cuts(values);
}

std::vector<std::int8_t> scores_of(const Table& table, const std::string& column, int number, const CutPoints& cuts,
                                   const Context& context) {
  std::vector<std::int8_t> scores(static_cast<std::size_t>(table.rows()));
  for_each_value(table, column, {"score", number}, context, [&](std::int64_t row, double value) {
    scores[static_cast<std::size_t>(row)] = score_by_cuts(value, cuts);
  });
  return scores;
}

}  // namespace

CutPoints quintile_cuts(std::span<const double> values) {
  const auto last = static_cast<double>(values.size() - 1);
  CutPoints positions{};
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = static_cast<double>(i + 1) / rfm_scores * last;
  const auto found = order_statistics(values, static_cast<std::int64_t>(values.size()), positions);
  CutPoints cuts{};
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const double fraction = positions[i] - std::floor(positions[i]);
    cuts[i] = fraction == 0 ? found[i].low : found[i].low + (found[i].high - found[i].low) * fraction;
  }
  return cuts;
}

std::int8_t score_by_cuts(double value, const CutPoints& cuts) {
  return static_cast<std::int8_t>(1 + (std::lower_bound(cuts.begin(), cuts.end(), value) - cuts.begin()));
}

std::vector<std::int64_t> score_counts(const std::vector<std::int8_t>& scores) {
  std::vector<std::int64_t> counts(rfm_scores);
  for (const std::int8_t score : scores) ++counts[static_cast<std::size_t>(score - 1)];
  return counts;
}

RfmColumns find_rfm_columns(const Table& table, const RfmColumns& named) {
  return {need_column(table, Meaning::recency, named.recency), need_column(table, Meaning::frequency, named.frequency),
          need_column(table, Meaning::value, named.monetary)};
}

RfmCuts quintiles(const Table& table, const RfmColumns& columns, const Context& context) {
  if (table.rows() == 0)
    throw Error(ErrorKind::input, table.name() + " has no rows", "", "Give a store with customers");
  return {quintiles_of(table, columns.recency, 0, context), quintiles_of(table, columns.frequency, 1, context),
          quintiles_of(table, columns.monetary, 2, context)};
}

Rfm score_rfm(const Table& table, const RfmColumns& columns, const RfmCuts& cuts, const RfmMap& map,
              const Context& context) {
  Rfm rfm{columns,
          cuts,
          map.names,
          rfm_definitions(map),
          scores_of(table, columns.recency, 0, cuts.recency, context),
          scores_of(table, columns.frequency, 1, cuts.frequency, context),
          scores_of(table, columns.monetary, 2, cuts.monetary, context),
          {}};
  for (std::size_t row = 0; row < rfm.recency_score.size(); ++row) {
    std::int8_t& recency = rfm.recency_score[row];
    recency = static_cast<std::int8_t>(rfm_scores + 1 - recency);  // less is better
    rfm.segment.push_back(map.segment(recency, rfm.frequency_score[row], rfm.monetary_score[row]));
  }
  return rfm;
}

}  // namespace segmenta
