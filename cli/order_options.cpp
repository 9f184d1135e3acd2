// Options of order lines as the command line has them, and what the library takes of them.

#include "order_options.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <charconv>
#include <utility>

#include "options.h"

namespace segmenta {
namespace {

// What stands before the colon of FILE:C, and after it; without a file, it is for the order lines.
std::pair<std::string, std::string> file_and_value(const std::string& text) {
  const std::size_t colon = text.size() > 2 ? text.rfind(':', text.size() - 2) : std::string::npos;
  if (colon == std::string::npos || colon == 0) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

// Sets what is said of the order lines, or of a joined source.
template <class Parse, class OfOrders, class OfJoin>
void set_of_source(FeatureOptions& features, const char* option, const std::string& text, const Parse& parse,
                   OfOrders FeatureOptions::*of_orders, OfJoin JoinSource::*of_join) {
  const auto [file, value] = file_and_value(text);
  if (file.empty()) {
    features.*of_orders = parse(value);
    return;
  }
  bool found = false;
  for (JoinSource& join : features.joins) {
    if (join.file.string() != file) continue;
    join.*of_join = parse(value);
    found = true;
  }
  if (found) return;
  throw Error(ErrorKind::usage, fmt::format("{} {} names no joined file", option, text), "",
              "Write the file as --join has it, then a colon and the value; or the value alone, for the order lines");
}

std::int64_t parse_lines(const std::string& text) {
  constexpr std::int64_t most = 1'000'000;
  if (text == "0") return 0;
  if (const auto lines = number_in(text, most)) return *lines;
  throw Error(ErrorKind::usage, fmt::format("--skip-lines {} is not a number of lines", text), "",
              "Give how many lines stand before the header");
}

void set_layouts(FeatureOptions& features, const OrderOptions& options) {
  for (const std::string& text : options.skip_lines) {
    set_of_source(features, "--skip-lines", text, parse_lines, &FeatureOptions::skip_lines, &JoinSource::skip_lines);
  }
  for (const std::string& text : options.delimiters) {
    set_of_source(features, "--delimiter", text, parse_delimiter, &FeatureOptions::delimiter, &JoinSource::delimiter);
  }
  const auto named = [](const std::map<std::string, char>& names) {
    return [&names](const std::string& name) { return names.at(name); };
  };
  for (const std::string& text : options.decimals) {
    set_of_source(features, "--decimal", text, named(decimal_names), &FeatureOptions::decimal, &JoinSource::decimal);
  }
  for (const std::string& text : options.thousands) {
    set_of_source(features, "--thousands", text, named(thousands_names), &FeatureOptions::thousands,
                  &JoinSource::thousands);
  }
}

IdRules id_rules(const std::vector<std::string>& names) {
  IdRules rules;
  for (const std::string& name : names) {
    if (name == "as-is") rules.as_written = true;
    if (name == "fold") rules.ignore_case = true;
    if (name == "number") rules.ignore_leading_zeros = true;
  }
  return rules;
}

// "365d", or "52w".
int days_of(const std::string& text) {
  constexpr int most = 100'000;
  int count = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string unit(parsed.ptr, text.data() + text.size());
  if (parsed.ec == std::errc() && count > 0 && count <= most && (unit == "d" || unit == "w")) {
    return unit == "w" ? 7 * count : count;
  }
  throw Error(ErrorKind::usage, fmt::format("--window {} is not a length of time", text), "",
              "Give days, such as 365d, or weeks, such as 52w");
}

// One of these names, with or without a file before it.
CLI::Validator one_of_a_file(const std::map<std::string, char>& names) {
  const CLI::Validator check = one_of(names_in(names));
  return {[check](const std::string& text) { return check(file_and_value(text).second); }, "", check.get_name()};
}

}  // namespace

FeatureOptions feature_options(const OrderOptions& options) {
  FeatureOptions features = options.features;
  features.orders.assign(options.orders.begin(), options.orders.end());
  for (const std::string& type : options.types) features.types.push_back(parse_type(type));
  for (const std::string& join : options.joins) features.joins.push_back(parse_join(join));
  set_layouts(features, options);
  features.ids = id_rules(options.ids);
  if (!options.as_of.empty()) features.as_of = options.as_of;
  if (!options.since.empty()) features.since = options.since;
  if (!options.until.empty()) features.until = options.until;
  if (!options.window.empty()) features.window_days = days_of(options.window);
  for (const auto& [how, columns] : options.aggregates) {
    for (const std::string& column : columns) features.aggregates.push_back({how, column});
  }
  features.order_by_day = options.order_by == "day";
  if (options.prefix_option->count() > 0) features.cancelled_prefix = options.cancelled_prefix;
  features.ignore_returns = options.returns == "ignore";
  if (!options.max_unreadable.empty()) {
    features.max_unreadable = share_of("--max-unreadable", options.max_unreadable);
  }
  if (!options.max_dropped.empty()) features.max_dropped = share_of("--max-dropped", options.max_dropped);
  return features;
}

void add_column_options(CLI::App& command, OrderOptions& options) {
  FeatureOptions& features = options.features;
  command
      .add_option("--orders", options.orders,
                  "Order lines: CSV, CSV.gz or Parquet; files, folders of part files, or patterns in quotes")
      ->type_name("FILE")
      ->required();
  command.add_option("--customer", features.customer, "Column of the customer's id")->type_name("COL")->required();
  command.add_option("--date", features.date, "Column of the date or time")->type_name("COL")->required();
  command.add_option("--amount", features.amount, "Column of the line's amount; or else:")->type_name("COL");
  command.add_option("--quantity", features.quantity, "Column of the quantity, and")->type_name("COL");
  command.add_option("--price", features.price, "Column of the price of one")->type_name("COL");
  command.add_option("--order", features.order, "Column of the order's id (default: a line is an order)")
      ->type_name("COL");
  command
      .add_option("--order-by", options.order_by,
                  "What lines without an order's id are: each an order (line, the default), or one a customer and day")
      ->check(one_of({"line", "day"}))
      ->type_name("HOW");
  command.add_option("--product", features.product, "Column of the product's id")->type_name("COL");
  command
      .add_option("--exclude-product", features.exclude_products,
                  "Products whose lines are left out, such as postage and fees (can be given again)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CODE[,CODE...]");
  command.add_option("--keep", features.keep, "Columns to keep as attributes: the latest order line's value")
      ->delimiter(',')
      ->type_name("COL");
}

void add_aggregate_options(CLI::App& command, OrderOptions& options) {
  using How = LineAggregate::How;
  const auto add = [&](const char* option, How how, const char* description) {
    command.add_option(option, options.aggregates[how], description)->delimiter(',')->type_name("COL");
  };
  add("--sum", How::sum, "Further columns of the lines to sum up a customer, returns and all");
  add("--mean", How::mean, "... to take the mean of, over the order lines that have a value");
  add("--min", How::min, "... to take the smallest value of");
  add("--max", How::max, "... to take the largest value of");
  add("--count", How::count, "... to count the order lines with a value of");
  add("--share", How::share, "... of categories: each one's share of a customer's spend");
  command
      .add_option("--top", options.features.top_categories, "Categories of --share that have a column (default: 10)")
      ->check(CLI::Range(1, 10000))
      ->type_name("N");
}

void add_reading_options(CLI::App& command, OrderOptions& options) {
  FeatureOptions& features = options.features;
  command.add_option("--date-format", features.date_format, "strptime format of the dates (default: ISO 8601)")
      ->type_name("FORMAT");
  command
      .add_option("--type", options.types,
                  "Type of the customer, a kept or a joined column: string, int64 or double (default: found)")
      ->type_name("COL:TYPE");
  command
      .add_option(
          "--delimiter", options.delimiters,
          "Character between the values of a CSV file, or tab; FILE:C for a joined one (default: found from the "
          "first rows of each)")
      ->allow_extra_args(false)
      ->type_name("[FILE:]C");
  command
      .add_option("--skip-lines", options.skip_lines,
                  "Lines before the header of each CSV file; FILE:N for a joined one (default: none but sep= and # "
                  "comments)")
      ->allow_extra_args(false)
      ->type_name("[FILE:]N");
  command
      .add_option("--ids", options.ids,
                  "How ids are compared, in order lines and joined files alike; spaces around never count: value "
                  "(default: 17.0 is 17), number (0017 is 17, too), fold (upper and lower case are one), or both with "
                  "a comma between; as-is (every character counts)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"value", "as-is", "fold", "number"}))
      ->type_name("HOW");
}

void add_number_options(CLI::App& command, OrderOptions& options) {
  command
      .add_option("--decimal", options.decimals,
                  "Decimal character of all numbers: . (default) or ,; FILE:C for those of a joined file")
      ->allow_extra_args(false)
      ->check(one_of_a_file(decimal_names))
      ->type_name("[FILE:]C");
  command
      .add_option("--thousands", options.thousands,
                  "What separates their thousands: , . space or ' (default: nothing does); FILE:C likewise")
      ->allow_extra_args(false)
      ->check(one_of_a_file(thousands_names))
      ->type_name("[FILE:]C");
  command
      .add_option("--max-unreadable", options.max_unreadable,
                  "Refuse a file if more of its dates or numbers cannot be read (default: 5%)")
      ->type_name("P%");
}

void add_window_options(CLI::App& command, OrderOptions& options) {
  command
      .add_option("--window", options.window,
                  "Only lines of the last so many days or weeks, up to --until, --as-of or the latest line: 365d, 52w")
      ->type_name("N(d|w)");
  command.add_option("--since", options.since, "Only lines from this day on")->type_name("DATE");
  command.add_option("--until", options.until, "Only lines up to this day")->type_name("DATE");
}

void add_rule_options(CLI::App& command, OrderOptions& options) {
  FeatureOptions& features = options.features;
  command
      .add_option("--as-of", options.as_of,
                  "Day that recency counts from (default: the window's last, else the latest of any line)")
      ->type_name("DATE");
  options.prefix_option =
      command
          .add_option("--cancelled-prefix", options.cancelled_prefix,
                      "Orders whose id begins so are cancelled; '' for none (default: C before a digit)")
          ->type_name("P");
  command
      .add_option("--currency", features.currency,
                  "Currency of the amounts; lines that tell another are left out (default: the one they tell)")
      ->type_name("CODE");
  command
      .add_option("--currency-column", features.currency_column,
                  "Column of each line's currency (signs beside amounts are read without it)")
      ->type_name("COL");
  command.add_flag("--drop-duplicates", features.drop_duplicates, "Leave out exact duplicates of a line");
  command.add_option("--returns", options.returns, "What returns do to revenue: net (default) or ignore")
      ->check(one_of({"net", "ignore"}))
      ->type_name("HOW");
  command
      .add_option(
          "--max-dropped", options.max_dropped,
          "Write nothing if more of the lines, or of revenue, cannot be used, for want of an id or for what cannot be "
          "read (default: 90%; 100% never)")
      ->type_name("P%");
}

void describe_without_joins(CLI::App& command) {
  const auto describe = [&](const char* name, const char* type, const char* description) {
    command.get_option(name)->description(description)->type_name(type);
  };
  describe("--delimiter", "C", "Character between the values of a CSV file, or tab (default: found)");
  describe("--skip-lines", "N", "Lines before the header of each CSV file (default: none)");
  describe("--decimal", "C", "Decimal character of all numbers: . (default) or ,");
  describe("--thousands", "C", "What separates their thousands: , . space or ' (default: nothing)");
}

}  // namespace segmenta
