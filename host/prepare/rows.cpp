// The grid: its quanta, weights as whole numbers, and the refusal of what sums could not hold.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/rows.h>
#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace segmenta {
namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t huge_page = std::size_t{1} << 21;  // fewer of them to fault in, and to look up
// A value is at most 2^value_bits quanta; weighted sums are kept in 128 bits, so weights may take the rest.
constexpr int most_value_bits = 50;
constexpr int least_value_bits = 30;
constexpr int weight_bits = 53;

double sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

bool whole(double value) { return std::nearbyint(value) == value; }

}  // namespace

void Rows::Free::operator()(float* values) const { ::operator delete[](values, std::align_val_t{alignment}); }

Rows::Rows(std::int64_t rows, int features) : rows_(rows), features_(features) {
  // Kernels may read a whole vector at the end of the last row.
  constexpr std::size_t slack = 64;
  const auto values = static_cast<std::size_t>(rows) * static_cast<std::size_t>(features) + slack;
  const std::size_t bytes = values * sizeof(float);
  const std::size_t alignment = bytes < huge_page ? cache_line : huge_page;
  values_ = {static_cast<float*>(::operator new[](bytes, std::align_val_t{alignment})), Free{alignment}};
  if (alignment == huge_page) madvise(values_.get(), bytes, MADV_HUGEPAGE);  // a hint: it may fail
  std::fill_n(values_.get() + (values - slack), slack, 0.0F);
}

Rows::Rows(std::int64_t rows, int features, std::shared_ptr<const DeviceValues> values)
    : rows_(rows), features_(features), on_device_(std::move(values)) {}

int128 Rows::total_weight() const {
  if (!weighted()) return rows_;
  return std::accumulate(weights.begin(), weights.end(), int128{0});
}

Grid Rows::grid() const {
  return {.rows = rows_,
          .features = features_,
          .quantum = quantum,
          .magnitude = magnitude,
          .total_weight = total_weight(),
          .weight_exponent = weight_exponent,
          .weighted = weighted(),
          .has_missing = has_missing};
}

double choose_quantum(double magnitude, double total_weight) {
  if (magnitude == 0) return 1.0;
  const int bits = std::clamp(62 - std::ilogb(std::max(total_weight, 1.0)) - 1, least_value_bits, most_value_bits);
  return std::ldexp(1.0, std::ilogb(magnitude) + 1 - bits);
}

float snap(double value, double quantum) { return snap(value, 1 / quantum, quantum); }

void set_weights(Rows& rows, std::span<const double> weights) {
  if (weights.empty()) return;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (std::isfinite(weights[i]) && weights[i] >= 0) continue;
    throw Error(ErrorKind::input, fmt::format("The weight of row {} is {}", i, weights[i]),
                "weights are finite and not negative", "Repair the weights column or leave --weights out");
  }
  const double total = sum(weights);
  if (!(total > 0) || !std::isfinite(total)) {
    throw Error(ErrorKind::input, fmt::format("The weights sum to {}", total), "no row counts",
                "Repair the weights column or leave --weights out");
  }
  const bool all_whole = std::all_of(weights.begin(), weights.end(), whole) && total < std::ldexp(1.0, weight_bits);
  rows.weight_exponent = all_whole ? 0 : weight_bits - 1 - std::ilogb(total);
  rows.weights.resize(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    rows.weights[i] = static_cast<std::int64_t>(std::nearbyint(std::ldexp(weights[i], rows.weight_exponent)));
    if (rows.weights[i] > 0 || weights[i] == 0) continue;
    throw Error(ErrorKind::input, fmt::format("The weight {} of row {} cannot be represented", weights[i], i),
                fmt::format("it is too small beside the sum of weights, {}", total),
                "Set it to 0 or use closer weights");
  }
}

void set_magnitudes(Rows& rows) {
  rows.magnitude.assign(static_cast<std::size_t>(rows.features()), 0.0F);
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    for (int j = 0; j < rows.features(); ++j) {
      // A comparison with NaN is false: missing values do not count.
      const float x = std::abs(rows.row(i)[j]);
      float& largest = rows.magnitude[static_cast<std::size_t>(j)];
      if (x > largest) largest = x;
    }
  }
}

void refuse_overflow(const Rows& rows) {
  const double total = rows.weighted() ? 1.0 : static_cast<double>(rows.rows());
  for (std::size_t j = 0; j < rows.quantum.size(); ++j) {
    const double units = static_cast<double>(rows.magnitude[j]) / rows.quantum[j];
    if (units <= std::ldexp(1.0, most_value_bits) && units * total <= std::ldexp(1.0, 62)) continue;
    throw Error(ErrorKind::input, fmt::format("Feature {} cannot be summed exactly", j),
                fmt::format("its largest prepared value, {}, is too large for its grid of {}", rows.magnitude[j],
                            rows.quantum[j]),
                "Fit anew, without the old model's preparation, or clip the feature");
  }
}

Rows make_rows(std::span<const float> values, int features, std::span<const double> weights) {
  const auto d = static_cast<std::size_t>(features);
  Rows rows(static_cast<std::int64_t>(values.size() / d), features);
  set_weights(rows, weights);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isinf(values[i])) {
      throw Error(ErrorKind::input, fmt::format("Feature {} of row {} is infinite", i % d, i / d), "",
                  "Remove the row or clip the feature");
    }
    rows.has_missing = rows.has_missing || std::isnan(values[i]);
    rows.row(0)[i] = values[i];
  }
  set_magnitudes(rows);
  const double total = rows.weighted() ? sum(weights) : static_cast<double>(rows.rows());
  for (const float magnitude : rows.magnitude) {
    rows.quantum.push_back(choose_quantum(static_cast<double>(magnitude), total));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows.row(0)[i] = snap(static_cast<double>(values[i]), rows.quantum[i % d]);
  }
  return rows;
}

}  // namespace segmenta
