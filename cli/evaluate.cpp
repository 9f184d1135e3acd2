// segmenta evaluate

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/evaluate.h>
#include <segmenta/files.h>
#include <segmenta/growth.h>
#include <segmenta/store.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "command.h"
#include "evaluate_options.h"
#include "evaluate_output.h"
#include "outputs.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, table, id, segments, earlier;
  EvaluateOptions evaluate;
  int level = 0;
};

void run(const Options& options, const CommandLine& line) {
  const auto store = open_store(options.store, {options.table, options.id});
  const CustomerSegments segments = read_segments(options.segments, options.level);
  std::vector<std::int64_t> earlier;
  if (!options.earlier.empty()) earlier = earlier_sizes(read_segments(options.earlier, options.level), segments);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  const Evaluation result = evaluate(*store, labels, segments.k, options.evaluate, earlier, line.context());
  if (line.json) return line.print(evaluation_json(result, segments.names));
  line.print(evaluation_text(result, options.store, segments.names));
}

}  // namespace

void add_evaluate_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "Judge the segments by size, value, growth, profitability, concentration and reachability");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->table, options->id);
  command->add_option("--segments", options->segments, "Segments file")->type_name("FILE")->required();
  add_evaluate_options(*command, options->evaluate);
  command->add_option("--earlier", options->earlier, "Segments file of an earlier time, for growth")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  command->add_option("--level", options->level, "The nested segments of that level of fit --levels")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->footer("Example:\n  segmenta evaluate customers.h5 --segments segments.h5 --weights value=2,reachability=1");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
