// segmenta measure: what a campaign brought, from its arms and what customers did.

#include <fmt/format.h>
#include <segmenta/campaign_page.h>
#include <segmenta/error.h>
#include <segmenta/features.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/import.h>
#include <segmenta/json.h>
#include <segmenta/measure.h>
#include <segmenta/report.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "command.h"
#include "measure_text.h"
#include "options.h"
#include "order_options.h"
#include "outputs.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

struct Options {
  std::string assignment, outcomes, id, converted, value, pre_value, uplift, contacted, contacted_id, output, page;
  std::string title = "What the campaign brought";
  std::int64_t min_cell = 10;
  std::string from, to, pre_from, pre_to, margin = "100%", elapsed;
  OrderOptions orders;
  MeasureOptions measure;
};

// Outcomes with what is known of their time.
struct Read {
  CustomerOutcomes during;
  std::optional<CustomerOutcomes> before{};
  std::string from{}, to{};
};

const StoreColumn* find_column(const std::vector<StoreColumn>& columns, const std::string& name) {
  const auto found = std::ranges::find(columns, name, [](const StoreColumn& one) { return one.column.name; });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<double> numbers_of(const ImportedTable& table, const std::string& file, const std::string& name) {
  const StoreColumn* column = find_column(table.columns, name);
  if (column->column.type != ColumnType::text) return column->values;
  throw Error(ErrorKind::input, fmt::format("{}: '{}' is not a column of numbers", file, name),
              fmt::format("it holds text, such as '{}'", column->text.empty() ? "" : column->text.front()),
              "Name another one, or say how its numbers are written by --decimal and --thousands");
}

ImportOptions import_options(const std::string& file, const std::string& id, const FeatureOptions& reading) {
  ImportOptions options;
  options.table = file;
  options.id = id;
  options.delimiter = reading.delimiter;
  options.skip_lines = reading.skip_lines;
  options.decimal = reading.decimal;
  options.thousands = reading.thousands;
  return options;
}

Read read_table(const Options& given, const Context& context) {
  ImportOptions options = import_options(given.outcomes, given.id, feature_options(given.orders));
  for (const std::string& name : {given.converted, given.value, given.pre_value, given.uplift}) {
    if (!name.empty()) add_once(options.columns, name);
  }
  ImportedTable table = import_table(options, context);
  Read read{.during = {.ids = table.ids, .orders = {}, .counts_orders = false, .file = given.outcomes}};
  if (!given.value.empty()) read.during.value = numbers_of(table, given.outcomes, given.value);
  if (!given.converted.empty()) {
    read.during.orders = numbers_of(table, given.outcomes, given.converted);
    const auto is_count = [](double orders) { return orders > 1; };
    read.during.counts_orders = std::ranges::any_of(read.during.orders, is_count);
  } else {
    for (const double value : read.during.value) read.during.orders.push_back(value > 0 ? 1 : 0);
  }
  if (!given.uplift.empty()) read.during.score = numbers_of(table, given.outcomes, given.uplift);
  if (!given.pre_value.empty()) {
    read.before = CustomerOutcomes{.ids = std::move(table.ids),
                                   .orders = {},
                                   .value = numbers_of(table, given.outcomes, given.pre_value),
                                   .file = given.outcomes};
  }
  return read;
}

// What customers ordered from one day to another.
CustomerOutcomes ordered(const Options& given, const std::string& from, std::string& to, const Context& context) {
  FeatureOptions options = feature_options(given.orders);
  if (!from.empty()) options.since = from;
  if (!to.empty()) options.until = to;
  FeatureTable table = collect_features(options, context);
  if (to.empty()) to = table.as_of;
  CustomerOutcomes outcomes{.ids = std::move(table.ids), .orders = {}, .file = given.orders.orders.front()};
  outcomes.orders = find_column(table.columns, "frequency")->values;
  outcomes.value = find_column(table.columns, "monetary")->values;
  return outcomes;
}

Read read_orders(const Options& given, const Context& context) {
  Read read{.during = {}, .from = given.from, .to = given.to};
  read.during = ordered(given, read.from, read.to, context);
  if (given.pre_from.empty()) return read;
  std::string pre_to = given.pre_to;
  read.before = ordered(given, given.pre_from, pre_to, context);
  return read;
}

// What is compared as text must be written alike.
void check_day(const std::string& day) {
  const bool is_day = day.size() == 10 && day[4] == '-' && day[7] == '-' &&
                      std::ranges::all_of(day, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  if (day.empty() || is_day) return;
  throw Error(ErrorKind::usage, fmt::format("{} is no day", day), "", "Write YYYY-MM-DD, such as 2026-03-01");
}

void check(const Options& given) {
  const auto refuse = [](const char* what, const char* way_out) { throw Error(ErrorKind::usage, what, "", way_out); };
  const bool has_table = !given.outcomes.empty(), has_orders = !given.orders.orders.empty();
  if (has_table == has_orders) {
    refuse(has_table ? "Outcomes are of a table or of order lines" : "There are no outcomes",
           "Give --outcomes FILE with --id and --converted or --value, or --orders FILE with its columns");
  }
  if (has_table && given.id.empty()) refuse("--outcomes needs --id", "Name the column that holds the customer");
  if (has_table && given.converted.empty() && given.value.empty()) {
    refuse("--outcomes needs --converted or --value", "Name the columns of what customers did");
  }
  if (has_orders && (given.orders.features.customer.empty() || given.orders.features.date.empty())) {
    refuse("--orders needs --customer and --date", "Name these columns");
  }
  if (has_orders && given.from.empty()) {
    refuse("--orders needs --from", "Give the day on which the campaign began: what was before is no outcome of it");
  }
  const bool has_value = has_orders || !given.value.empty();
  if (!has_value && (!given.pre_value.empty() || given.measure.cost_per_contact || given.margin != "100%")) {
    refuse("--pre-value, --cost-per-contact and --margin need --value", "Name the column of what each brought");
  }
  for (const std::string& day : {given.from, given.to, given.pre_from, given.pre_to}) check_day(day);
  if (given.pre_from.empty() != given.pre_to.empty()) refuse("--pre-from and --pre-to go together", "Give both");
  if (!given.pre_to.empty() && given.pre_to >= given.from) {
    refuse("The time before ends after the campaign began", "Let --pre-to be before --from");
  }
  if (given.contacted.empty() != given.contacted_id.empty()) {
    refuse("--contacted and --contacted-id go together", "Name the file, and its column that holds the customer");
  }
}

// The part of the planned time that is over.
std::optional<double> elapsed_share(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const double share = share_of("--peek", text);
  if (share > 0) return share;
  throw Error(ErrorKind::usage, "--peek 0% leaves nothing to look at", "", "Give the share of the time that is over");
}

MeasureOptions measure_options(const Options& given, const Assignment& assignment, const Context& context) {
  MeasureOptions options = given.measure;
  options.margin = share_of("--margin", given.margin);
  options.elapsed = elapsed_share(given.elapsed);
  if (given.contacted.empty()) return options;
  const Ids contacted =
      import_id_column(import_options(given.contacted, given.contacted_id, feature_options(given.orders)), context);
  options.contacted_in_control = contacted_in_control(assignment, contacted, given.contacted, options.remarks, context);
  return options;
}

void run(const Options& given, const CommandLine& line) {
  check(given);
  std::vector<std::string> inputs{given.assignment, given.outcomes, given.contacted};
  inputs.insert(inputs.end(), given.orders.orders.begin(), given.orders.orders.end());
  check_outputs(line, {{given.output}, {given.page, OutputFormat::html}}, inputs);
  const Context context = line.context();
  line.progress->expect({{"read", 10}, {"measure", 1}});
  const Assignment assignment = read_assignment(given.assignment);
  const Read read = given.outcomes.empty() ? read_orders(given, context) : read_table(given, context);
  MeasureOptions options = measure_options(given, assignment, context);
  const Outcomes outcomes =
      outcomes_of(assignment, read.during, read.before ? &*read.before : nullptr, options.remarks, context);
  const Measurement measured = measure(assignment, outcomes, options, context);
  const MeasurementRun ran{.measured = measured,
                           .assignment = given.assignment,
                           .outcomes = read.during.file,
                           .salt = assignment.salt,
                           .arms_digest = labels_digest(assignment.arm),
                           .from = read.from,
                           .to = read.to,
                           .output = given.output};
  const std::string json = measurement_json(ran);
  const std::string page = given.page.empty() ? "" : campaign_html(ran, given.title, given.min_cell);
  context.check_cancelled();
  if (!given.output.empty()) {
    write_measurement(given.output, assignment.id_name, assignment, outcomes, json, line.command, line.overwrite());
  }
  if (!given.page.empty()) write_report(given.page, page, line.overwrite());
  if (line.json) line.print(json);
  line.say(measurement_text(measured, options));
}

void add_outcome_options(CLI::App& command, Options& options) {
  command
      .add_option("--outcomes", options.outcomes,
                  "Table of what customers did, one row a customer (CSV, CSV.gz, Parquet); or else --orders")
      ->type_name("FILE");
  command.add_option("--id", options.id, "Its column of the customer")->type_name("COL");
  command.add_option("--converted", options.converted, "Its column of orders, or of 1 for who converted")
      ->type_name("COL");
  command.add_option("--value", options.value, "Its column of what each brought")->type_name("COL");
  command
      .add_option("--pre-value", options.pre_value,
                  "Its column of what each had brought before: the value is adjusted by it")
      ->type_name("COL");
  command
      .add_option("--uplift", options.uplift,
                  "Its column of a score, the highest contacted first: says how well it ranks customers by effect")
      ->type_name("COL");
  add_column_options(command, options.orders);
  for (const char* name : {"--orders", "--customer", "--date"}) command.get_option(name)->required(false);
  for (const char* name : {"--keep", "--product", "--exclude-product"}) {
    command.remove_option(command.get_option(name));
  }
  command.add_option("--from", options.from, "First day of the orders that count")->type_name("DATE");
  command.add_option("--to", options.to, "Last day of them (default: the latest)")->type_name("DATE");
  command
      .add_option("--pre-from", options.pre_from,
                  "First day of a time before the campaign: the value is adjusted by it")
      ->type_name("DATE");
  command.add_option("--pre-to", options.pre_to, "Last day of it")->type_name("DATE");
  add_reading_options(command, options.orders);
  add_number_options(command, options.orders);
  add_rule_options(command, options.orders);
  describe_without_joins(command);
  command.remove_option(command.get_option("--as-of"));
  CLI::Option* orders = command.get_option("--orders");
  for (const char* name : {"--customer",
                           "--date",
                           "--amount",
                           "--quantity",
                           "--price",
                           "--order",
                           "--order-by",
                           "--from",
                           "--to",
                           "--pre-from",
                           "--pre-to",
                           "--date-format",
                           "--type",
                           "--ids",
                           "--max-unreadable",
                           "--cancelled-prefix",
                           "--currency",
                           "--currency-column",
                           "--drop-duplicates",
                           "--returns",
                           "--max-dropped"}) {
    command.get_option(name)->needs(orders);
  }
  CLI::Option* table = command.get_option("--outcomes");
  for (const char* name : {"--id", "--converted", "--value", "--pre-value", "--uplift"})
    command.get_option(name)->needs(table);
}

}  // namespace

void add_measure_command(CLI::App& app, CommandLine& line) {
  CLI::App* command =
      app.add_subcommand("measure", "What a campaign brought: each arm against control, and by segment");
  const auto options = std::make_shared<Options>();
  command->add_option("ASSIGNMENT", options->assignment, "Assignment file, written by holdout")
      ->required()
      ->type_name("");
  add_outcome_options(*command, *options);
  command->add_option("--cost-per-contact", options->measure.cost_per_contact, "Of a customer in an arm but control")
      ->check(finite_number(0))
      ->type_name("X");
  command->add_option("--margin", options->margin, "Share of value that is profit (default 100%)")->type_name("SHARE");
  command
      ->add_option("--contacted", options->contacted,
                   "Table of customers who were contacted: says how many of control were")
      ->type_name("FILE");
  command->add_option("--contacted-id", options->contacted_id, "Its column of the customer")->type_name("COL");
  command
      ->add_option("--peek", options->elapsed,
                   "Share of the planned time that is over: intervals that hold at every look together")
      ->type_name("SHARE");
  command->add_option("--level", options->measure.level, "Of the intervals (default 0.95)")
      ->check(CLI::Range(0.5, 0.9999))
      ->type_name("P");
  command->add_option("-o,--output", options->output, "File to write: each customer's outcome, and the results")
      ->type_name("FILE");
  command->add_option("--report", options->page, "HTML file to write: what it brought, for people who never see this")
      ->type_name("FILE");
  command->add_option("--title", options->title, "Its title (default: What the campaign brought)")->type_name("TEXT");
  command
      ->add_option("--min-cell", options->min_cell,
                   "Show on it nothing of segments where some, but fewer customers converted, or did not (default 10)")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  for (const char* name : {"--title", "--min-cell"}) command->get_option(name)->needs(command->get_option("--report"));
  command->footer(
      "Example:\n"
      "  segmenta measure spring.h5 --orders orders.csv --customer id --date day \\\n"
      "    --amount amount --from 2026-03-01 --to 2026-03-28");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
