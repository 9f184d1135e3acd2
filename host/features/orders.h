#pragma once
// Orders by their ids, and which of them were reversed: returned as a whole under the same id.

#include <cstdint>

#include "features/hash_map.h"
#include "features/order_lines.h"

namespace segmenta::features {

/// The order lines of one order of one customer. Amounts and items as those of a line.
struct Order {
  Int128 bought = 0;
  Int128 items = 0;
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
  std::uint32_t lines = 0;
  std::uint32_t customer = 0;
};

/// An order of this line alone.
Order order_of(std::uint32_t customer, const OrderLine& line);

class Orders {
 public:
  /// The line must have an order id.
  void add_order_line(std::uint32_t customer, const OrderLine& line);
  /// Does nothing with a line that names no order or one that is a cancellation, of which there are no order lines.
  void add_return(std::uint32_t customer, const OrderLine& line);

  /// Calls visit(order, is_reversed) for each order, in no order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    orders_.for_each([&](const Hash128& id, const Order& order) { visit(order, is_reversed(id, order)); });
  }

 private:
  [[nodiscard]] bool is_reversed(const Hash128& id, const Order& order) const;

  HashMap<Order> orders_;
  HashMap<Int128> returned_;  // amount of the returns that name an order
};

}  // namespace segmenta::features
