// Reads the columns of a block one after the other, then judges each line by the first rule that it falls under.

#include "features/order_lines.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <numeric>

#include "features/cell.h"
#include "features/currencies.h"
#include "features/options.h"
#include "features/typed_column.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

std::optional<std::size_t> find_optional(const Source& source, const std::string& name) {
  if (name.empty()) return std::nullopt;
  return find_column(source, name);
}

std::vector<std::size_t> columns_by_name(const Source& source) {
  std::vector<std::size_t> columns(source.columns().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  std::stable_sort(columns.begin(), columns.end(),
                   [&](std::size_t a, std::size_t b) { return source.columns()[a].name < source.columns()[b].name; });
  return columns;
}

void recode(std::string_view& cell, OrderLine& line, std::deque<std::string>& texts) {
  if (auto utf8 = recoded_to_utf8(cell)) {
    cell = texts.emplace_back(std::move(*utf8));
    line.recoded = true;
  }
}

Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }

}  // namespace

Money money_of(const OrderLine& line) { return line.returned ? Money{0, line.amount} : Money{line.amount, 0}; }

OrderLineReader::OrderLineReader(const FeatureOptions& options, const Period& period, Source& source)
    : options_(options),
      period_(period),
      source_(source),
      dates_(options.date_format),
      excluded_(options),
      customer_(find_column(source, options.customer)),
      date_(find_column(source, options.date)),
      order_(find_optional(source, options.order)),
      product_(find_optional(source, options.product)),
      currency_(find_optional(source, options.currency_column)) {
  checked_.push_back({options.date, "date"});
  add_number(options.amount, amount_decimals, &OrderLine::amount, true);
  add_number(options.quantity, quantity_decimals, &OrderLine::quantity, false);
  add_number(options.price, price_decimals, &OrderLine::price, true);
  for (const std::string& name : options.keep) kept_.push_back(find_column(source, name));
  find_aggregates();
  if (options.drop_duplicates) by_name_ = columns_by_name(source);

  std::vector<std::size_t> selected = by_name_;
  selected.insert(selected.end(), {customer_, date_});
  if (order_) selected.push_back(*order_);
  if (product_) selected.push_back(*product_);
  if (currency_) selected.push_back(*currency_);
  for (const Number& number : numbers_) selected.push_back(number.column);
  for (const MeasuredColumn& measured : measured_) selected.push_back(measured.column);
  for (const auto* columns : {&kept_, &counted_, &categories_}) {
    selected.insert(selected.end(), columns->begin(), columns->end());
  }
  source.select(selected);
}

NumberFormat OrderLineReader::format_of(std::size_t column) const {
  return features::format_of(source_.columns()[column].declared, number_format(options_));
}

void OrderLineReader::find_aggregates() {
  const AggregateColumns names(options_);
  for (const std::string& name : names.measured) {
    const std::size_t column = find_column(source_, name);
    measured_.push_back({column, format_of(column)});
    checked_.push_back({name, "number"});
  }
  for (const std::string& name : names.counted) counted_.push_back(find_column(source_, name));
  for (const std::string& name : names.categories) categories_.push_back(find_column(source_, name));
}

void OrderLineReader::add_number(const std::string& name, int decimals, Int128 OrderLine::*member, bool is_money) {
  if (name.empty()) return;
  const std::size_t column = find_column(source_, name);
  numbers_.push_back({column, decimals, member, is_money, format_of(column)});
  checked_.push_back({name, "number"});
}

OrderLines OrderLineReader::read(const Block& block) const {
  OrderLines lines;
  lines.lines.resize(static_cast<std::size_t>(block.rows()));
  read_customers(block, lines);
  read_dates(block, lines);
  for (const Number& number : numbers_) read_numbers(block, number, lines);
  if (currency_) read_currencies(block, lines);
  if (order_) read_orders(block, lines);
  if (product_) read_products(block, lines);
  read_kept(block, lines);
  for (const MeasuredColumn& column : measured_) read_measured(block, column, lines);
  for (const std::size_t column : counted_) read_counted(block, column, lines);
  for (const std::size_t column : categories_) read_categories(block, column, lines);
  if (options_.drop_duplicates) hash_lines(block, lines);
  for (OrderLine& line : lines.lines) {
    weigh(line);
    if (options_.order_by_day) give_order_of_day(line);
    line.reason = reason_of(line);
  }
  return lines;
}

