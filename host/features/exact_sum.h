#pragma once
// Sums that do not depend on the order of what is summed.

#include <string_view>

#include "features/decimal.h"

namespace segmenta::features {

/// Numbers of up to 15 digits after the point, below 10^12, are summed as the decimals that they are: 0.1 and 0.2 are
/// 0.3. Any other is summed in twice the precision of float64.
class ExactSum {
 public:
  /// A number as text; anything else counts as nothing.
  void add(std::string_view number);
  [[nodiscard]] double value() const;

 private:
  void add_double(double number);

  Int128 decimals_ = 0;        // in units of 10^-amount_decimals
  double high_ = 0, low_ = 0;  // their sum is that of the others
};

}  // namespace segmenta::features
