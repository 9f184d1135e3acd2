#pragma once
// One pass over all order lines: totals of each customer, and the account of the lines.

#include <segmenta/features.h>

#include <cstdint>
#include <string>
#include <vector>

#include "features/account.h"
#include "features/aggregates.h"
#include "features/customers.h"
#include "features/period.h"
#include "parallel.h"

namespace segmenta::features {

struct OrderTotals {
  Customers customers;
  Aggregates aggregates;
  Account account;
  std::int64_t latest_time = no_time;       ///< of any line with a date
  std::vector<DeclaredType> kept_declared;  ///< of each kept column; text where one file says so
  std::string currency;                     ///< of the amounts, as far as it is known
  std::int64_t orders_reversed = 0;         ///< returned as a whole
};

OrderTotals total_orders(const FeatureOptions& options, const Period& period, ThreadPool& pool, const Context& context);

}  // namespace segmenta::features
