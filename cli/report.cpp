// segmenta report: one page of all of it, with how its files can be made again.

#include <fmt/format.h>
#include <segmenta/files.h>
#include <segmenta/growth.h>
#include <segmenta/json.h>
#include <segmenta/model.h>
#include <segmenta/number_text.h>
#include <segmenta/private_counts.h>
#include <segmenta/report.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "command.h"
#include "describe_stages.h"
#include "options.h"
#include "outputs.h"
#include "segment_inputs.h"
#include "text.h"

namespace segmenta {
namespace {

struct Options {
  DescribedStore store;
  std::string segments, model, output, earlier;
  NamesInput names;
  std::vector<std::string> features;
  ReportOptions report;
  std::optional<double> epsilon;
  double value_limit = 0;
  std::string actions;
};

// As they can be run again.
std::vector<std::string> commands_of(const Options& options, const std::optional<Model>& model, const Origin& origin,
                                     const std::string& command) {
  std::vector<std::string> commands;
  if (model && !model->command.empty()) commands.push_back(model->command);
  if (!origin.command.empty()) {
    add_once(commands, origin.command);
  } else if (!options.model.empty() && !options.segments.empty()) {
    commands.push_back(
        fmt::format("segmenta assign {} --model {} -o {}", options.store.file, options.model, options.segments));
  }
  commands.push_back(command);
  return commands;
}

std::vector<TakenColumn> taken_by(const Report& report) {
  const RfmColumns rfm = report.rfm ? report.rfm->columns : RfmColumns{};
  return {{Meaning::value, report.profile.value_feature},
          {Meaning::margin, report.evaluation.margin},
          {Meaning::consent, report.evaluation.consent},
          {Meaning::recency, rfm.recency},
          {Meaning::frequency, rfm.frequency}};
}

// Writes the page and says so.
void finish(const Options& given, const CommandLine& line, const std::string& html, ReportRun result) {
  write_report(given.output, html, line.overwrite());
  line.say_taken(result.taken);
  const std::string text = fmt::format("{}: {}, {}", given.output, customers_in_segments(result.rows, result.k),
                                       bytes_text(static_cast<std::int64_t>(html.size())));
  if (line.json) {
    result.bytes = html.size();
    result.output = given.output;
    line.print(report_json(result));
  }
  line.say(text);
}

// A page of counts and totals with noise, and nothing else.
void run_private(const Options& given, const CommandLine& line, const Store& store, const CustomerSegments& file) {
  const Context context = line.context();
  const PrivateOptions options{.epsilon = *given.epsilon,
                               .value = given.report.evaluate.value,
                               .value_limit = given.value_limit,
                               .names = read_known_names(given.names, file, 0, line)};
  if (!options.value.empty() && given.value_limit == 0) {
    throw Error(ErrorKind::usage, "--value needs --value-limit beside --epsilon", "without a limit there are no totals",
                "Give the most that a customer may count for, or leave --value out");
  }
  line.progress->expect(profile_stages({.columns = given.value_limit > 0 ? 1U : 0U}));
  PrivateCounts counts = private_counts(store, align_segments(store, file).segment, file.k, options, context);
  counts.store = given.store.file;
  const std::string html = private_html(counts, given.report.title);
  context.check_cancelled();
  finish(given, line, html,
         {.rows = store.rows(),
          .k = file.k,
          .taken = {{Meaning::value, counts.value}},
          .suppressed = 0,
          .bytes = 0,
          .output = {}});
}

void run(const Options& given, const CommandLine& line) {
  check_outputs(line, {{given.output, OutputFormat::html}},
                {given.store.file, given.store.labels, given.segments, given.model, given.names.file, given.names.of,
                 given.earlier, given.actions});
  const Context context = line.context();
  const auto store = open_described_store(given.store, line);
  const CustomerSegments file = read_or_assign(given.segments, given.model, 0, *store, context);
  if (given.epsilon) return run_private(given, line, *store, file);
  note_weights(file, line);
  std::optional<Model> model;
  if (!given.model.empty()) model = read_fitting_model(given.model, file, line);
  const Segments segments = align_segments(*store, file);
  ReportOptions options = given.report;
  const auto of_segments = columns_of_segments(file, model ? &*model : nullptr, *store);
  options.columns = columns_to_describe(given.features, of_segments, *store);
  if (given.features.empty()) options.explained = of_segments;
  options.definitions = file.definitions;
  options.names = read_known_names(given.names, file, 0, line);
  if (!given.actions.empty()) options.actions = read_actions(given.actions);
  if (!given.earlier.empty()) options.earlier_sizes = earlier_sizes(read_segments(given.earlier), file);
  options.commands = commands_of(given, model, file.origin, line.command);
  options.as_of = store->attribute("as_of");
  options.since = store->attribute("since");
  options.until = store->attribute("until");
  options.orders = account_in(store->attribute("account"));
  line.progress->expect(report_stages(
      {.columns = options.columns.size(), .model_features = model ? model->preparation.features.size() : 0}));
  Report report = collect_report(*store, model, segments, file.k, options, context);
  report.store = given.store.file;
  const std::string html = report_html(report, options);
  context.check_cancelled();
  finish(given, line, html,
         {.rows = store->rows(),
          .k = file.k,
          .taken = taken_by(report),
          .suppressed = std::ranges::count(report.suppressed, true),
          .bytes = 0,
          .output = {}});
}

}  // namespace

void add_report_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("report", "Write one HTML file that explains the segments to anyone");
  const auto options = std::make_shared<Options>();
  add_described_store(*command, options->store);
  add_segments_option(*command, options->segments);
  command
      ->add_option("--model", options->model,
                   "Model of the segments: adds the evidence, the map, hidden groups and the method")
      ->type_name("FILE");
  command->add_option("-o,--output", options->output, "HTML file to write")->required()->type_name("FILE");
  command->add_option("--title", options->report.title, "Title (default: Customer segments)")->type_name("TEXT");
  add_names_option(*command, options->names);
  add_features_option(*command, options->features, "Columns to show (default: the model's, then all numbers)");
  command->add_option("--earlier", options->earlier, "Earlier segments file: shows how the segments have grown")
      ->type_name("FILE");
  command->add_option("--by", options->report.by, "Column of markets: shows the segments in each of them")
      ->type_name("COLUMN");
  command
      ->add_option("--min-cell", options->report.min_cell,
                   "Show nothing of segments and cells of fewer customers (default 10)")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  command->add_flag("--interactive", options->report.interactive,
                    "Charts that say more under the pointer, by Plotly: 4.8 MB more (default: still images)");
  add_evaluate_options(*command, options->report.evaluate);
  add_actions_option(*command, options->actions);
  add_column_option(*command, Meaning::recency, options->report.recency);
  add_column_option(*command, Meaning::frequency, options->report.frequency);
  CLI::Option* epsilon = command
                             ->add_option("--epsilon", options->epsilon,
                                          "A page of numbers of customers and totals alone, with noise that hides any "
                                          "one customer (differential privacy; 1 is usual, less hides more)")
                             ->check(CLI::Range(0.001, 100.0))
                             ->type_name("E");
  command
      ->add_option("--value-limit", options->value_limit,
                   "With --epsilon: add totals of the value, for which no customer counts more")
      ->check(CLI::Range(0.01, 1e9))
      ->needs(epsilon)
      ->type_name("X");
  for (const char* name : {"--features", "--earlier", "--by", "--min-cell", "--interactive", "--margin", "--consent",
                           "--recency", "--frequency"}) {
    epsilon->excludes(command->get_option(name));
  }
  command->footer(
      "Example:\n"
      "  segmenta report customers.h5 --model model.h5 -o report.html");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
