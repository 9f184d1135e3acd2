// A column of text or codes becomes a feature for each of its values, which must be few.

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <map>
#include <string>

#include "blocks.h"
#include "prepare/labels.h"
#include "prepare/learn.h"

namespace segmenta {
namespace {

constexpr std::size_t most_categories = 64;

struct CategoryCounts {
  std::map<std::string, double> weight;  ///< by value, "" left out
  double total = 0;                      ///< of rows with a value
  std::int64_t missing = 0;
  std::int64_t first_missing = -1;
};

CategoryCounts count_categories(const Table& table, std::size_t column, std::span<const double> weights,
                                const Context& context) {
  CategoryCounts counts;
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    std::int64_t row = first;
    for (const std::string& value : read_labels(table, column, first, std::min(block_rows, table.rows() - first))) {
      const double weight = weights.empty() ? 1 : weights[static_cast<std::size_t>(row)];
      if (value.empty()) {
        if (counts.missing++ == 0) counts.first_missing = row;
      } else {
        counts.weight[value] += weight;
        counts.total += weight;
      }
      ++row;
    }
    if (counts.weight.size() > most_categories) {
      throw Error(ErrorKind::input,
                  fmt::format("Too many categories in column '{}' of {}", table.columns()[column].name, table.name()),
                  fmt::format("more than {} different values", most_categories),
                  "Group them into fewer, or leave the column out of --features");
    }
  }
  return counts;
}

void refuse_missing(const CategoryCounts& counts, const Table& table, std::size_t column) {
  throw Error(ErrorKind::input,
              fmt::format("Missing values in column '{}' of {}", table.columns()[column].name, table.name()),
              fmt::format("{} of {} rows, the first is row {}", counts.missing, table.rows(), counts.first_missing),
              "Use --missing auto (none of the categories), median (the most frequent value) or partial");
}

}  // namespace

std::vector<LearnedFeature> learn_categories(const Table& table, std::size_t column, const PrepareOptions& options,
                                             std::span<const double> weights, const Context& context) {
  const CategoryCounts counts = count_categories(table, column, weights, context);
  if (counts.missing > 0 && options.missing == Missing::error) refuse_missing(counts, table, column);
  const auto most = std::max_element(counts.weight.begin(), counts.weight.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<LearnedFeature> features;
  for (const auto& [value, weight] : counts.weight) {
    PreparedFeature feature;
    feature.column = table.columns()[column].name;
    feature.name = feature.column + "=" + value;
    feature.kind = PreparedFeature::Kind::category;
    feature.category = value;
    feature.scale = 1 / options.category_weight;
    feature.center = options.metric == Metric::cosine ? 0 : weight / counts.total;
    if (options.missing == Missing::median) feature.fill = value == most->first ? 1 : 0;
    if (options.missing == Missing::automatic) feature.fill = 0;
    feature.rows_missing = counts.missing;
    feature.reason = fmt::format("{:.1f} % have it", 100 * weight / counts.total);
    features.push_back({.feature = feature, .min = 0, .max = counts.weight.size() > 1 ? 1.0 : 0.0});
  }
  return features;
}

}  // namespace segmenta
