// segmenta rules: segments by the rules of a file.

#include <segmenta/files.h>
#include <segmenta/json.h>
#include <segmenta/rules.h>
#include <segmenta/store.h>

#include <memory>

#include "command.h"
#include "options.h"
#include "outputs.h"
#include "rules_text.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, rules, output;
  StoreOptions open;
};

void run(const Options& options, const CommandLine& line) {
  check_outputs(line, {{options.output}}, {options.store, options.rules});
  const Context context = line.context();
  line.progress->expect({{"rules"}});
  const SegmentRules rules = read_rules(options.rules);
  const auto store = open_store(options.store, options.open);
  check_unique_ids(*store);
  const RuleSegments segments = apply_rules(*store, rules, context);
  const Ids ids = store->read_ids(0, store->rows());
  context.check_cancelled();
  write_rule_segments(options.output, store->id_name(), ids, segments,
                      {.command = line.command, .as_of = store->attribute("as_of")}, line.overwrite());
  if (line.json) line.print(rules_json(segments, options.rules, options.output));
  line.say(rules_text(segments, options.store));
}

}  // namespace

void add_rules_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("rules", "Segment by named conditions; of those that hold the first wins");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->open);
  command->add_option("--rules", options->rules, "File of rules (JSON), see below")
      ->check(CLI::ExistingFile)
      ->type_name("FILE")
      ->required();
  command->add_option("-o,--output", options->output, "Segments file to write")->type_name("SEGMENTS")->required();
  command->footer(
      "Rules:\n"
      "  {\"segments\": [\n"
      "     {\"name\": \"VIP\", \"when\": [{\"feature\": \"monetary\", \"at_least\": 1000},\n"
      "                              {\"feature\": \"recency_days\", \"below\": 90}]},\n"
      "     {\"name\": \"Nearby\", \"when\": [{\"feature\": \"Country\",\n"
      "                                  \"is\": [\"France\", \"Belgium\"]}]}],\n"
      "   \"default\": \"Everyone else\"}\n"
      "  All conditions of a \"when\" must hold: at_least, above, at_most, below, is,\n"
      "  is_not, missing (true or false); {\"any\": [conditions]} holds where one does.\n"
      "  A missing value fulfils none but \"missing\": true.\n\n"
      "Example:\n  segmenta rules customers.h5 --rules rules.json -o rules.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
