// What is returned is held apart from what is bought, as most orders have no returns.

#include "features/orders.h"

#include <algorithm>

namespace segmenta::features {

Order order_of(std::uint32_t customer, const OrderLine& line) {
  const std::int32_t day = day_of(line.time);
  return {.bought = line.amount,
          .items = line.quantity,
          .first_day = day,
          .last_day = day,
          .lines = 1,
          .customer = customer};
}

void Orders::add_order_line(std::uint32_t customer, const OrderLine& line) {
  const auto [order, is_new] = orders_.insert(hash_of(line.order, customer));
  if (is_new) {
    order = order_of(customer, line);
    return;
  }
  const std::int32_t day = day_of(line.time);
  order.first_day = std::min(order.first_day, day);
  order.last_day = std::max(order.last_day, day);
  order.bought += line.amount;
  order.items += line.quantity;
  ++order.lines;
}

void Orders::add_return(std::uint32_t customer, const OrderLine& line) {
  if (line.order == Hash128{} || line.cancelled) return;
  returned_.insert(hash_of(line.order, customer)).first += line.amount;
}

bool Orders::is_reversed(const Hash128& id, const Order& order) const {
  const Int128* returned = returned_.find(id);
  return returned != nullptr && *returned >= order.bought;
}

}  // namespace segmenta::features
