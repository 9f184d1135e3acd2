// Prepares the rows of a table: threads take some rows each and go column by column while the cache holds them.

#include "prepare/apply.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>

#include "blocks.h"
#include "parallel.h"
#include "prepare/column_kernels.h"
#include "prepare/labels.h"

namespace segmenta {
namespace {

// So many that their prepared values stay in the L2 cache.
std::int64_t rows_of_a_task(std::size_t features) {
  constexpr std::int64_t values = 65536, least = 64, most = 2048;
  return std::clamp(values / std::max<std::int64_t>(1, static_cast<std::int64_t>(features)), least, most);
}

using Kind = PreparedFeature::Kind;

class Preparer {
 public:
  Preparer(const Table& table, const Preparation& preparation, Rows& rows, const Context& context)
      : table_(table),
        preparation_(preparation),
        rows_(rows),
        context_(context),
        pool_(context.worker_threads()),
        negative_(preparation.features.size()),
        missing_(preparation.features.size()) {
    for (const PreparedFeature& feature : preparation.features) {
      columns_.push_back(table.column_index(feature.column));
      refuse_wrong_type(feature, columns_.back());
    }
  }

  void prepare_all() {
    prepare_numbers();
    prepare_categories();
    note_unforeseen();
    if (preparation_.metric == Metric::cosine) normalise();
    rows_.has_missing = rows_.has_missing || missing_seen_.load();
  }

 private:
  void refuse_wrong_type(const PreparedFeature& feature, std::size_t column) const {
    const bool text = table_.columns()[column].type == ColumnType::text;
    if (!text || feature.kind == Kind::category) return;  // a code is a category too
    throw Error(ErrorKind::input, fmt::format("Column '{}' of {} is text", feature.column, table_.name()),
                "the model learned it as a number", "Use the model's own kind of store");
  }

  void prepare_numbers() {
    std::vector<std::size_t> read;  // each column once, also where a flag is made of it
    std::vector<std::size_t> features;
    std::vector<std::size_t> position;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (preparation_.features[j].kind == Kind::category) continue;
      const auto found = std::find(read.begin(), read.end(), columns_[j]);
      position.push_back(static_cast<std::size_t>(found - read.begin()));
      features.push_back(j);
      if (found == read.end()) read.push_back(columns_[j]);
    }
    const std::int64_t task_rows = rows_of_a_task(features.size());
    for_each_block(table_, read, context_, "prepare", [&](const Block& block) {
      pool_.run((block.count + task_rows - 1) / task_rows, [&](std::int64_t task, int) {
        const std::int64_t first = task * task_rows;
        const auto count = static_cast<std::size_t>(std::min(task_rows, block.count - first));
        std::vector<std::span<const double>> columns;
        for (const std::size_t at : position) {
          columns.push_back(block.column(at).subspan(static_cast<std::size_t>(first), count));
        }
        prepare_columns(features, columns, block.first + first);
      });
    });
  }

  // Some rows of the given features: column by column, then from columns to rows while the cache holds them.
  void prepare_columns(std::span<const std::size_t> features, std::span<const std::span<const double>> columns,
                       std::int64_t first_row) {
    const std::size_t count = columns[0].size();
    std::vector<float> prepared(features.size() * count);
    std::vector<std::size_t> to_explain;
    for (std::size_t f = 0; f < features.size(); ++f) {
      if (!prepare_column(features[f], columns[f], prepared.data() + f * count)) to_explain.push_back(f);
    }
    for (std::size_t i = 0; i < count; ++i) {
      float* row = rows_.row(first_row + static_cast<std::int64_t>(i));
      for (std::size_t f = 0; f < features.size(); ++f) row[features[f]] = prepared[f * count + i];
    }
    for (const std::size_t f : to_explain) explain(features[f], columns[f], first_row);
  }

  void prepare_categories() {
    std::map<std::size_t, std::vector<std::size_t>> features_of;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (preparation_.features[j].kind == Kind::category) features_of[columns_[j]].push_back(j);
    }
    for (const auto& [column, features] : features_of) prepare_category_column(column, features);
  }

  void prepare_category_column(std::size_t column, const std::vector<std::size_t>& features) {
    std::int64_t unknown = 0;
    std::vector<double> indicator;
    for (std::int64_t first = 0; first < table_.rows(); first += block_rows) {
      context_.check_cancelled();
      const auto text = read_labels(table_, column, first, std::min(block_rows, table_.rows() - first));
      std::vector<bool> known(text.size(), false);
      for (const std::size_t j : features) {
        const std::string& category = preparation_.features[j].category;
        indicator.clear();
        for (std::size_t i = 0; i < text.size(); ++i) {
          const bool equal = text[i] == category;
          if (equal || text[i].empty()) known[i] = true;
          indicator.push_back(text[i].empty() ? std::nan("") : static_cast<double>(equal));
        }
        const std::span<const double> values = indicator;
        prepare_columns({&j, 1}, {&values, 1}, first);
      }
      unknown += std::count(known.begin(), known.end(), false);
    }
    if (unknown > 0) {
      context_.note(
          fmt::format("{} rows have a value of '{}' that the model has not seen: none of its categories applies",
                      unknown, table_.columns()[column].name));
    }
  }

  // Values that no row had when the model was fitted, and that it has a way with all the same.
  void count_unforeseen(std::size_t j, std::span<const double> values) {
    const PreparedFeature& feature = preparation_.features[j];
    if (feature.kind != Kind::value) return;
    if (feature.transform == Transform::log1p && feature.lower >= 0) {
      negative_[j] += std::ranges::count_if(values, [](double x) { return x < 0; });
    }
    if (feature.rows_missing == 0 && preparation_.missing == Missing::automatic) {
      missing_[j] += std::ranges::count_if(values, [](double x) { return std::isnan(x); });
    }
  }

