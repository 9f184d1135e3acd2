// segmenta features: order lines and joined sources to a feature store, with an account of every line.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/features.h>
#include <segmenta/json.h>
#include <segmenta/store.h>

#include <chrono>
#include <memory>
#include <utility>

#include "command.h"
#include "features_text.h"
#include "options.h"

namespace segmenta {
namespace {

struct Options {
  FeatureOptions features;
  std::vector<std::string> orders, types, joins;
  std::string as_of, cancelled_prefix, delimiter = ",", returns = "net", output;
  const CLI::Option* prefix_option = nullptr;
};

// "FILE:KEY" at its last colon: a path may hold others.
std::pair<std::string, std::string> split(const std::string& text, const std::string& form) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
    throw Error(ErrorKind::usage, fmt::format("'{}' is not {}", text, form), "", "Write both, with a colon between");
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

char delimiter_of(const std::string& text) {
  if (text == "\\t" || text == "tab") return '\t';
  if (text.size() == 1) return text[0];
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a delimiter", text), "", "Give one character, or tab");
}

FeatureOptions feature_options(const Options& options) {
  FeatureOptions features = options.features;
  features.orders.assign(options.orders.begin(), options.orders.end());
  for (const std::string& type : options.types) features.types.push_back(split(type, "COLUMN:TYPE"));
  for (const std::string& join : options.joins) {
    auto [file, key] = split(join, "FILE:KEY");
    features.joins.push_back({file, key});
  }
  if (!options.as_of.empty()) features.as_of = options.as_of;
  if (options.prefix_option->count() > 0) features.cancelled_prefix = options.cancelled_prefix;
  features.delimiter = delimiter_of(options.delimiter);
  features.ignore_returns = options.returns == "ignore";
  return features;
}

std::vector<std::string> inputs(const FeatureOptions& features) {
  std::vector<std::string> files(features.orders.begin(), features.orders.end());
  for (const JoinSource& join : features.joins) files.push_back(join.file.string());
  return files;
}

void run(const Options& options, const CommandLine& line) {
  const auto started = std::chrono::steady_clock::now();
  const FeatureOptions features = feature_options(options);
  refuse_output({options.output}, inputs(features));
  const Context context = line.context();
  const FeatureTable table = collect_features(features, context);
  context.check_cancelled();
  write_store(options.output, table.ids, table.columns);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  line.say(account_text(table, options.output));
  if (line.json) line.print(features_json(table, options.output, seconds));
}

void add_column_options(CLI::App& command, Options& options) {
  FeatureOptions& features = options.features;
  command.add_option("--orders", options.orders, "Order lines: CSV, CSV.gz or Parquet")->type_name("FILE")->required();
  command.add_option("--customer", features.customer, "Column of the customer's id")->type_name("COL")->required();
  command.add_option("--date", features.date, "Column of the date or time")->type_name("COL")->required();
  command.add_option("--amount", features.amount, "Column of the line's amount; or else:")->type_name("COL");
  command.add_option("--quantity", features.quantity, "Column of the quantity, and")->type_name("COL");
  command.add_option("--price", features.price, "Column of the price of one")->type_name("COL");
  command.add_option("--order", features.order, "Column of the order's id (default: a line is an order)")
      ->type_name("COL");
  command.add_option("--product", features.product, "Column of the product's id")->type_name("COL");
  command.add_option("--keep", features.keep, "Columns to keep as attributes: the latest order line's value")
      ->delimiter(',')
      ->type_name("COL");
}

void add_reading_options(CLI::App& command, Options& options) {
  FeatureOptions& features = options.features;
  command.add_option("--date-format", features.date_format, "strptime format of the dates (default: ISO 8601)")
      ->type_name("FORMAT");
  command
      .add_option("--type", options.types,
                  "Type of the customer, a kept or a joined column: string, int64 or double (default: found)")
      ->type_name("COL:TYPE");
  command
      .add_option("--delimiter", options.delimiter, "Character between the values of a CSV file, or tab (default: ,)")
      ->type_name("C");
}

void add_rule_options(CLI::App& command, Options& options) {
  FeatureOptions& features = options.features;
  command.add_option("--as-of", options.as_of, "Day that recency counts from (default: the latest of any line)")
      ->type_name("DATE");
  options.prefix_option =
      command
          .add_option("--cancelled-prefix", options.cancelled_prefix,
                      "Orders whose id begins so are cancelled; '' for none (default: C before a digit)")
          ->type_name("P");
  command.add_option("--currency", features.currency, "Currency, for the attributes")->type_name("CODE");
  command.add_flag("--drop-duplicates", features.drop_duplicates, "Leave out exact duplicates of a line");
  command.add_option("--returns", options.returns, "What returns do to revenue: net (default) or ignore")
      ->check(CLI::IsMember({"net", "ignore"}))
      ->type_name("HOW");
}

}  // namespace

void add_features_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("features", "One feature row a customer from order lines and other sources");
  const auto options = std::make_shared<Options>();
  add_column_options(*command, *options);
  add_reading_options(*command, *options);
  add_rule_options(*command, *options);
  command->add_option("--join", options->joins, "Adds a file's other columns by the customer's id in its column KEY")
      ->type_name("FILE:KEY");
  command->add_option("-o,--output", options->output, "Feature store to write")->type_name("STORE")->required();
  command->footer(
      "Example:\n  segmenta features --orders orders.csv.gz --customer CustomerID --date InvoiceDate \\\n"
      "    --quantity Quantity --price UnitPrice --order InvoiceNo --product StockCode -o customers.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