void OrderLineReader::read_customers(const Block& block, OrderLines& lines) const {
  const auto cells = block.cells(customer_);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    OrderLine& line = lines.lines[row];
    line.customer = trimmed(cells[row]);
    if (is_missing(line.customer)) {
      line.customer = {};
    } else {
      recode(line.customer, line, lines.recoded);
      if (line.recoded) line.customer = trimmed(line.customer);
    }
  }
}

void OrderLineReader::read_dates(const Block& block, OrderLines& lines) const {
  const auto cells = block.cells(date_);
  Reading& reading = lines.readings.emplace_back();
  for (std::size_t row = 0; row < cells.size(); ++row) {
    OrderLine& line = lines.lines[row];
    const std::string_view cell = trimmed(cells[row]);
    line.time = dates_.parse(cell).value_or(no_time);
    if (line.time != no_time) {
      reading.add_date();
    } else if (!is_missing(cell)) {
      reading.add_unread_date(cell, static_cast<std::int64_t>(row));
    }
  }
}

void OrderLineReader::read_numbers(const Block& block, const Number& number, OrderLines& lines) const {
  const auto cells = block.cells(number.column);
  Reading& reading = lines.readings.emplace_back(number.format);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    OrderLine& line = lines.lines[row];
    const std::string_view cell = trimmed(cells[row]);
    if (const auto written = read_number(cell, number.format, number.decimals)) {
      line.*number.member = written->value;
      if (number.is_money && !written->currency.empty()) line.currency = written->currency;
      reading.add_number(cell);
      continue;
    }
    line.has_numbers = false;
    if (!is_missing(cell)) reading.add_unread_number(cell, static_cast<std::int64_t>(row));
  }
}

void OrderLineReader::read_currencies(const Block& block, OrderLines& lines) const {
  const auto cells = block.cells(*currency_);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view cell = trimmed(cells[row]);
    if (!is_missing(cell)) lines.lines[row].currency = currency_code(cell);
  }
}

void OrderLineReader::read_orders(const Block& block, OrderLines& lines) const {
  const auto cells = block.cells(*order_);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view order = trimmed(cells[row]);
    if (is_missing(order)) continue;
    lines.lines[row].order = hash_of(order);
    lines.lines[row].cancelled = is_cancelled(order);
  }
}

void OrderLineReader::read_products(const Block& block, OrderLines& lines) const {
  const auto cells = block.cells(*product_);
  if (!excluded_.empty()) lines.products.resize(cells.size());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view product = trimmed(cells[row]);
    if (is_missing(product)) continue;
    lines.lines[row].product = hash_of(product);
    if (excluded_.empty()) continue;
    lines.lines[row].excluded = excluded_.has(product);
    lines.products[row] = product;
  }
}

void OrderLineReader::read_kept(const Block& block, OrderLines& lines) const {
  for (const std::size_t column : kept_) {
    auto& cells = lines.kept.emplace_back(block.cells(column));
    for (std::size_t row = 0; row < cells.size(); ++row) recode(cells[row], lines.lines[row], lines.recoded);
  }
}

void OrderLineReader::read_measured(const Block& block, const MeasuredColumn& column, OrderLines& lines) const {
  const auto cells = block.cells(column.column);
  Reading& reading = lines.readings.emplace_back(column.format);
  auto& values = lines.aggregates.measured.emplace_back(cells.size());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view cell = trimmed(cells[row]);
    if (is_missing(cell)) continue;
    if (const auto written = read_number(cell, column.format, measure_decimals)) {
      values[row] = written->value;
      reading.add_number(cell);
    } else {
      lines.lines[row].value_passed_over = true;
      reading.add_unread_number(cell, static_cast<std::int64_t>(row));
    }
  }
}

void OrderLineReader::read_counted(const Block& block, std::size_t column, OrderLines& lines) const {
  auto& there = lines.aggregates.counted.emplace_back();
  for (const std::string_view cell : block.cells(column)) there.push_back(!is_missing(trimmed(cell)));
}

void OrderLineReader::read_categories(const Block& block, std::size_t column, OrderLines& lines) const {
  auto& cells = lines.aggregates.categories.emplace_back(block.cells(column));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    cells[row] = trimmed(cells[row]);
    if (is_missing(cells[row])) cells[row] = {};
    recode(cells[row], lines.lines[row], lines.recoded);
  }
}

