// segmenta evaluate: which segments are worth attention, by what the store knows of them.

#include <fmt/format.h>
#include <segmenta/actions.h>
#include <segmenta/error.h>
#include <segmenta/evaluate.h>
#include <segmenta/files.h>
#include <segmenta/growth.h>
#include <segmenta/json.h>
#include <segmenta/names.h>
#include <segmenta/prepare.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>

#include "command.h"
#include "describe_stages.h"
#include "evaluate_text.h"
#include "options.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

struct Options {
  DescribedStore store;
  std::string segments, earlier, actions;
  NamesInput names;
  EvaluateOptions evaluate;
  int level = 0;
};

// Automatic names need means: they are taken only where a segment has no other name.
std::vector<std::string> names_shown(const Options& options, const CustomerSegments& segments, const Table& store,
                                     const std::vector<std::int32_t>& labels, const CommandLine& line) {
  std::vector<std::string> known = read_known_names(options.names, segments, options.level, line);
  if (std::ranges::find(known, "") == known.end()) return known;
  const auto automatic =
      automatic_names(store, columns_of_segments(segments, nullptr, store), labels, segments.k, line.context());
  std::vector<std::string> names;
  for (const SegmentName& one : segment_names(known, automatic)) names.push_back(one.name);
  return names;
}

void run(const Options& options, const CommandLine& line) {
  const auto store = open_described_store(options.store, line);
  const CustomerSegments segments = read_segments(options.segments, options.level);
  note_weights(segments, line);
  std::vector<std::int64_t> earlier;
  if (!options.earlier.empty()) earlier = earlier_sizes(read_segments(options.earlier, options.level), segments);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  line.progress->expect(evaluate_stages({.columns = columns_of_segments(segments, nullptr, *store).size()}));
  const Evaluation result = evaluate(*store, labels, segments.k, options.evaluate, earlier, line.context());
  line.say_taken(
      {{Meaning::value, result.value}, {Meaning::margin, result.margin}, {Meaning::consent, result.consent}});
  const auto names = names_shown(options, segments, *store, labels, line);
  const auto figures = action_figures(*store, labels, segments.k, result, line.context());
  const auto rules = options.actions.empty() ? usual_actions() : read_actions(options.actions);
  std::vector<SuggestedAction> actions;
  for (const ActionFigures& one : figures) actions.push_back(suggest_action(one, rules));
  line.print(line.json ? evaluation_json(result, names, figures, actions)
                       : evaluation_text(result, options.store.file, names, actions));
}

}  // namespace

void add_evaluate_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand(
      "evaluate", "Rank the segments by the money at stake, with size, growth, margin, concentration and reach");
  const auto options = std::make_shared<Options>();
  add_described_store(*command, options->store);
  command->add_option("--segments", options->segments, "Segments file")->type_name("FILE")->required();
  add_evaluate_options(*command, options->evaluate);
  command->add_option("--earlier", options->earlier, "Segments file of an earlier time, for growth")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  add_actions_option(*command, options->actions);
  add_names_option(*command, options->names);
  add_level_option(*command, options->level);
  command->footer("Example:\n  segmenta evaluate customers.h5 --segments segments.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
