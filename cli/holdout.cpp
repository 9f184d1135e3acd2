// segmenta holdout: the arms of a campaign, and what they will be able to show.

#include <fmt/format.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/holdout.h>
#include <segmenta/json.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "command.h"
#include "holdout_text.h"
#include "options.h"
#include "outputs.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, segments, output;
  StoreOptions open;
  NamesInput names;
  std::string arms;
  std::vector<std::string> only, exclude;
  std::string universal_share = "0%";
  HoldoutOptions holdout;
};

// Customers with their segments in the order of the store; nothing without a segments file.
struct Segmented {
  std::vector<std::int32_t> segment;
  int k = 0;
  std::vector<std::string> names;
  std::string digest;  // of the file's labels
};

Segmented read_segmented(const Options& given, const Store& store, const CommandLine& line) {
  if (given.segments.empty()) return {};
  const CustomerSegments file = read_segments(given.segments);
  return {align_segments(store, file).segment, file.k, read_names_if_any(given.names, file, line),
          labels_digest(file.segments.segment)};
}

HoldoutOptions options_of(const Options& given, const Segmented& segmented) {
  HoldoutOptions options = given.holdout;
  if (!given.arms.empty()) options.arms = parse_arms(given.arms);
  for (const std::string& name : given.only) {
    options.only.push_back(segment_called(name, segmented.names, segmented.k));
  }
  for (const std::string& file : given.exclude) options.excluded.push_back({file, read_assignment(file).ids});
  options.universal_share = share_of("--universal-share", given.universal_share);
  return options;
}

void run(const Options& given, const CommandLine& line) {
  std::vector<std::string> inputs{given.store, given.segments, given.names.file, given.names.of};
  inputs.insert(inputs.end(), given.exclude.begin(), given.exclude.end());
  check_outputs(line, {{given.output}}, inputs);
  const Context context = line.context();
  line.progress->expect({{"arms", 1}, {"balance", 2}});
  const auto store = open_store(given.store, given.open);
  check_unique_ids(*store);
  const Segmented segmented = read_segmented(given, *store, line);
  const HoldoutOptions options = options_of(given, segmented);
  const Holdout made = holdout(*store, segmented.segment, segmented.k, options, context);
  Assignment assignment =
      assignment_of(made, store->read_ids(0, store->rows()), segmented.segment, segmented.k, options.salt);
  assignment.names = segmented.names;
  assignment.labels_digest = segmented.digest;
  assignment.command = line.command;
  context.check_cancelled();
  write_assignment(given.output, store->id_name(), assignment, line.overwrite());
  const HoldoutRun ran{.made = made,
                       .store = given.store,
                       .segments = given.segments,
                       .salt = options.salt,
                       .names = segmented.names,
                       .labels_digest = segmented.digest,
                       .ids_digest = ids_digest(assignment.ids),
                       .arms_digest = labels_digest(assignment.arm),
                       .output = given.output};
  if (line.json) line.print(holdout_json(ran));
  line.say(holdout_text(made, options, segmented.names));
}

void add_power_options(CLI::App& command, HoldoutOptions& options) {
  command
      .add_option("--baseline-rate", options.baseline_rate,
                  "Conversion rate without the campaign, such as 0.03: says which difference can be found")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("RATE");
  command
      .add_option("--baseline-value", options.baseline_value,
                  "What a customer brings without it, on average; with --baseline-sd")
      ->check(finite_number(-1e300))
      ->type_name("X");
  command.add_option("--baseline-sd", options.baseline_sd, "Its standard deviation over customers")
      ->check(finite_number(1e-300))
      ->type_name("X");
  command
      .add_option("--detect", options.detect,
                  "Difference that is to be found, in units of the baseline: says how many customers that takes")
      ->check(finite_number(1e-300))
      ->type_name("X");
  command.add_option("--power", options.power.power, "Chance to find what is there (default 0.8)")
      ->check(CLI::Range(0.5, 0.999))
      ->type_name("P");
  command.add_option("--alpha", options.power.alpha, "Chance of a false alarm (default 0.05)")
      ->check(CLI::Range(1e-6, 0.4))
      ->type_name("P");
}

}  // namespace

void add_holdout_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("holdout", "Decide who is contacted and who is held out, by a hash of the id");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->open);
  command->add_option("--salt", options->holdout.salt, "Name of the campaign: another one draws other arms")
      ->required()
      ->type_name("TEXT");
  command->add_option("--arms", options->arms, "Arms with their shares (default control=10%,treated=90%)")
      ->type_name("ARMS");
  command->add_option("--segments", options->segments, "Segments file: counts by segment")->type_name("FILE");
  add_names_option(*command, options->names);
  command->add_option("--only", options->only, "Segments that take part, by name or number (default: all)")
      ->type_name("SEGMENT,...")
      ->delimiter(',');
  command->add_option("--exclude", options->exclude, "Assignment file of another campaign: its customers get no arm")
      ->type_name("FILE");
  command
      ->add_option("--universal-salt", options->holdout.universal_salt,
                   "Salt of a control group whom no campaign contacts: they get no arm")
      ->type_name("TEXT");
  command->add_option("--universal-share", options->universal_share, "Their share of all customers, such as 2%")
      ->type_name("SHARE");
  command->get_option("--universal-salt")->needs(command->get_option("--universal-share"));
  command->get_option("--universal-share")->needs(command->get_option("--universal-salt"));
  add_features_option(*command, options->holdout.features, "Columns whose balance is told (default: all numbers)");
  add_power_options(*command, options->holdout);
  for (const char* name : {"--names", "--names-of", "--only"}) {
    command->get_option(name)->needs(command->get_option("--segments"));
  }
  command->add_option("-o,--output", options->output, "Assignment file to write")->type_name("FILE")->required();
  command->footer(
      "Example:\n"
      "  segmenta holdout customers.h5 --salt spring-2026 --segments segments.h5 \\\n"
      "    --baseline-rate 0.05 -o spring.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