// Cell by cell, so that neither quotes nor the order of the columns make lines differ.
void OrderLineReader::hash_lines(const Block& block, OrderLines& lines) const {
  std::vector<std::string> texts(lines.lines.size());
  for (const std::size_t column : by_name_) {
    const auto cells = block.cells(column);
    for (std::size_t row = 0; row < cells.size(); ++row) {
      const auto size = static_cast<std::uint32_t>(cells[row].size());
      texts[row].append(reinterpret_cast<const char*>(&size), sizeof(size)).append(cells[row]);
    }
  }
  for (std::size_t row = 0; row < texts.size(); ++row) lines.lines[row].whole = hash_of(texts[row]);
}

// The amount of a line whatever will become of it: the account has the money of lines left out too.
void OrderLineReader::weigh(OrderLine& line) const {
  if (line.has_numbers && options_.amount.empty()) {
    const auto amount = multiply(line.quantity, line.price);
    line.has_numbers = amount.has_value();
    line.amount = amount.value_or(0);
  }
  line.returned = line.cancelled || line.amount < 0;
  line.reversed = line.cancelled && line.amount > 0;
  line.amount = line.has_numbers ? magnitude(line.amount) : 0;
}

void OrderLineReader::give_order_of_day(OrderLine& line) const {
  constexpr std::uint64_t is_day = 1;  // beside hashes of order ids
  if (line.order != Hash128{} || line.time == no_time || line.returned) return;
  line.order = {static_cast<std::uint64_t>(day_of(line.time)), is_day};
}

// The first rule that a line falls under is the one that counts.
Reason OrderLineReader::reason_of(const OrderLine& line) const {
  if (line.time != no_time) {
    const std::int32_t day = day_of(line.time);
    if (period_.is_after(day)) return Reason::after_as_of;
    if (!period_.has(day)) return Reason::outside_window;
  }
  if (line.excluded) return Reason::excluded_product;
  if (line.customer.empty()) return Reason::no_customer;
  if (line.time == no_time) return Reason::no_date;
  if (!line.has_numbers) return Reason::no_number;
  if (!has_amount(line)) return Reason::not_positive;
  if (!line.returned) return Reason::none;
  return options_.ignore_returns ? Reason::return_ignored : Reason::return_netted;
}

bool OrderLineReader::has_amount(const OrderLine& line) const {
  return options_.amount.empty() ? line.price > 0 && line.quantity != 0 : line.amount != 0;
}

bool OrderLineReader::is_cancelled(std::string_view order) const {
  if (options_.cancelled_prefix) {
    return !options_.cancelled_prefix->empty() && order.starts_with(*options_.cancelled_prefix);
  }
  return order.size() > 1 && order[0] == 'C' && order[1] >= '0' && order[1] <= '9';
}

std::string OrderLineReader::explain(const Block& block, std::int64_t row, Reason reason) const {
  std::string text = place(source_, block, row);
  if (reason == Reason::no_date) text += fmt::format(": {} is not a date", quoted(block, date_, row));
  if (reason == Reason::after_as_of || reason == Reason::outside_window) text += ": " + quoted(block, date_, row);
  if (reason == Reason::excluded_product) text += ": " + quoted(block, *product_, row);
  if (reason == Reason::no_number || reason == Reason::not_positive) text += ": " + numbers(block, row);
  return text;
}

std::string OrderLineReader::quoted(const Block& block, std::size_t column, std::int64_t row) const {
  const std::string cell(block.cells(column)[static_cast<std::size_t>(row)].substr(0, 60));
  return fmt::format("{} '{}'", source_.columns()[column].name, recoded_to_utf8(cell).value_or(cell));
}

// The value that is not a number, or else all that the amount is made of.
std::string OrderLineReader::numbers(const Block& block, std::int64_t row) const {
  std::string all;
  for (const Number& number : numbers_) {
    const std::string_view cell = trimmed(block.cells(number.column)[static_cast<std::size_t>(row)]);
    const std::string text = quoted(block, number.column, row);
    if (!read_number(cell, number.format, number.decimals)) {
      Reading reading(number.format);
      reading.add_unread_number(cell, row);
      const std::string options = reading.likely_number_options();
      return text + " is not a number" + (options.empty() ? "" : " (" + options + " would read it)");
    }
    all += (all.empty() ? "" : ", ") + text;
  }
  return all;
}

}  // namespace segmenta::features
