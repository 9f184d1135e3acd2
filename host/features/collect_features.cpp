// From order lines to the table of features: checks the names, totals the orders, puts the columns together.

#include <arrow/util/thread_pool.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/features.h>

#include <segmenta/number_text.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "features/account.h"
#include "features/aggregate_columns.h"
#include "features/arrow_errors.h"
#include "features/block_stream.h"
#include "features/customer_rows.h"
#include "features/customers.h"
#include "features/excluded_products.h"
#include "features/feature_columns.h"
#include "features/join.h"
#include "features/options.h"
#include "features/order_lines.h"
#include "features/order_totals.h"
#include "features/period.h"
#include "features/source_files.h"
#include "features/typed_column.h"

namespace segmenta {
namespace features {
namespace {

// A type for a column that is not used would be a misspelt name.
void check_typed_names(const FeatureOptions& options, std::set<std::string> names) {
  names.insert({options.customer, options.date, options.amount, options.quantity, options.price, options.order,
                options.product});
  for (const auto& [column, type] : options.types) {
    if (names.count(column) > 0) continue;
    throw Error(ErrorKind::usage, fmt::format("Column '{}' is given a type but not used", column), "",
                "Name a column of the options, or a joined one as FILE_COLUMN");
  }
}

std::vector<SourceFiles> opened_joins(const FeatureOptions& options, const Context& context) {
  std::vector<SourceFiles> joins;
  for (const JoinSource& join : options.joins) {
    joins.emplace_back(join.file, CsvLayout{join.delimiter, options.delimiter, join.skip_lines}, context);
  }
  return joins;
}

void check_names(const FeatureOptions& options, std::vector<SourceFiles>& joins) {
  std::set<std::string> names;
  const auto add = [&](const std::string& name, const std::string& way_out) {
    if (names.insert(name).second) return;
    throw Error(ErrorKind::input, fmt::format("Two columns of the result would be named '{}'", name), "", way_out);
  };
  for (const std::string& name : feature_names(options)) add(name, "");
  for (const std::string& name : aggregate_names(options)) add(name, "Rename the summed column in the order lines");
  for (const std::string& name : options.keep) add(name, "Rename the kept column in the order lines");
  for (std::size_t i = 0; i < joins.size(); ++i) {
    const JoinSource& join = options.joins[i];
    for (const std::string& name : joined_names(join, joins[i])) {
      add(name, fmt::format("Rename the column in {}, or the file", join.file.string()));
    }
  }
  for (const JoinSource& join : options.joins) {
    for (const Aggregation& aggregation : join.aggregations) names.insert(joined_name(join, aggregation.column));
  }
  check_typed_names(options, names);
}

// Names of categories are known only now.
void refuse_repeated_names(const std::vector<StoreColumn>& columns) {
  std::set<std::string> names;
  for (const StoreColumn& column : columns) {
    if (names.insert(column.column.name).second) continue;
    throw Error(ErrorKind::input, fmt::format("Two columns of the result would be named '{}'", column.column.name), "",
                "Rename the category in the order lines, or ask for fewer");
  }
}

void refuse_nothing_left(const FeatureOptions& options, const OrderAccount& account) {
  if (account.lines_read == 0) {
    throw Error(ErrorKind::input, fmt::format("{} has a header but no order lines", describe_orders(options)), "", "");
  }
  std::string reasons;
  for (const AccountEntry& entry : account.account) {
    const std::string example = entry.examples.empty() ? "" : ", first " + entry.examples.front();
    reasons += fmt::format("; {} of them: {}{}", entry.lines, entry.reason, example);
  }
  throw Error(ErrorKind::input,
              fmt::format("No customer of {} has an order line of positive amount", describe_orders(options)),
              fmt::format("{} lines read{}", account.lines_read, reasons),
              "Check the columns, the date format and the delimiter");
}

// The reasons that weigh most, each with its share of lines and revenue.
std::string main_reasons(const OrderAccount& account) {
  constexpr std::size_t most = 3;
  constexpr double least_share = 0.001;
  std::vector<AccountEntry> entries;
  std::ranges::copy_if(account.account, std::back_inserter(entries), &AccountEntry::dropped);
  std::ranges::stable_sort(entries, std::greater<>(),
                           [](const AccountEntry& one) { return std::max(one.lines_share, one.revenue_share); });
  std::string text;
  for (const AccountEntry& one : std::span(entries).first(std::min(most, entries.size()))) {
    const bool is_main = std::max(one.lines_share, one.revenue_share) >= least_share;
    if (!text.empty() && !is_main) break;
    const std::string currency = one.currency == account.currency ? "" : " (" + one.currency + ")";
    text += fmt::format("{}{}{}: {} of lines, {} of revenue{}", text.empty() ? "" : "; ", one.reason, currency,
                        share_text(one.lines_share), share_text(one.revenue_share),
                        one.examples.empty() ? "" : ", first " + one.examples.front());
  }
  return text;
}

void refuse_too_much_dropped(const FeatureOptions& options, const OrderAccount& account) {
  if (std::max(account.dropped_lines_share, account.dropped_revenue_share) <= options.max_dropped) return;
  throw Error(ErrorKind::input,
              fmt::format("{} of the order lines and {} of revenue would be left out, more than the {} allowed",
                          share_text(account.dropped_lines_share), share_text(account.dropped_revenue_share),
                          share_text(options.max_dropped)),
              main_reasons(account),
              "Check that these are the right columns, or make features of the lines that are left by a higher "
              "--max-dropped: 100% takes any");
}

StoreColumn kept_column(const FeatureOptions& options, const OrderTotals& totals,
                        const std::vector<std::uint32_t>& codes, std::size_t column) {
  const std::string& name = options.keep[column];
  TypeFinder type(forced_type(options, name), format_of(totals.kept_declared[column], number_format(options)));
  if (totals.kept_declared[column] == DeclaredType::text) type.declare_text();
  std::vector<std::string_view> values;
  for (const std::uint32_t code : codes) {
    values.push_back(totals.customers.kept(code, column));
    if (type.observe(values.back())) continue;
    throw Error(ErrorKind::input,
                fmt::format("'{}' in column '{}' is not of type {}", values.back(), name, forced_type(options, name)),
                fmt::format("customer {}", totals.customers.id_as_written(code)),
                fmt::format("Correct it, or leave out --type {}", name));
  }
  Column described;
  described.name = stored_name(name);
  described.units = type.currency();
  described.definition = fmt::format("{} of the latest order line", name);
  described.source = describe_orders(options) + ": " + name;
  return typed_column(std::move(described), type.type(), values, type.format());
}

std::string date_or_nothing(const std::optional<std::int32_t>& day) { return day ? date_text(*day) : std::string(); }

std::int32_t as_of_day(const Period& period, const OrderTotals& totals) {
  return period.as_of ? *period.as_of : day_of(totals.latest_time);
}

FeatureTable table_of(const FeatureOptions& options, const OrderTotals& totals, OrderAccount account,
                      const CustomerRows& rows, const Period& period) {
  FeatureTable table;
  static_cast<OrderAccount&>(table) = std::move(account);
  const std::int32_t as_of = as_of_day(period, totals);
  FeatureOptions known = options;
  known.currency = totals.currency;
  table.columns = feature_columns(known, totals.customers, rows.codes, as_of);
  auto aggregates = aggregate_columns(options, totals.customers, totals.aggregates, rows.codes);
  std::ranges::move(aggregates, std::back_inserter(table.columns));
  for (std::size_t i = 0; i < options.keep.size(); ++i) {
    table.columns.push_back(kept_column(options, totals, rows.codes, i));
  }
  const std::string limits = window_text(period) + excluded_text(options);
  for (StoreColumn& column : table.columns) column.column.definition += limits;
  table.as_of = date_text(as_of);
  table.since = date_or_nothing(period.since);
  table.until = date_or_nothing(period.until);
  table.orders_reversed = totals.orders_reversed;
  table.customers_without_order = totals.customers.count() - static_cast<std::int64_t>(rows.codes.size());
  return table;
}

void note_orders(const FeatureOptions& options, const Context& context) {
  if (!options.order.empty() || options.order_by_day) return;
  context.note(
      "each order line counts as an order of its own, since no column of order ids is named; --order-by day "
      "makes one order of a customer's day");
}

FeatureTable collect(const FeatureOptions& options, const Context& context) {
  check_options(options);
  check(arrow::SetCpuThreadPoolCapacity(context.worker_threads()), "order lines");
  std::vector<SourceFiles> joins = opened_joins(options, context);
  check_names(options, joins);
  ThreadPool pool(context.worker_threads());
  const Period period = find_period(options, pool, context);
  const OrderTotals totals = total_orders(options, period, pool, context);
  CustomerRows rows = order_customers(totals.customers, forced_type(options, options.customer) == "string");
  OrderAccount account = totals.account.result(totals.currency);
  if (rows.codes.empty()) refuse_nothing_left(options, account);
  refuse_too_much_dropped(options, account);
  FeatureTable table = table_of(options, totals, std::move(account), rows, period);
  note_orders(options, context);
  const JoinTarget target{options, totals.customers, rows, as_of_day(period, totals)};
  for (std::size_t i = 0; i < joins.size(); ++i) {
    Joined joined = join(options.joins[i], joins[i], target, pool, context);
    std::move(joined.columns.begin(), joined.columns.end(), std::back_inserter(table.columns));
    table.joins.push_back(std::move(joined.account));
  }
  refuse_repeated_names(table.columns);
  table.ids = std::move(rows.ids);
  return table;
}

}  // namespace
}  // namespace features

FeatureTable collect_features(const FeatureOptions& options, const Context& context) {
  return features::collect(options, context);
}

}  // namespace segmenta
