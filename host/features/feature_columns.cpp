// Each feature once: its name, units, definition and source, and how it is computed from a customer's totals.

#include "features/feature_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "features/dates.h"
#include "features/decimal.h"
#include "features/input_files.h"

namespace segmenta::features {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double bought(const Customer& customer) { return to_double(customer.bought, amount_decimals); }

double monetary(const Customer& customer) { return to_double(customer.bought - customer.returned, amount_decimals); }

double average_order_value(const Customer& customer) { return monetary(customer) / customer.orders; }

double mean_days_between_orders(const Customer& customer) {
  if (customer.orders < 2) return missing;
  return static_cast<double>(customer.last_day - customer.first_day) / (customer.orders - 1);
}

double items_per_order(const Customer& customer) {
  return to_double(customer.items, quantity_decimals) / customer.orders;
}

double lines_per_order(const Customer& customer) { return static_cast<double>(customer.lines) / customer.orders; }

double return_rate(const Customer& customer) {
  return to_double(customer.returned - customer.excess, amount_decimals) / bought(customer);
}

// Orders that no other one takes back; where none can, nothing needs saying.
std::string an_order(const FeatureOptions& options) {
  return options.order.empty() || options.ignore_returns ? "order" : "order that was not returned as a whole";
}

std::string before_returns(const FeatureOptions& options) { return options.ignore_returns ? "" : " before returns"; }

// How one feature is described, and computed from a customer and the as-of day.
struct Feature {
  std::string name;
  ColumnType type = ColumnType::real;
  std::string units;
  std::string definition;
  std::string source;
  double (*value)(const Customer& customer, std::int32_t as_of) = nullptr;
};

struct Origins {
  std::string date, order, money, items, product;
};

Origins origins(const FeatureOptions& options) {
  const std::string orders = describe_orders(options) + ": ";
  Origins from;
  from.date = orders + options.date;
  const std::string without_id = options.order_by_day ? options.date : "lines";
  from.order = orders + (options.order.empty() ? without_id : options.order);
  from.money = orders + (options.amount.empty() ? options.quantity + " x " + options.price : options.amount);
  from.items = options.quantity.empty() ? orders + "lines" : orders + options.quantity;
  from.product = orders + options.product;
  return from;
}

std::vector<Feature> day_features(const FeatureOptions& options, const Origins& from) {
  const std::string order = an_order(options);
  return {
      {"recency_days", ColumnType::integer, "days", "as-of date minus the date of the last " + order, from.date,
       [](const Customer& customer, std::int32_t as_of) { return static_cast<double>(as_of - customer.last_day); }},
      {"tenure_days", ColumnType::integer, "days", "as-of date minus the date of the first " + order, from.date,
       [](const Customer& customer, std::int32_t as_of) { return static_cast<double>(as_of - customer.first_day); }},
      {"mean_days_between_orders", ColumnType::real, "days",
       "days from the first to the last " + order + " / (frequency - 1); missing with one order", from.date,
       [](const Customer& customer, std::int32_t) { return mean_days_between_orders(customer); }},
  };
}

std::string definition_of_return_rate(const FeatureOptions& options) {
  if (options.ignore_returns) return "0, as returns are ignored";
  const std::string bought =
      options.product.empty() ? "as far as that much" : "as far as that much of the same product";
  return "amount returned, " + bought + " was bought before / amount bought before returns: from 0 to 1";
}

std::vector<Feature> money_features(const FeatureOptions& options, const Origins& from) {
  const std::string money = options.currency.empty() ? "currency" : options.currency;
  const std::string net = options.ignore_returns ? "revenue; returns are ignored" : "revenue, net of all returns";
  return {
      {"monetary", ColumnType::real, money, net, from.money,
       [](const Customer& customer, std::int32_t) { return monetary(customer); }},
      {"average_order_value", ColumnType::real, money + " per order", "monetary / frequency", from.money,
       [](const Customer& customer, std::int32_t) { return average_order_value(customer); }},
      {"return_rate", ColumnType::real, "fraction", definition_of_return_rate(options), from.money,
       [](const Customer& customer, std::int32_t) { return return_rate(customer); }},
  };
}

std::string definition_of_orders(const FeatureOptions& options) {
  if (options.order.empty()) {
    return options.order_by_day ? "number of days with an order line of positive amount, each an order"
                                : "number of order lines of positive amount, each an order of its own";
  }
  std::string orders = "number of distinct orders with a line of positive amount";
  if (!options.ignore_returns) orders += ", without those returned as a whole under the same order id";
  return options.order_by_day ? orders + "; lines without an order id are one order a day" : orders;
}

Feature frequency_feature(const FeatureOptions& options, const Origins& from) {
  return {"frequency", ColumnType::integer,
          "orders",    definition_of_orders(options),
          from.order,  [](const Customer& customer, std::int32_t) { return static_cast<double>(customer.orders); }};
}

Feature items_feature(const FeatureOptions& options, const Origins& from) {
  if (options.quantity.empty()) {
    return {"items_per_order", ColumnType::real,
            "lines per order", "lines of these orders / frequency",
            from.items,        [](const Customer& customer, std::int32_t) { return lines_per_order(customer); }};
  }
  return {"items_per_order", ColumnType::real,
          "items per order", "quantity of these orders" + before_returns(options) + " / frequency",
          from.items,        [](const Customer& customer, std::int32_t) { return items_per_order(customer); }};
}

Feature products_feature(const Origins& from) {
  return {"distinct_products",
          ColumnType::integer,
          "products",
          "number of distinct products bought",
          from.product,
          [](const Customer& customer, std::int32_t) { return static_cast<double>(customer.products); }};
}

std::vector<Feature> number_features(const FeatureOptions& options) {
  const Origins from = origins(options);
  auto days = day_features(options, from);
  auto money = money_features(options, from);
  std::vector<Feature> features = {days[0], frequency_feature(options, from), money[0], money[1], days[1], days[2]};
  if (!options.product.empty()) features.push_back(products_feature(from));
  features.push_back(items_feature(options, from));
  features.push_back(money[2]);
  return features;
}

// Those that everybody has and that are no ratio of others: recency, frequency and monetary value.
bool is_behaviour(const std::string& name) {
  return name == "recency_days" || name == "frequency" || name == "monetary";
}

StoreColumn number_column(const Feature& feature, const Customers& customers, const std::vector<std::uint32_t>& codes,
                          std::int32_t as_of) {
  StoreColumn column;
  column.column = {feature.name,  feature.type,       feature.type == ColumnType::integer ? "int64" : "float64",
                   feature.units, feature.definition, feature.source};
  if (is_behaviour(feature.name)) column.column.role = behaviour_role;
  column.values.reserve(codes.size());
  for (const std::uint32_t code : codes) column.values.push_back(feature.value(customers[code], as_of));
  return column;
}

// Text, so that a date is never taken for a feature to cluster by.
StoreColumn date_column(const FeatureOptions& options, const Customers& customers,
                        const std::vector<std::uint32_t>& codes, bool first) {
  StoreColumn column;
  column.column = {first ? "first_order" : "last_order",
                   ColumnType::text,
                   "string",
                   "date",
                   fmt::format("date of the {} {}, YYYY-MM-DD", first ? "first" : "last", an_order(options)),
                   origins(options).date};
  for (const std::uint32_t code : codes) {
    column.text.push_back(date_text(first ? customers[code].first_day : customers[code].last_day));
  }
  return column;
}

}  // namespace

std::vector<std::string> feature_names(const FeatureOptions& options) {
  std::vector<std::string> names;
  for (const Feature& feature : number_features(options)) names.push_back(feature.name);
  names.insert(names.end(), {"first_order", "last_order"});
  return names;
}

std::vector<StoreColumn> feature_columns(const FeatureOptions& options, const Customers& customers,
                                         const std::vector<std::uint32_t>& codes, std::int32_t as_of) {
  std::vector<StoreColumn> columns;
  for (const Feature& feature : number_features(options)) {
    columns.push_back(number_column(feature, customers, codes, as_of));
  }
  columns.push_back(date_column(options, customers, codes, true));
  columns.push_back(date_column(options, customers, codes, false));
  return columns;
}

std::string describe_orders(const FeatureOptions& options) {
  const std::string first = short_name(options.orders.front());
  return options.orders.size() == 1 ? first : fmt::format("{} and {} more", first, options.orders.size() - 1);
}

std::string stored_name(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

}  // namespace segmenta::features
