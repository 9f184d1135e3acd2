// Four kinds of customers by value and recency, and those between.

#include "report/advice.h"

#include "describe/drivers.h"

namespace segmenta {
namespace {

constexpr double much = 1.25, little = 0.8;  // of the value of an average customer

}  // namespace

std::string advice(std::optional<double> value_ratio, std::optional<double> recency_difference,
                   std::optional<double> reachable) {
  if (!value_ratio || !recency_difference) return {};
  if (reachable == 0) return "advice_unreachable";
  const bool is_away = *recency_difference > small_difference;
  if (*value_ratio >= much) return is_away ? "advice_win_back" : "advice_keep";
  if (is_away) return *value_ratio > little ? "advice_remind" : "advice_spare";
  return *value_ratio > little ? "advice_maintain" : "advice_grow";
}

}  // namespace segmenta
