// Returns wait until all lines are read, since a line may come before one that is older.

#include "features/returns.h"

#include <algorithm>
#include <tuple>

namespace segmenta::features {

bool Returns::add_order_line(std::uint32_t customer, const OrderLine& line) {
  const auto [purchases, is_new] = purchases_.insert(hash_of(line.product, customer));
  purchases.first_time = is_new ? line.time : std::min(purchases.first_time, line.time);
  purchases.amount += line.amount;
  return is_new;
}

void Returns::add_return(std::uint32_t customer, const OrderLine& line) {
  returns_.push_back(
      {.product = hash_of(line.product, customer), .amount = line.amount, .time = line.time, .customer = customer});
}

std::vector<Excess> Returns::excess() const {
  std::vector<Return> returns = returns_;
  std::ranges::sort(
      returns, {}, [](const Return& one) { return std::tie(one.product.high, one.product.low, one.time, one.amount); });
  std::vector<Excess> excess;
  Hash128 product;
  Int128 left = 0;
  for (const Return& one : returns) {
    const Purchases* purchases = purchases_.find(one.product);
    if (one.product != product) left = purchases == nullptr ? 0 : purchases->amount;
    product = one.product;
    const bool is_after = purchases != nullptr && one.time >= purchases->first_time;
    const Int128 given_back = is_after ? std::min(left, one.amount) : 0;
    left -= given_back;
    if (given_back < one.amount) excess.push_back({one.customer, one.amount - given_back});
  }
  return excess;
}

}  // namespace segmenta::features