  void note_unforeseen() const {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const PreparedFeature& feature = preparation_.features[j];
      if (negative_[j] > 0) {
        context_.note(fmt::format(
            "{} rows have a '{}' below 0, of which the model takes no log: they count as its lowest, {:.6g}",
            negative_[j].load(), feature.column, feature.lower));
      }
      if (missing_[j] > 0) {
        context_.note(
            fmt::format("{} rows have no '{}', which all had when the model was fitted: they count as its "
                        "median, {:.6g}",
                        missing_[j].load(), feature.column, feature.fill));
      }
    }
  }

  // Returns whether all prepared values are finite.
  bool prepare_column(std::size_t j, std::span<const double> values, float* prepared) {
    const PreparedFeature& feature = preparation_.features[j];
    count_unforeseen(j, values);
    const double quantum = preparation_.metric == Metric::cosine ? 0 : feature.quantum;  // cosine: when normalised
    std::vector<double> buffer;
    if (feature.kind == Kind::missing_flag) {
      for (const double x : values) buffer.push_back(static_cast<double>(std::isnan(x)));
      values = buffer;
    } else {
      values = used_values(values, feature, buffer);
    }
    return column_kernels().scale(values.data(), static_cast<std::int64_t>(values.size()), feature, quantum, prepared);
  }

  // Values that are not finite: missing ones may be allowed, infinities never are.
  void explain(std::size_t j, std::span<const double> values, std::int64_t first_row) {
    const PreparedFeature& feature = preparation_.features[j];
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto row = first_row + static_cast<std::int64_t>(i);
      if (std::isfinite(rows_.row(row)[j])) continue;
      if (std::isnan(values[i]) && preparation_.missing == Missing::partial) {
        missing_seen_.store(true, std::memory_order_relaxed);
        continue;
      }
      const bool missing = std::isnan(values[i]);
      if (feature.transform == Transform::log1p && values[i] <= -1) refuse_below_log(feature, values[i], row);
      throw Error(
          ErrorKind::input,
          fmt::format("{} in column '{}' of {}, row {}", missing ? "Missing value" : fmt::format("Value {}", values[i]),
                      feature.column, table_.name(), row),
          missing ? "the model has no rule for missing values" : "it cannot be prepared",
          missing ? "Fill the column, or fit with --missing auto, median or partial" : "Repair the value");
    }
  }

  // Models of before log1p had a lower limit.
  [[noreturn]] void refuse_below_log(const PreparedFeature& feature, double value, std::int64_t row) const {
    throw Error(ErrorKind::input,
                fmt::format("Value {} in column '{}' of {}, row {}", value, feature.column, table_.name(), row),
                "the model takes log(1 + x) of this column, which there is of values above -1 alone",
                "Repair the value, or fit the model again: it then counts as the lowest seen");
  }

  // Rows to length 1; a row of zeros has no direction and stays as it is.
  void normalise() {
    std::atomic<std::int64_t> zeros{0};
    pool_.run((rows_.rows() + block_rows - 1) / block_rows, [&](std::int64_t block, int) {
      const std::int64_t end = std::min(rows_.rows(), (block + 1) * block_rows);
      for (std::int64_t i = block * block_rows; i < end; ++i) {
        if (!normalise_row(rows_.row(i))) zeros.fetch_add(1, std::memory_order_relaxed);
      }
    });
    if (zeros > 0) context_.note(fmt::format("{} rows are all 0 and have no direction; they stay at 0", zeros.load()));
  }

  bool normalise_row(float* row) const {
    double square = 0;
    for (int j = 0; j < rows_.features(); ++j) square += static_cast<double>(row[j]) * static_cast<double>(row[j]);
    const double length = square > 0 ? std::sqrt(square) : 1;
    for (int j = 0; j < rows_.features(); ++j) {
      row[j] = snap(static_cast<double>(row[j]) / length, preparation_.features[static_cast<std::size_t>(j)].quantum);
    }
    return square > 0;
  }

  const Table& table_;
  const Preparation& preparation_;
  Rows& rows_;
  const Context& context_;
  ThreadPool pool_;
  std::vector<std::size_t> columns_;
  std::atomic<bool> missing_seen_{false};
  std::vector<std::atomic<std::int64_t>> negative_, missing_;  // rows, by feature
};

void refuse_rows_without_values(const Rows& rows, const Table& table) {
  if (!rows.has_missing) return;
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    const float* row = rows.row(i);
    if (std::any_of(row, row + rows.features(), [](float x) { return !std::isnan(x); })) continue;
    throw Error(ErrorKind::input, fmt::format("Row {} of {} has no value in any feature", i, table.name()),
                "partial distances need at least one", "Remove the row or use --missing median");
  }
}

}  // namespace

void apply(const Table& table, const Preparation& preparation, Rows& rows, const Context& context) {
  Preparer(table, preparation, rows, context).prepare_all();
  refuse_rows_without_values(rows, table);
}

std::vector<double> read_weights(const Table& table, const std::string& name, const Context& context) {
  std::vector<double> weights;
  if (name.empty()) return weights;
  const std::size_t column = table.column_index(name);
  if (table.columns()[column].type == ColumnType::text) {
    throw Error(ErrorKind::input, fmt::format("The weights column '{}' of {} is text", name, table.name()), "",
                "Name a column of numbers");
  }
  weights.reserve(static_cast<std::size_t>(table.rows()));
  for_each_block(table, std::span(&column, 1), context, "prepare", [&](const Block& block) {
    weights.insert(weights.end(), block.values.begin(), block.values.begin() + block.count);
  });
  return weights;
}

}  // namespace segmenta
