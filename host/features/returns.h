#pragma once
// Which returns give back what was bought before, and which give back more than that.

#include <cstdint>
#include <vector>

#include "features/hash_map.h"
#include "features/order_lines.h"

namespace segmenta::features {

/// What a return gives back beyond what its customer had bought of its product.
struct Excess {
  std::uint32_t customer = 0;
  Int128 amount = 0;  ///< above 0
};

/// Purchases by customer and product, lines without a product being of one product of their own, and all returns.
class Returns {
 public:
  /// Whether it is the first order line of the customer's product.
  bool add_order_line(std::uint32_t customer, const OrderLine& line);
  void add_return(std::uint32_t customer, const OrderLine& line);

  /// An entry for each return that is older than the first order line of its product, or for which too little is left
  /// of what was bought of it; returns are taken in the order of their times, those of one time by their amounts.
  [[nodiscard]] std::vector<Excess> excess() const;

 private:
  struct Purchases {
    Int128 amount = 0;
    std::int64_t first_time = 0;
  };
  struct Return {
    Hash128 product;  // as it belongs to its customer
    Int128 amount = 0;
    std::int64_t time = 0;
    std::uint32_t customer = 0;
  };

  HashMap<Purchases> purchases_;
  std::vector<Return> returns_;
};

}  // namespace segmenta::features
