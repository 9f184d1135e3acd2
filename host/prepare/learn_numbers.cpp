// Learns how columns of numbers are prepared: as many at a time as the prepared rows will take memory, each by a
// thread.

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "blocks.h"
#include "parallel.h"
#include "prepare/column_device.h"
#include "prepare/learn.h"
#include "prepare/learn_column.h"

namespace segmenta {
namespace {

constexpr double least_flagged = 0.05;  // share without a value: a rarer flag, scaled, would be a segment of its own

// All values of a column, and their moments, taken block by block while they are at hand.
struct WholeColumn {
  std::vector<double> values;
  Moments moments;
};

// `columns_read` may have more columns than are read; their memory is used again, which saves clearing it.
void read_whole(const Table& table, std::span<const std::size_t> columns, std::span<const double> weights,
                const Context& context, ThreadPool& pool, std::vector<WholeColumn>& columns_read) {
  columns_read.resize(std::max(columns_read.size(), columns.size()));
  for (WholeColumn& one : columns_read) {
    one.values.clear();
    one.values.reserve(static_cast<std::size_t>(table.rows()));
    one.moments = {};
  }
  for_each_block(table, columns, context, "prepare", [&](const Block& block) {
    const auto first = static_cast<std::size_t>(block.first), count = static_cast<std::size_t>(block.count);
    const auto block_weights = weights.empty() ? weights : weights.subspan(first, count);
    pool.run(static_cast<std::int64_t>(columns.size()), [&](std::int64_t task, int) {
      const auto c = static_cast<std::size_t>(task);
      const auto values = block.column(c);
      columns_read[c].moments.combine(block_moments(values, block_weights, block.first));
      columns_read[c].values.insert(columns_read[c].values.end(), values.begin(), values.end());
    });
  });
}

// float64 here, float32 as prepared rows, which come later.
std::size_t columns_at_once(std::size_t columns, std::int64_t rows) {
  constexpr std::int64_t values_anyway = std::int64_t{1} << 20;
  const auto small = static_cast<std::size_t>(values_anyway / std::max<std::int64_t>(rows, 1));
  return std::max({columns / 2, small, std::size_t{1}});
}

std::string where(const Table& table, const LearnedColumn& one) {
  return fmt::format("column '{}' of {}", one.learned.feature.name, table.name());
}

void refuse_gaps(const Table& table, const LearnedColumn& one, Missing missing) {
  const Moments& m = one.as_stored;
  if (m.first_infinite >= 0) {
    throw Error(ErrorKind::input, fmt::format("Infinite value in {}, row {}", where(table, one), m.first_infinite), "",
                "Repair the value or leave the column out with --features");
  }
  if (m.missing > 0 && missing == Missing::error) {
    throw Error(ErrorKind::input, fmt::format("Missing values in {}", where(table, one)),
                fmt::format("{} of {} rows, the first is row {}", m.missing, table.rows(), m.first_missing),
                "Use --missing auto, median or partial, or choose other columns with --features");
  }
  if (m.present == 0) {
    throw Error(ErrorKind::input, fmt::format("No value in {}", where(table, one)), "every row is missing",
                "Choose other columns with --features");
  }
  if (!std::isfinite(one.as_used.m2)) {
    throw Error(ErrorKind::input, fmt::format("Values too large in {}", where(table, one)),
                fmt::format("from {} to {}: their variance cannot be represented", m.min, m.max),
                "Use other units or --clip");
  }
}

void refuse_unknown_log_names(const Table& table, std::span<const std::size_t> columns, const PrepareOptions& options) {
  if (options.log != Log::named) return;
  for (const std::string& name : options.log_features) {
    const bool known = std::ranges::any_of(columns, [&](std::size_t c) { return table.columns()[c].name == name; });
    if (known) continue;
    throw Error(ErrorKind::input, fmt::format("--log names '{}', which is not a feature of this fit", name), "",
                "Name one of the features");
  }
}

bool wants_flag(const LearnedColumn& one, const PrepareOptions& options) {
  if (options.missing == Missing::automatic) return one.missing_share >= least_flagged;
  return options.missing == Missing::median && options.missing_flags && one.missing_share > 0;
}

LearnedFeature missing_flag(const LearnedColumn& one, const PrepareOptions& options) {
  const double share = one.missing_share;
  PreparedFeature flag;
  flag.column = one.learned.feature.column;
  flag.name = flag.column + "_missing";
  flag.kind = PreparedFeature::Kind::missing_flag;
  flag.center = options.metric == Metric::cosine || options.scale == Scale::minmax ? 0 : share;
  flag.scale = options.scale == Scale::zscore ? std::sqrt(share * (1 - share)) : 1;
  flag.reason = fmt::format("{:.1f} % have no {}", 100 * share, flag.column);
  return {.feature = flag, .min = 0, .max = 1};
}

using LearnOne = std::function<LearnedColumn(std::size_t)>;

void learn_group(const Table& table, std::size_t columns, const PrepareOptions& options, const Context& context,
                 ThreadPool& pool, const LearnOne& learn, std::vector<LearnedFeature>& features) {
  std::vector<LearnedColumn> learned(columns);
  pool.run(static_cast<std::int64_t>(columns), [&](std::int64_t task, int) {
    const auto c = static_cast<std::size_t>(task);
    learned[c] = learn(c);
  });
  for (const LearnedColumn& one : learned) {
    refuse_gaps(table, one, options.missing);
    for (const std::string& note : one.notes) context.note(note);
    features.push_back(one.learned);
    if (wants_flag(one, options)) features.push_back(missing_flag(one, options));
  }
}

}  // namespace

std::vector<LearnedFeature> learn_numbers(const Table& table, std::span<const std::size_t> columns,
                                          const PrepareOptions& options, std::span<const double> weights,
                                          const Context& context, ColumnDevice* device) {
  refuse_unknown_log_names(table, columns, options);
  std::vector<LearnedFeature> features;
  ThreadPool pool(context.worker_threads());
  if (device != nullptr) {
    for_each_block(table, columns, context, "prepare", [&](const Block& block) { device->add(block); });
    const auto learn = [&](std::size_t c) {
      const auto values = device->column(c);
      return learn_column(table.columns()[columns[c]], *values, values->moments(nullptr), options);
    };
    learn_group(table, columns.size(), options, context, pool, learn, features);
    return features;
  }
  const std::size_t at_once = columns_at_once(columns.size(), table.rows());
  std::vector<WholeColumn> whole;
  for (std::size_t first = 0; first < columns.size(); first += at_once) {
    const auto group = columns.subspan(first, std::min(at_once, columns.size() - first));
    read_whole(table, group, weights, context, pool, whole);
    const auto learn = [&](std::size_t c) {
      HostColumn values(whole[c].values, weights);
      return learn_column(table.columns()[group[c]], values, whole[c].moments, options);
    };
    learn_group(table, group.size(), options, context, pool, learn, features);
  }
  return features;
}

}  // namespace segmenta
