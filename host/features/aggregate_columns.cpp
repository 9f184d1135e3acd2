// Each way to sum a column up: its name, its definition, and its value for a customer.

#include "features/aggregate_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "features/feature_columns.h"

namespace segmenta::features {
namespace {

using How = LineAggregate::How;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double number(Int128 value) { return to_double(value, measure_decimals); }

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

std::string word_of(How how) {
  switch (how) {
    case How::sum:
      return "sum";
    case How::mean:
      return "mean";
    case How::min:
      return "min";
    case How::max:
      return "max";
    case How::count:
      return "count";
    case How::share:
      return "share";
  }
  return "";
}

std::string definition_of(const FeatureOptions& options, const LineAggregate& aggregate) {
  const std::string& column = aggregate.column;
  switch (aggregate.how) {
    case How::sum:
      return fmt::format("sum of {} over the order lines{}; missing without a value", column,
                         options.ignore_returns ? "" : " and returns");
    case How::mean:
      return fmt::format("mean of {} over the order lines that have a value; missing without one", column);
    case How::min:
      return fmt::format("smallest {} of the order lines; missing without a value", column);
    case How::max:
      return fmt::format("largest {} of the order lines; missing without a value", column);
    case How::count:
      return fmt::format("number of order lines with a value of {}", column);
    case How::share:
      break;
  }
  return "";
}

double value_of(How how, const Measure& measure) {
  if (how == How::sum) return measure.lines + measure.returned_lines == 0 ? missing : number(measure.net);
  if (measure.lines == 0) return missing;
  if (how == How::mean) return number(measure.bought) / measure.lines;
  return number(how == How::min ? measure.smallest : measure.largest);
}

class Columns {
 public:
  Columns(const FeatureOptions& options, const Customers& customers, const Aggregates& aggregates,
          const std::vector<std::uint32_t>& codes)
      : options_(options), read_(options), customers_(customers), aggregates_(aggregates), codes_(codes) {}

  void add(const LineAggregate& aggregate, std::vector<StoreColumn>& columns) const {
    if (aggregate.how == How::share) return add_shares(aggregate.column, columns);
    StoreColumn column = described(aggregate, aggregate.column + "_" + word_of(aggregate.how));
    column.column.definition = definition_of(options_, aggregate);
    if (aggregate.how == How::count) {
      column.column.type = ColumnType::integer;
      column.column.type_name = "int64";
      column.column.units = "order lines";
      const std::size_t place = place_of(read_.counted, aggregate.column);
      fill(column, [&](std::uint32_t code) { return static_cast<double>(aggregates_.count(place, code)); });
    } else {
      const std::size_t place = place_of(read_.measured, aggregate.column);
      fill(column, [&](std::uint32_t code) { return value_of(aggregate.how, aggregates_.measure(place, code)); });
    }
    columns.push_back(std::move(column));
  }

 private:
  // The rest has a column of its own where there is some.
  void add_shares(const std::string& name, std::vector<StoreColumn>& columns) const {
    const std::size_t place = place_of(read_.categories, name);
    const auto top = aggregates_.top(place, static_cast<std::size_t>(options_.top_categories));
    std::vector<Int128> rest;
    for (const std::uint32_t code : codes_) rest.push_back(customers_[code].bought);
    for (const std::uint32_t category : top) {
      const std::string text(aggregates_.category(place, category));
      StoreColumn column = share_column(name, text, fmt::format("is '{}'", text));
      for (std::size_t row = 0; row < codes_.size(); ++row) {
        const Int128 spent = aggregates_.spent(place, codes_[row], category);
        rest[row] -= spent;
        column.values.push_back(share(spent, codes_[row]));
      }
      columns.push_back(std::move(column));
    }
    if (std::ranges::all_of(rest, [](Int128 amount) { return amount == 0; })) return;
    StoreColumn column = share_column(name, "other", "is none of the others with a column, or missing");
    for (std::size_t row = 0; row < codes_.size(); ++row) column.values.push_back(share(rest[row], codes_[row]));
    columns.push_back(std::move(column));
  }

  [[nodiscard]] StoreColumn share_column(const std::string& name, const std::string& category,
                                         const std::string& condition) const {
    StoreColumn column = described({How::share, name}, stored_name(name + "_share_" + category));
    column.column.units = "fraction";
    column.column.definition = fmt::format("amount bought on order lines whose {} {} / amount bought{}", name,
                                           condition, options_.ignore_returns ? "" : ", before returns");
    return column;
  }

  [[nodiscard]] double share(Int128 amount, std::uint32_t code) const {
    return to_double(amount, amount_decimals) / to_double(customers_[code].bought, amount_decimals);
  }

  [[nodiscard]] StoreColumn described(const LineAggregate& aggregate, const std::string& name) const {
    StoreColumn column;
    column.column.name = stored_name(name);
    column.column.type_name = "float64";
    column.column.source = describe_orders(options_) + ": " + aggregate.column;
    return column;
  }

  void fill(StoreColumn& column, const std::function<double(std::uint32_t)>& value) const {
    for (const std::uint32_t code : codes_) column.values.push_back(value(code));
  }

  const FeatureOptions& options_;
  AggregateColumns read_;
  const Customers& customers_;
  const Aggregates& aggregates_;
  const std::vector<std::uint32_t>& codes_;
};

}  // namespace

std::vector<std::string> aggregate_names(const FeatureOptions& options) {
  std::vector<std::string> names;
  for (const LineAggregate& aggregate : options.aggregates) {
    if (aggregate.how != How::share) names.push_back(stored_name(aggregate.column + "_" + word_of(aggregate.how)));
  }
  return names;
}

std::vector<StoreColumn> aggregate_columns(const FeatureOptions& options, const Customers& customers,
                                           const Aggregates& aggregates, const std::vector<std::uint32_t>& codes) {
  const Columns made(options, customers, aggregates, codes);
  std::vector<StoreColumn> columns;
  for (const LineAggregate& aggregate : options.aggregates) made.add(aggregate, columns);
  return columns;
}

}  // namespace segmenta::features
