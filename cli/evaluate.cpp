// segmenta evaluate

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/evaluate.h>
#include <segmenta/profile.h>
#include <segmenta/store.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.h"
#include "evaluate_output.h"
#include "outputs.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, table, id, segments, earlier;
  std::vector<std::string> weights;
  EvaluateOptions evaluate;
  int level = 0;
};

[[noreturn]] void refuse_weight(const std::string& given, const std::string& why) {
  throw Error(ErrorKind::usage, fmt::format("--weights cannot take '{}'", given), why,
              "Give criteria and numbers: --weights size=1,value=2");
}

std::map<std::string, double> parse_weights(const std::vector<std::string>& given) {
  std::map<std::string, double> weights;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals + 1 == one.size()) refuse_weight(one, "it has no weight");
    char* end = nullptr;
    const double weight = std::strtod(one.c_str() + equals + 1, &end);
    if (*end != '\0') refuse_weight(one, "its weight is no number");
    if (!weights.emplace(one.substr(0, equals), weight).second) refuse_weight(one, "it is given twice");
  }
  return weights;
}

void run(const Options& options, const CommandLine& line) {
  EvaluateOptions how = options.evaluate;
  how.weights = parse_weights(options.weights);
  const auto store = open_store(options.store, {options.table, options.id});
  const SegmentsFile segments = read_segments(options.segments, options.level);
  std::vector<std::int64_t> earlier;
  if (!options.earlier.empty()) earlier = earlier_sizes(read_segments(options.earlier, options.level), segments);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  const Evaluation result = evaluate(*store, labels, segments.k, how, earlier, line.context());
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
  command->add_option("--value", options->evaluate.value, "Column of revenue (default: monetary, revenue, ...)")
      ->type_name("NAME");
  command
      ->add_option("--margin", options->evaluate.margin, "Column of profit (default: margin, profit, if there is one)")
      ->type_name("NAME");
  command
      ->add_option("--consent", options->evaluate.consent,
                   "Column that says who may be contacted: 0/1, boolean, or text that is neither empty nor a no "
                   "(default: consent, opt_in, email, ..., if there is one)")
      ->type_name("NAME");
  command
      ->add_option("--weights", options->weights,
                   "Weights of the composite: size, value, growth, profitability, concentration, reachability; those "
                   "not named weigh 0 (default: equal weights of what can be measured)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=W,...");
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
