// Adds the lines of every file up by customer, in the order of the files, while threads read ahead.

#include "features/order_totals.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <string>
#include <utility>

#include "features/block_stream.h"
#include "features/currency_rule.h"
#include "features/customer_id.h"
#include "features/dates.h"
#include "features/excluded_products.h"
#include "features/far_dates.h"
#include "features/hash_set.h"
#include "features/options.h"
#include "features/order_lines.h"
#include "features/source_files.h"
#include "features/unreadable.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

// The beginning of a cell, for messages.
std::string shown(const std::string& cell) {
  const std::string beginning = cell.substr(0, 60);
  return recoded_to_utf8(beginning).value_or(beginning);
}

class OrderTotaller {
 public:
  explicit OrderTotaller(const FeatureOptions& options)
      : options_(options),
        customer_type_(forced_type(options, options.customer)),
        totals_{Customers(id_rules(options), options.keep.size()),
                Aggregates(AggregateColumns(options)),
                {},
                no_time,
                {},
                {},
                0},
        currency_(options) {
    totals_.kept_declared.resize(options.keep.size());
  }

  void add(const Source& source, const OrderLineReader& reader, const Block& block, OrderLines& lines) {
    for (std::size_t row = 0; row < lines.lines.size(); ++row) {
      OrderLine& line = lines.lines[row];
      const auto in_block = static_cast<std::int64_t>(row);
      totals_.latest_time = std::max(totals_.latest_time, line.time);
      if (is_in_sight(line) && line.time != no_time) days_.add(day_of(line.time));
      if (options_.drop_duplicates && !seen_.insert(line.whole)) line.reason = Reason::duplicate;
      if (!lines.products.empty() && !lines.products[row].empty()) products_.add(lines.products[row]);
      check_currency(line, [&] { return place(source, block, in_block); });
      count(reader, block, in_block, line);
      if (line.customer.empty() || line.reason == Reason::duplicate) continue;
      add_line(lines, row, code_of(source, block, in_block, line.customer));
    }
  }

  void note_types(const Source& source) {
    for (std::size_t i = 0; i < options_.keep.size(); ++i) {
      const SourceColumn& column = source.columns()[find_column(source, options_.keep[i])];
      DeclaredType& declared = totals_.kept_declared[i];
      if (declared != DeclaredType::text) declared = column.declared;
    }
  }

  // Different customers fall together where a spreadsheet has rounded their ids.
  void tell_rounding(const Context& context) const {
    if (rounded_ == 0) return;
    context.note(
        fmt::format("customer ids like 1.23457E+11: {}, first in {}. A spreadsheet has rounded them, so that different "
                    "customers may be one: export the ids as text",
                    count_text(rounded_), first_rounded_));
  }

  // A product that is misspelt would stay in.
  void tell_excluded_in_vain(const Context& context) const {
    for (const std::string& note : products_.notes(options_)) context.note(note);
  }

  // A date that stands for none would become the day that recency or tenure counts from.
  void tell_far_dates(const Context& context) const {
    if (const auto late = days_.late()) {
      context.note(
          fmt::format("{} {} dated {} or later, {} days after the date before it: if that is no true date, "
                      "count from the latest true one with --as-of {}",
                      counted_text(late->lines, "order line"), late->lines == 1 ? "is" : "are", date_text(late->far),
                      count_text(late->far - late->next), date_text(late->next)));
    }
    if (const auto early = days_.early()) {
      context.note(
          fmt::format("{} {} dated {} or earlier, {} days before the next date: if that is no true date, "
                      "leave such lines out with --since {}",
                      counted_text(early->lines, "order line"), early->lines == 1 ? "is" : "are", date_text(early->far),
                      count_text(early->next - early->far), date_text(early->next)));
    }
  }

  /// What reading the columns of one file has shown.
  void add_readings(const Source& source, const OrderLineReader& reader, const Block& block,
                    const std::vector<Reading>& readings) {
    file_readings_.resize(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
      auto& [sum, first] = file_readings_[i];
      if (sum.unread() == 0 && readings[i].unread() > 0) {
        first = fmt::format("first {}: {} '{}'", place(source, block, readings[i].first_row()),
                            reader.checked()[i].name, shown(readings[i].first_unread()));
      }
      sum += readings[i];
    }
  }

  void end_file(const Source& source, const OrderLineReader& reader) {
    for (std::size_t i = 0; i < file_readings_.size(); ++i) {
      refuse_unreadable(options_, file_readings_[i].sum, source.name(), reader.checked()[i].name,
                        reader.checked()[i].what, file_readings_[i].first);
    }
    file_readings_.clear();
  }

  OrderTotals finish() {
    totals_.customers.settle();
    for (std::uint32_t code = 0; code < totals_.customers.count(); ++code) account_for(totals_.customers[code]);
    totals_.currency = currency_.currency();
    return std::move(totals_);
  }

 private:
  // What only all of a customer's lines show. Returns of customers that have no row were not netted with anything.
  void account_for(const Customer& customer) {
    Account& account = totals_.account;
    const bool has_row = customer.orders > 0;
    account.move_customer(Reason::return_netted, has_row ? Reason::return_beyond_bought : Reason::return_without_order,
                          has_row ? customer.excess_lines : customer.returned_lines,
                          {0, has_row ? customer.excess : customer.returned});
    account.count_customer(has_row ? Reason::order_reversed : Reason::reversed_without_order, customer.reversed_lines,
                           {customer.reversed, 0});
    totals_.orders_reversed += customer.reversed_orders;
  }

