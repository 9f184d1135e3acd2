// Adds order lines and returns to what is held of their customer.

#include "features/customers.h"

#include <algorithm>

namespace segmenta::features {

Customers::Customers(const IdRules& rules, std::size_t kept) : rules_(rules), kept_columns_(kept), kept_values_(kept) {
  for (TextDictionary& values : kept_values_) values.intern("");
}

std::uint32_t Customers::code_of(std::string_view id) {
  std::string folded;
  const CustomerId customer = customer_id(id, rules_, folded);
  const std::uint32_t code = ids_.intern(customer.value);
  if (code == customers_.size()) {
    customers_.emplace_back();
    zeros_after_point_.push_back(customer.zeros_after_point);
    if (rules_.ignore_case) written_.emplace_back(customer.written);
    kept_.resize(kept_.size() + kept_columns_);
  }
  note_spelling(code, customer);
  return code;
}

void Customers::note_spelling(std::uint32_t code, const CustomerId& id) {
  zeros_after_point_[code] = std::min(zeros_after_point_[code], id.zeros_after_point);
  if (rules_.ignore_case && id.written < written_[code]) written_[code] = id.written;
}

std::optional<std::uint32_t> Customers::find(std::string_view id) const {
  std::string folded;
  return ids_.find(customer_id(id, rules_, folded).value);
}

void Customers::add_order_line(std::uint32_t code, const OrderLine& line) {
  Customer& customer = customers_[code];
  customer.last_time = std::max(customer.last_time, line.time);
  customer.bought += line.amount;
  if (line.order == Hash128{}) {
    add_order(order_of(code, line));
  } else {
    orders_.add_order_line(code, line);
  }
  const bool is_new = returns_.add_order_line(code, line);
  if (is_new && line.product != Hash128{}) ++customer.products;
}

void Customers::add_return(std::uint32_t code, const OrderLine& line) {
  customers_[code].returned += line.amount;
  ++customers_[code].returned_lines;
  orders_.add_return(code, line);
  returns_.add_return(code, line);
}

void Customers::settle() {
  orders_.for_each([&](const Order& order, bool is_reversed) { is_reversed ? add_reversed(order) : add_order(order); });
  for (const Excess& excess : returns_.excess()) {
    Customer& customer = customers_[excess.customer];
    customer.excess += excess.amount;
    ++customer.excess_lines;
  }
}

void Customers::add_order(const Order& order) {
  Customer& customer = customers_[order.customer];
  const bool is_first = customer.orders == 0;
  customer.first_day = is_first ? order.first_day : std::min(customer.first_day, order.first_day);
  customer.last_day = is_first ? order.last_day : std::max(customer.last_day, order.last_day);
  customer.items += order.items;
  customer.lines += order.lines;
  ++customer.orders;
}

void Customers::add_reversed(const Order& order) {
  Customer& customer = customers_[order.customer];
  customer.reversed += order.bought;
  customer.reversed_lines += order.lines;
  ++customer.reversed_orders;
}

bool Customers::is_latest(std::uint32_t customer, const OrderLine& line) const {
  return line.time == customers_[customer].last_time;
}

void Customers::keep(std::uint32_t customer, std::size_t column, std::string_view value) {
  kept_[customer * kept_columns_ + column] = kept_values_[column].intern(value);
}

std::string Customers::id_as_written(std::uint32_t code) const {
  std::string id(rules_.ignore_case ? std::string_view(written_[code]) : ids_.text(code));
  const std::size_t zeros = zeros_after_point_[code];
  return zeros == 0 ? id : id + "." + std::string(zeros, '0');
}

std::string_view Customers::kept(std::uint32_t customer, std::size_t column) const {
  return kept_values_[column].text(kept_[customer * kept_columns_ + column]);
}

std::vector<std::uint32_t> Customers::with_orders() const {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 0; code < count(); ++code) {
    if (customers_[code].orders > 0) codes.push_back(code);
  }
  return codes;
}

}  // namespace segmenta::features
