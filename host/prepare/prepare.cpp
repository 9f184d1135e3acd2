// Preparation put together: learned by column, constants dropped, put on the grid, applied.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/prepare.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "prepare/apply.h"
#include "prepare/column_device.h"
#include "prepare/learn.h"
#include "prepare/transform.h"

namespace segmenta {
namespace {

// Magnitudes that float32 products of two values can take without overflow or loss below the smallest normal number.
constexpr int smallest_exponent = -40;
constexpr int largest_exponent = 58;

bool is_category(const Column& column, const PrepareOptions& options) {
  const auto& codes = options.categories;
  return column.type == ColumnType::text || std::find(codes.begin(), codes.end(), column.name) != codes.end();
}

std::vector<std::size_t> columns_of_numbers(const Table& table, const std::vector<std::string>& names,
                                            const PrepareOptions& options) {
  std::vector<std::size_t> numbers;
  for (const std::string& name : names) {
    const std::size_t column = table.column_index(name);
    if (!is_category(table.columns()[column], options)) numbers.push_back(column);
  }
  return numbers;
}

std::vector<LearnedFeature> learn_all(const Table& table, const std::vector<std::string>& names,
                                      const PrepareOptions& options, std::span<const double> weights,
                                      const Context& context, ColumnDevice* device) {
  const std::vector<std::size_t> numbers = columns_of_numbers(table, names, options);
  auto learned_numbers = learn_numbers(table, numbers, options, weights, context, device);
  std::vector<LearnedFeature> all;
  for (const std::string& name : names) {
    const std::size_t column = table.column_index(name);
    if (is_category(table.columns()[column], options)) {
      auto categories = learn_categories(table, column, options, weights, context);
      all.insert(all.end(), categories.begin(), categories.end());
    } else {
      std::copy_if(learned_numbers.begin(), learned_numbers.end(), std::back_inserter(all),
                   [&](const LearnedFeature& learned) { return learned.feature.column == name; });
    }
  }
  return all;
}

// Returns those that are dropped: nothing can be told by them.
std::vector<LeftOut> drop_constant(std::vector<LearnedFeature>& learned, const PrepareOptions& options,
                                   const Context& context) {
  std::vector<LeftOut> left_out;
  if (options.scale == Scale::none) return left_out;
  std::string dropped;
  std::erase_if(learned, [&](const LearnedFeature& one) {
    const bool constant = !one.constant.empty() || !(one.feature.scale > 0) || one.min == one.max;
    if (!constant) return false;
    const std::string reason = one.constant.empty() ? "constant" : one.constant;
    left_out.push_back({one.feature.name, reason});
    dropped += fmt::format("{}{}: {}", dropped.empty() ? "" : "; ", one.feature.name, reason);
    return true;
  });
  if (learned.empty()) {
    throw Error(ErrorKind::input, "Nothing to cluster", "no feature is left: " + dropped,
                "Choose other features, or --scale none to cluster them all the same");
  }
  if (!dropped.empty()) context.note("features are left out: " + dropped);
  return left_out;
}

double magnitude(const LearnedFeature& one) {
  const PreparedFeature& f = one.feature;
  return std::max(std::abs((one.min - f.center) / f.scale), std::abs((one.max - f.center) / f.scale));
}

// A common power of two that brings values of extreme magnitude to about 1.
int extreme_exponent(const std::vector<LearnedFeature>& learned) {
  double largest = 0;
  for (const LearnedFeature& one : learned) largest = std::max(largest, magnitude(one));
  if (largest == 0) return 0;
  const int exponent = std::ilogb(largest);
  return exponent < smallest_exponent || exponent >= largest_exponent ? -exponent : 0;
}

void refuse_twice(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw Error(ErrorKind::usage, fmt::format("The feature '{}' is named twice", names[i]), "", "Name it once");
    }
  }
}

// Whether the device takes the columns, which it holds then.
bool suits(ColumnDevice* device, const Table& table, const std::vector<std::string>& columns,
           const PrepareOptions& options, const std::string& weights) {
  if (device == nullptr || !weights.empty() || options.metric != Metric::euclidean) return false;
  if (options.missing == Missing::partial) return false;
  return columns_of_numbers(table, columns, options).size() == columns.size() &&
         device->hold(table.rows(), columns.size());
}

