#pragma once
// Prepared rows: a float32 matrix whose values lie on a grid, with optional integer weights.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// Signed 128-bit integer, for sums that must not round.
__extension__ typedef __int128 int128;

/// What is known of rows without looking at one: how many there are, and the grid that they lie on.
struct Grid {
  std::int64_t rows = 0;
  int features = 0;
  std::vector<double> quantum;   ///< [features], powers of two
  std::vector<float> magnitude;  ///< [features], largest absolute value
  int128 total_weight = 0;       ///< sum of weights, in units of 2^-weight_exponent
  int weight_exponent = 0;       ///< 0 where all weights are whole numbers
  bool weighted = false;         ///< not every row counts once
  bool has_missing = false;      ///< some value is NaN
};

/// Prepared values in the memory of a device; what computes there knows how they lie.
class DeviceValues {
 public:
  virtual ~DeviceValues() = default;
  [[nodiscard]] virtual int device() const = 0;  ///< its index
};

/// Rows [rows x features], row-major. Each value is a multiple of its feature's quantum, with a factor of at most
/// 2^50, so that unweighted sums of up to 2^32 rows fit 63 bits. NaN is a missing value.
/// Thread-safety: any number of threads may read, or fill rows of their own.
class Rows {
 public:
  Rows() = default;
  /// Uninitialised values; memory is touched first by whoever fills it.
  Rows(std::int64_t rows, int features);
  /// Rows that are on a device alone: row() is not for them.
  Rows(std::int64_t rows, int features, std::shared_ptr<const DeviceValues> values);

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] int features() const { return features_; }
  [[nodiscard]] float* row(std::int64_t i) { return values_.get() + i * features_; }
  [[nodiscard]] const float* row(std::int64_t i) const { return values_.get() + i * features_; }

  /// Null where they are in this process's memory.
  [[nodiscard]] const std::shared_ptr<const DeviceValues>& on_device() const { return on_device_; }

  std::vector<double> quantum;        ///< [features], powers of two
  std::vector<float> magnitude;       ///< [features], largest absolute value
  std::vector<std::int64_t> weights;  ///< [rows], >= 0, in units of 2^-weight_exponent; empty: all 1
  int weight_exponent = 0;            ///< 0 where all weights are whole numbers
  bool has_missing = false;           ///< some value is NaN

  [[nodiscard]] bool weighted() const { return !weights.empty(); }
  [[nodiscard]] std::int64_t weight(std::int64_t i) const {
    return weights.empty() ? 1 : weights[static_cast<std::size_t>(i)];
  }
  /// Sum of weights, in units of 2^-weight_exponent.
  [[nodiscard]] int128 total_weight() const;
  [[nodiscard]] Grid grid() const;

 private:
  struct Free {
    std::size_t alignment;
    void operator()(float* values) const;
  };
  std::int64_t rows_ = 0;
  int features_ = 0;
  std::unique_ptr<float[], Free> values_;
  std::shared_ptr<const DeviceValues> on_device_;
};

/// Puts a matrix [rows x features] on the grid: quanta from the largest magnitudes and the total weight, values
/// rounded to them. `weights` may be empty; they must be finite and >= 0. Throws Error(input) where the request
/// cannot be represented: an infinite value, no positive weight, weights too far apart.
Rows make_rows(std::span<const float> values, int features, std::span<const double> weights = {});

/// The quantum of a feature of that largest magnitude at that total weight (>= 1).
double choose_quantum(double magnitude, double total_weight);
/// The multiple of the quantum nearest to a value (ties to even) that float32 holds; NaN stays NaN.
float snap(double value, double quantum);
/// The same with 1 / quantum at hand, for loops. The value is narrowed to float32 first: what then lies beyond 2^51
/// quanta is a multiple already. Adding and taking away 1.5 x 2^52 rounds to a whole number.
inline float snap(double value, double inverse, double quantum) {
  constexpr double magic = 0x1.8p52;
  const double units = static_cast<double>(static_cast<float>(value)) * inverse;
  const double rounded = (units + magic) - magic;
  return static_cast<float>((units < 0x1p51 && units > -0x1p51 ? rounded : units) * quantum);
}
/// Fills Rows::magnitude from the values.
void set_magnitudes(Rows& rows);
/// Throws Error(input) where a sum over all rows could leave its integers: values beyond the grid they were put on.
void refuse_overflow(const Rows& rows);
/// Stores weights in `rows` as whole numbers, exactly where they are whole numbers already.
void set_weights(Rows& rows, std::span<const double> weights);

}  // namespace segmenta