  void count(const OrderLineReader& reader, const Block& block, std::int64_t row, const OrderLine& line) {
    const auto example = [&](Reason reason) {
      return [&reader, &block, row, reason] { return reader.explain(block, row, reason); };
    };
    const Money money = money_of(line);
    if (line.reason == Reason::other_currency) {
      totals_.account.read({});
      totals_.account.count_currency(std::string(line.currency), money, example(line.reason));
      return;
    }
    totals_.account.read(money);
    if (line.reason != Reason::none) totals_.account.count(line.reason, money, example(line.reason));
    if (line.value_passed_over && (line.reason == Reason::none || line.reason == Reason::return_netted)) {
      totals_.account.count(Reason::value_passed_over, money, example(Reason::value_passed_over));
    }
    if (line.recoded) totals_.account.count(Reason::recoded, money, example(Reason::recoded));
  }

  static bool is_in_sight(const OrderLine& line) {
    return line.reason != Reason::duplicate && line.reason != Reason::after_as_of &&
           line.reason != Reason::outside_window && line.reason != Reason::excluded_product;
  }

  template <class Place>
  void check_currency(OrderLine& line, const Place& place) {
    if (is_in_sight(line) && !currency_.accepts(line.currency, place)) line.reason = Reason::other_currency;
  }

  void add_line(const OrderLines& lines, std::size_t row, std::uint32_t customer) {
    const OrderLine& line = lines.lines[row];
    if (line.reason == Reason::return_netted) {
      totals_.customers.add_return(customer, line);
      totals_.aggregates.add_return(customer, lines.aggregates, row, line.reversed);
    } else if (line.reason == Reason::none) {
      totals_.customers.add_order_line(customer, line);
      totals_.aggregates.add_order_line(customer, lines.aggregates, row, line.amount);
      if (!totals_.customers.is_latest(customer, line)) return;
      for (std::size_t i = 0; i < lines.kept.size(); ++i) totals_.customers.keep(customer, i, lines.kept[i][row]);
    }
  }

  std::uint32_t code_of(const Source& source, const Block& block, std::int64_t row, std::string_view id) {
    const std::uint32_t known = totals_.customers.count();
    const std::uint32_t code = totals_.customers.code_of(id);
    if (code == known) {
      check_id(source, block, row, code);
      note_rounding(source, block, row, id);
    }
    return code;
  }

  void check_id(const Source& source, const Block& block, std::int64_t row, std::uint32_t code) const {
    const std::string_view id = totals_.customers.id(code);
    if (id.find('\0') != std::string_view::npos) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: {} holds a zero byte", place(source, block, row), options_.customer), "",
                  "The file may be damaged, or its text be UTF-16");
    }
    if (customer_type_ == "int64" && !plain_integer<std::int64_t>(id)) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: {} '{}' is not an int64", place(source, block, row), options_.customer,
                              totals_.customers.id_as_written(code)),
                  "", fmt::format("Correct it, or read ids as text with --type {}:string", options_.customer));
    }
  }

  void note_rounding(const Source& source, const Block& block, std::int64_t row, std::string_view id) {
    if (is_rounded_by_spreadsheet(id) && rounded_++ == 0) first_rounded_ = place(source, block, row);
  }

  const FeatureOptions& options_;
  std::string customer_type_;
  OrderTotals totals_;
  CurrencyRule currency_;
  HashSet seen_;  // lines, where duplicates are left out
  ProductsRead products_;
  DaysOfLines days_;
  std::int64_t rounded_ = 0;
  std::string first_rounded_;
  struct FileReading {
    Reading sum;
    std::string first;
  };
  std::vector<FileReading> file_readings_;  // of the checked columns of the file that is read
};

}  // namespace

OrderTotals total_orders(const FeatureOptions& options, const Period& period, ThreadPool& pool,
                         const Context& context) {
  OrderTotaller totaller(options);
  std::vector<SourceFiles> given;
  std::int64_t total = 0;
  for (const auto& path : options.orders) {
    total += given.emplace_back(path, layout_of(options), context).bytes();
  }
  std::int64_t done = 0;
  for (SourceFiles& files : given) {
    for (std::size_t file = 0; file < files.count(); ++file) {
      const auto source = files.open(file);
      const OrderLineReader reader(options, period, *source);
      totaller.note_types(*source);
      stream_blocks<OrderLines>(
          *source, pool, context, [&](const Block& block) { return reader.read(block); },
          [&](const Block& block, OrderLines lines) {
            totaller.add(*source, reader, block, lines);
            totaller.add_readings(*source, reader, block, lines.readings);
            context.progress("read", std::min(total, done + source->bytes_read()), total);
          });
      totaller.end_file(*source, reader);
      done += source->bytes_read();
    }
  }
  totaller.tell_excluded_in_vain(context);
  totaller.tell_rounding(context);
  totaller.tell_far_dates(context);
  return totaller.finish();
}

}  // namespace segmenta::features
