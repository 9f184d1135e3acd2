// Reads the columns of a block one after the other, then judges each line by the first rule that it falls under.

#include "features/order_lines.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <numeric>

#include "features/cell.h"
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

OrderLineReader::OrderLineReader(const FeatureOptions& options, Source& source)
    : options_(options),
      source_(source),
      dates_(options.date_format),
      customer_(find_column(source, options.customer)),
      date_(find_column(source, options.date)),
      order_(find_optional(source, options.order)),
      product_(find_optional(source, options.product)) {
  if (options.as_of) last_day_ = day_of(DateParser("").parse(*options.as_of).value());
  for (const Number& number : {Number{find_optional(source, options.amount), amount_decimals, &OrderLine::amount},
                               Number{find_optional(source, options.quantity), quantity_decimals, &OrderLine::quantity},
                               Number{find_optional(source, options.price), price_decimals, &OrderLine::price}}) {
    if (number.column) numbers_.push_back(number);
  }
  for (const std::string& name : options.keep) kept_.push_back(find_column(source, name));
  if (options.drop_duplicates) by_name_ = columns_by_name(source);

  std::vector<std::size_t> selected = by_name_;
  selected.insert(selected.end(), {customer_, date_});
  if (order_) selected.push_back(*order_);
  if (product_) selected.push_back(*product_);
  for (const Number& number : numbers_) selected.push_back(*number.column);
  selected.insert(selected.end(), kept_.begin(), kept_.end());
  source.select(selected);
}

OrderLines OrderLineReader::read(const Block& block) const {
  OrderLines lines;
  lines.lines.resize(static_cast<std::size_t>(block.rows()));
  read_customers(block, lines);
  read_dates(block, lines);
  for (const Number& number : numbers_) read_numbers(block, number, lines);
  if (order_) read_orders(block, lines);
  if (product_) read_products(block, lines);
  read_kept(block, lines);
  if (options_.drop_duplicates) hash_lines(block, lines);
  for (OrderLine& line : lines.lines) {
    weigh(line);
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
  for (std::size_t row = 0; row < cells.size(); ++row) {
    OrderLine& line = lines.lines[row];
    line.time = dates_.parse(trimmed(cells[row])).value_or(no_time);
  }
}

void OrderLineReader::read_numbers(const Block& block, const Number& number, OrderLines& lines) const {
  const auto cells = block.cells(*number.column);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    OrderLine& line = lines.lines[row];
    if (const auto value = parse_decimal(trimmed(cells[row]), number.decimals)) {
      line.*number.member = *value;
    } else {
      line.has_numbers = false;
    }
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
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view product = trimmed(cells[row]);
    if (!is_missing(product)) lines.lines[row].product = hash_of(product);
  }
}

void OrderLineReader::read_kept(const Block& block, OrderLines& lines) const {
  for (const std::size_t column : kept_) {
    auto& cells = lines.kept.emplace_back(block.cells(column));
    for (std::size_t row = 0; row < cells.size(); ++row) recode(cells[row], lines.lines[row], lines.recoded);
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
  line.amount = line.has_numbers ? magnitude(line.amount) : 0;
}

// The first rule that a line falls under is the one that counts.
Reason OrderLineReader::reason_of(const OrderLine& line) const {
  if (line.time != no_time && day_of(line.time) > last_day_) return Reason::after_as_of;
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
  if (reason == Reason::after_as_of) text += ": " + quoted(block, date_, row);
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
    const std::string_view cell = trimmed(block.cells(*number.column)[static_cast<std::size_t>(row)]);
    const std::string text = quoted(block, *number.column, row);
    if (!parse_decimal(cell, number.decimals)) {
      const bool separated = cell.find(',') != std::string_view::npos;
      return text + (separated ? " is not a number (write it without thousands separators, with a decimal point)"
                               : " is not a number");
    }
    all += (all.empty() ? "" : ", ") + text;
  }
  return all;
}

}  // namespace segmenta::features
