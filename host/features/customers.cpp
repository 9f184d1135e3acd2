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
  const std::int32_t day = day_of(line.time);
  customer.first_day = customer.lines == 0 ? day : std::min(customer.first_day, day);
  customer.last_day = customer.lines == 0 ? day : std::max(customer.last_day, day);
  customer.last_time = std::max(customer.last_time, line.time);
  customer.bought += line.amount;
  customer.items += line.quantity;
  ++customer.lines;
  const bool own_order = line.order == Hash128{};
  if (own_order || orders_.insert(hash_of(line.order, code))) ++customer.orders;
  if (line.product != Hash128{} && products_.insert(hash_of(line.product, code))) ++customer.products;
}

void Customers::add_return(std::uint32_t code, const OrderLine& line) {
  customers_[code].returned += line.amount;
  ++customers_[code].returned_lines;
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
