// segmenta features: order lines and joined sources to a feature store, with an account of every line.

#include <segmenta/features.h>
#include <segmenta/json.h>
#include <segmenta/store.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "command.h"
#include "features_text.h"
#include "order_options.h"
#include "outputs.h"

namespace segmenta {
namespace {

struct Options : OrderOptions {
  std::string output;
};

std::vector<std::filesystem::path> inputs(const FeatureOptions& features) {
  std::vector<std::filesystem::path> given = features.orders;
  for (const JoinSource& join : features.joins) given.push_back(join.file);
  return given;
}

Attributes attributes_of(const FeatureTable& table) {
  return {{"as_of", table.as_of}, {"since", table.since}, {"until", table.until}, {"account", account_json(table)}};
}

void run(const Options& options, const CommandLine& line) {
  const auto started = std::chrono::steady_clock::now();
  const FeatureOptions features = feature_options(options);
  check_output_among(line, options.output, inputs(features));
  const Context context = line.context();
  if (features.joins.empty()) line.progress->expect({{"read"}});
  const FeatureTable table = collect_features(features, context);
  context.check_cancelled();
  write_store(options.output, table.ids, table.columns, attributes_of(table), line.overwrite());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  line.say(account_text(table, options.output));
  const std::string warning = lost_text(table);
  if (!warning.empty()) line.say(warning);
  if (line.json) line.print(features_json(table, options.output, seconds));
}

}  // namespace

void add_features_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("features", "One feature row a customer from order lines and other sources");
  const auto options = std::make_shared<Options>();
  add_column_options(*command, *options);
  add_aggregate_options(*command, *options);
  add_reading_options(*command, *options);
  add_number_options(*command, *options);
  add_window_options(*command, *options);
  add_rule_options(*command, *options);
  command
      ->add_option("--join", options->joins,
                   "Adds a file's other columns by the customer's id in its column KEY; where customers have several "
                   "rows, what is made of them: count, sum, mean, min, max, first, last, distinct (columns "
                   "FILE_COLUMN_HOW; dates become days before the as-of date)")
      ->type_name("FILE:KEY[:HOW(COL),...]");
  command->add_option("-o,--output", options->output, "Feature store to write")->type_name("STORE")->required();
  command->footer(
      "Example:\n"
      "  segmenta features --orders orders.csv.gz --customer CustomerID \\\n"
      "    --date InvoiceDate --quantity Quantity --price UnitPrice \\\n"
      "    --order InvoiceNo --product StockCode -o customers.h5\n"
      "Visits, a row each, as features of the customers:\n"
      "  segmenta features --orders 'orders/2024-*.csv' --customer id --date day \\\n"
      "    --amount amount --join 'visits/:uid:count,sum(pages),last(date)' \\\n"
      "    -o customers.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
