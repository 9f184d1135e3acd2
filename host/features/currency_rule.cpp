// Lines of another currency are left out where one is named, and refused where none is: sums of two mean nothing.

#include "features/currency_rule.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include "features/currencies.h"

namespace segmenta::features {

CurrencyRule::CurrencyRule(const FeatureOptions& options) : currency_(options.currency) {
  const std::string_view code = currency_code(options.currency);
  const bool is_named = !options.currency.empty() && (!options.currency_column.empty() || is_currency(code));
  if (is_named && !is_shared(code)) named_ = code;
}

bool CurrencyRule::accepts(std::string_view currency, const std::function<std::string()>& place) {
  if (currency.empty() || currency == seen_) return true;
  if (!named_.empty()) return is_same_currency(currency, named_);
  if (seen_.empty()) {
    first_place_ = place();
  } else if (!is_same_currency(currency, seen_)) {
    throw Error(ErrorKind::input, fmt::format("Order lines are in {} and in {}", seen_, currency),
                fmt::format("first {} and {}", first_place_, place()),
                fmt::format("Take those of one with --currency {}, or convert the others first", seen_));
  }
  seen_ = seen_.empty() ? std::string(currency) : std::string(more_exact(seen_, currency));
  if (currency_.empty() || is_currency(currency_)) currency_ = seen_;
  return true;
}

}  // namespace segmenta::features
