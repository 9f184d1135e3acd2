#pragma once
// One currency for all amounts: the one that the options name, else the one that the lines are in.

#include <segmenta/features.h>

#include <functional>
#include <string>
#include <string_view>

namespace segmenta::features {

class CurrencyRule {
 public:
  explicit CurrencyRule(const FeatureOptions& options);

  /// Whether a line of that currency (as currencies.h has it; empty: not known) counts. Throws Error(input) for a
  /// second currency where the options name none. `place`: "orders.csv line 17".
  bool accepts(std::string_view currency, const std::function<std::string()>& place);
  /// Empty where nothing says it.
  [[nodiscard]] const std::string& currency() const { return currency_; }

 private:
  std::string named_;     // by the options; empty where lines of any one currency are taken
  std::string currency_;  // for attributes
  std::string seen_;      // of the lines, where the options name none
  std::string first_place_;
};

}  // namespace segmenta::features