std::shared_ptr<const DeviceValues> prepared_on(ColumnDevice* device, const std::vector<std::string>& columns,
                                                const Preparation& preparation) {
  if (device == nullptr) return nullptr;
  std::vector<std::size_t> column_of;
  for (const PreparedFeature& feature : preparation.features) {
    column_of.push_back(
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), feature.column) - columns.begin()));
  }
  return device->prepare(preparation.features, column_of);
}

}  // namespace

std::string_view name_of(Transform transform) {
  switch (transform) {
    case Transform::log1p:
      return "log1p";
    case Transform::signed_log1p:
      return "signed_log1p";
    case Transform::identity:
      break;
  }
  return "none";
}

double PreparedFeature::prepare(double original) const {
  if (kind == Kind::missing_flag) return (static_cast<double>(std::isnan(original)) - center) / scale;
  double x = std::isnan(original) ? fill : original;
  if (std::isnan(x)) return x;
  x = std::clamp(x, lower, upper);
  return (transformed(x, transform) - center) / scale;
}

double PreparedFeature::restore(double prepared) const { return restored(prepared * scale + center, transform); }

std::vector<std::string> Preparation::names() const {
  std::vector<std::string> all;
  for (const PreparedFeature& feature : features) all.push_back(feature.name);
  return all;
}

PreparedRows prepare(const Table& table, const std::vector<std::string>& columns, const PrepareOptions& options,
                     const std::string& weights, const Context& context) {
  return prepare_on(nullptr, table, columns, options, weights, context);
}

PreparedRows prepare_on(ColumnDevice* device, const Table& table, const std::vector<std::string>& columns,
                        const PrepareOptions& options, const std::string& weights_name, const Context& context) {
  refuse_twice(columns);
  if (!suits(device, table, columns, options, weights_name)) device = nullptr;
  const std::vector<double> weights = read_weights(table, weights_name, context);
  PreparedRows prepared;
  Rows checked(0, 0);
  set_weights(checked, weights);  // refuses bad weights before they spoil a mean
  auto learned = learn_all(table, columns, options, weights, context, device);
  prepared.preparation.left_out = drop_constant(learned, options, context);

  const int exponent = extreme_exponent(learned);
  const double total =
      weights.empty() ? static_cast<double>(table.rows()) : std::accumulate(weights.begin(), weights.end(), 0.0);
  const bool cosine = options.metric == Metric::cosine;
  prepared.preparation.metric = options.metric;
  prepared.preparation.missing = options.missing;
  prepared.preparation.exponent = cosine ? 0 : exponent;
  std::vector<float> magnitudes;
  for (LearnedFeature& one : learned) {
    one.feature.scale = std::ldexp(one.feature.scale, -exponent);
    const double largest = cosine ? 1.0 : magnitude(one);
    one.feature.quantum = choose_quantum(largest, total);
    magnitudes.push_back(static_cast<float>(largest));
    prepared.preparation.features.push_back(one.feature);
  }
  const auto features = static_cast<int>(learned.size());
  if (auto values = prepared_on(device, columns, prepared.preparation)) {
    prepared.rows = Rows(table.rows(), features, std::move(values));
  } else {
    prepared.rows = Rows(table.rows(), features);
    apply(table, prepared.preparation, prepared.rows, context);
  }
  for (const PreparedFeature& feature : prepared.preparation.features) {
    prepared.rows.quantum.push_back(feature.quantum);
  }
  prepared.rows.magnitude = std::move(magnitudes);
  prepared.rows.weights = std::move(checked.weights);
  prepared.rows.weight_exponent = checked.weight_exponent;
  return prepared;
}

Rows prepare_with(const Table& table, const Preparation& preparation, const std::string& weights,
                  const Context& context) {
  Rows rows(table.rows(), static_cast<int>(preparation.features.size()));
  set_weights(rows, read_weights(table, weights, context));
  apply(table, preparation, rows, context);
  for (const PreparedFeature& feature : preparation.features) rows.quantum.push_back(feature.quantum);
  set_magnitudes(rows);
  return rows;
}

std::vector<std::string> default_features(const Table& table, const std::string& weights) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) {
    const bool date = column.type_name.starts_with("datetime64");
    if (column.type != ColumnType::text && !date && column.name != weights) names.push_back(column.name);
  }
  return names;
}

}  // namespace segmenta
