#pragma once
// What is held of each customer while order lines stream by.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/customer_id.h"
#include "features/order_lines.h"
#include "features/orders.h"
#include "features/returns.h"
#include "features/text_dictionary.h"

namespace segmenta::features {

/// Sums over the lines of one customer. Money in units of 10^-amount_decimals, items of 10^-quantity_decimals. What is
/// said of orders is there after settle(), and holds for those that were not reversed.
struct Customer {
  Int128 bought = 0;    ///< amount of the order lines
  Int128 returned = 0;  ///< amount of the returns, without sign
  Int128 excess = 0;    ///< the part of it beyond what was bought before
  Int128 reversed = 0;  ///< amount of the order lines of reversed orders
  Int128 items = 0;     ///< quantity of the lines of orders
  std::int64_t last_time = no_time;
  std::int32_t first_day = 0;  ///< of an order
  std::int32_t last_day = 0;
  std::uint32_t orders = 0;
  std::uint32_t products = 0;
  std::uint32_t lines = 0;  ///< of orders
  std::uint32_t returned_lines = 0;
  std::uint32_t excess_lines = 0;  ///< returns that gave back more than was bought before
  std::uint32_t reversed_orders = 0;
  std::uint32_t reversed_lines = 0;  ///< order lines of reversed orders
};

/// Customers by code, in the order in which they were first seen.
class Customers {
 public:
  /// `rules`: which ids are one. `kept`: number of kept columns.
  Customers(const IdRules& rules, std::size_t kept);

  std::uint32_t code_of(std::string_view id);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id) const;
  void add_order_line(std::uint32_t customer, const OrderLine& line);
  void add_return(std::uint32_t customer, const OrderLine& line);
  /// Whether the line just added is the latest of its customer, so that its attributes count.
  [[nodiscard]] bool is_latest(std::uint32_t customer, const OrderLine& line) const;
  void keep(std::uint32_t customer, std::size_t column, std::string_view value);
  /// To be called once, when all lines are added: gives customers their orders, and tells their returns apart.
  void settle();

  [[nodiscard]] std::uint32_t count() const { return ids_.size(); }
  [[nodiscard]] const Customer& operator[](std::uint32_t code) const { return customers_[code]; }
  /// The id as matched: "17850" where it was written as "17850.0".
  [[nodiscard]] std::string_view id(std::uint32_t code) const { return ids_.text(code); }
  /// Of several spellings the one with the fewest zeros after the point, and that is first by bytes: whichever line
  /// comes first.
  [[nodiscard]] std::string id_as_written(std::uint32_t code) const;
  [[nodiscard]] std::string_view kept(std::uint32_t customer, std::size_t column) const;
  /// The customers that have a row: those with an order.
  [[nodiscard]] std::vector<std::uint32_t> with_orders() const;

 private:
  void note_spelling(std::uint32_t code, const CustomerId& id);
  void add_order(const Order& order);
  void add_reversed(const Order& order);

  IdRules rules_;
  std::size_t kept_columns_;
  TextDictionary ids_;
  std::vector<std::uint16_t> zeros_after_point_;
  std::vector<std::string> written_;  // where case does not count
  std::vector<Customer> customers_;
  std::vector<std::uint32_t> kept_;  // codes into kept_values_, customer after customer
  std::vector<TextDictionary> kept_values_;
  Orders orders_;
  Returns returns_;
};

}  // namespace segmenta::features
