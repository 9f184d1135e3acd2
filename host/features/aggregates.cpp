// Adds the values of lines to what is held of their customer.

#include "features/aggregates.h"

#include <algorithm>

namespace segmenta::features {
namespace {

using How = LineAggregate::How;

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

// Of a customer who may be the first to have a value.
template <class T>
T& at(std::vector<T>& customers, std::uint32_t customer) {
  if (customer >= customers.size()) customers.resize(std::size_t{customer} + 1);
  return customers[customer];
}

template <class T>
T at_or_none(const std::vector<T>& customers, std::uint32_t customer) {
  return customer < customers.size() ? customers[customer] : T{};
}

void add(Measure& measure, Int128 value) {
  measure.net += value;
  measure.bought += value;
  measure.smallest = measure.lines == 0 ? value : std::min(measure.smallest, value);
  measure.largest = measure.lines == 0 ? value : std::max(measure.largest, value);
  ++measure.lines;
}

}  // namespace

AggregateColumns::AggregateColumns(const FeatureOptions& options) {
  for (const LineAggregate& aggregate : options.aggregates) {
    const bool is_share = aggregate.how == How::share, is_count = aggregate.how == How::count;
    add_once(is_share ? categories : is_count ? counted : measured, aggregate.column);
  }
}

Aggregates::Aggregates(const AggregateColumns& columns)
    : measures_(columns.measured.size()), counts_(columns.counted.size()), categories_(columns.categories.size()) {}

void Aggregates::add_order_line(std::uint32_t customer, const AggregateCells& cells, std::size_t row, Int128 amount) {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    if (const auto& value = cells.measured[i][row]) add(at(measures_[i], customer), *value);
  }
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (cells.counted[i][row]) ++at(counts_[i], customer);
  }
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    const std::string_view category = cells.categories[i][row];
    if (category.empty()) continue;
    Categories& categories = categories_[i];
    const std::uint32_t code = categories.names.intern(category);
    at(categories.spent, code) += amount;
    categories.of_customers.add(customer, code, amount);
  }
}

void Aggregates::add_return(std::uint32_t customer, const AggregateCells& cells, std::size_t row, bool reversed) {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    const auto& value = cells.measured[i][row];
    if (!value) continue;
    Measure& measure = at(measures_[i], customer);
    measure.net += reversed ? -*value : *value;
    ++measure.returned_lines;
  }
}

Measure Aggregates::measure(std::size_t column, std::uint32_t customer) const {
  return at_or_none(measures_[column], customer);
}

std::uint32_t Aggregates::count(std::size_t column, std::uint32_t customer) const {
  return at_or_none(counts_[column], customer);
}

std::vector<std::uint32_t> Aggregates::top(std::size_t column, std::size_t most) const {
  const Categories& categories = categories_[column];
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 0; code < categories.names.size(); ++code) {
    if (categories.names.text(code) != "other") codes.push_back(code);
  }
  std::ranges::sort(codes, [&](std::uint32_t a, std::uint32_t b) {
    if (categories.spent[a] != categories.spent[b]) return categories.spent[a] > categories.spent[b];
    return categories.names.text(a) < categories.names.text(b);
  });
  codes.resize(std::min(codes.size(), most));
  return codes;
}

std::string_view Aggregates::category(std::size_t column, std::uint32_t code) const {
  return categories_[column].names.text(code);
}

Int128 Aggregates::spent(std::size_t column, std::uint32_t customer, std::uint32_t code) const {
  return categories_[column].of_customers.sum(customer, code);
}

}  // namespace segmenta::features
