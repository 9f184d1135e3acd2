#pragma once
// A whole column of numbers, wherever it lies, and what learning asks of it. What is found is the same to the bit
// whoever finds it.

#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/prepare.h>

#include "prepare/moments.h"
#include "prepare/tails.h"

namespace segmenta {

struct Range {
  double min = 0, max = 0;
};

/// `used` names a feature whose fill, limits and transform the values are put through first; null: as they are stored.
class ColumnValues {
 public:
  virtual ~ColumnValues() = default;

  /// Combined over blocks of 65,536 rows in order.
  [[nodiscard]] virtual Moments moments(const PreparedFeature* used) const = 0;
  /// Whether every value that is there is one of the two.
  [[nodiscard]] virtual bool are_among(double a, double b) const = 0;
  /// As quantiles_of() has them.
  [[nodiscard]] virtual std::vector<double> quantiles(std::span<const double> q, const PreparedFeature* used) const = 0;
  /// As tail_limits() has them.
  [[nodiscard]] virtual Limits limits(const TailQuantiles& quantiles, Transform transform) = 0;
  /// Values outside of limits; where those of tails were asked for, these limits are no narrower.
  [[nodiscard]] virtual std::int64_t count_outside(const Limits& limits) const = 0;

  // Without weights the moments tell
  /// Range of the rows of positive weight; of none the least is infinite.
  [[nodiscard]] virtual Range range(const Moments& found, const PreparedFeature* /*used*/) const {
    return {found.min, found.max};
  }
  /// Sum of the weights of rows without a value.
  [[nodiscard]] virtual double missing_weight(const Moments& stored) const {
    return static_cast<double>(stored.missing);
  }
};

/// A column in this process's memory, which outlives this. Weights are empty or as many as the values.
class HostColumn : public ColumnValues {
 public:
  HostColumn(std::span<const double> values, std::span<const double> weights) : values_(values), weights_(weights) {}

  [[nodiscard]] Moments moments(const PreparedFeature* used) const override;
  [[nodiscard]] bool are_among(double a, double b) const override;
  [[nodiscard]] std::vector<double> quantiles(std::span<const double> q, const PreparedFeature* used) const override;
  [[nodiscard]] Limits limits(const TailQuantiles& quantiles, Transform transform) override;
  [[nodiscard]] std::int64_t count_outside(const Limits& limits) const override;
  [[nodiscard]] Range range(const Moments& found, const PreparedFeature* used) const override;
  [[nodiscard]] double missing_weight(const Moments& stored) const override;

 private:
  std::span<const double> values_;
  std::span<const double> weights_;
  std::vector<double> beyond_;  ///< values_beyond(), once limits were asked for
  bool tails_are_known_ = false;
};

}  // namespace segmenta
