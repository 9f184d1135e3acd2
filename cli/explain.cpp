// segmenta explain: names, rules, typical customers and hidden groups; names to be edited.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/explain.h>
#include <segmenta/files.h>
#include <segmenta/json.h>
#include <segmenta/names.h>
#include <segmenta/prepare.h>
#include <segmenta/store.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "command.h"
#include "describe_stages.h"
#include "explain_text.h"
#include "options.h"
#include "outputs.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

struct Options {
  DescribedStore store;
  std::string segments, model, write_names;
  NamesInput names;
  std::vector<std::string> features;
  int level = 0;
};

// The names that persons gave in a names file; none without a file.
std::vector<SegmentName> given_names(const NamesInput& input, const CustomerSegments& segments, int level,
                                     const CommandLine& line) {
  std::vector<SegmentName> names = read_names(input, segments, level, line);
  for (SegmentName& one : names) one = one.is_given() ? one : SegmentName{};
  return names;
}

// Of the names file, of the one to be written, and of the segments file.
std::vector<std::string> names_before(const Options& options, const CustomerSegments& segments,
                                      const CommandLine& line) {
  const bool is_there = std::filesystem::exists(options.write_names);
  const bool to_be_written =
      !is_there && std::filesystem::path(options.names.file) == std::filesystem::path(options.write_names);
  std::vector<SegmentName> names =
      given_names(to_be_written ? NamesInput{} : options.names, segments, options.level, line);
  const std::vector<SegmentName> more =
      given_names({is_there ? options.write_names : "", ""}, segments, options.level, line);
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = names[i].is_given() ? names[i] : more[i];
  return known_names(names, segments.names, segments.k);
}

std::vector<std::string> automatic_names(const Explanation& explanation) {
  std::vector<std::string> names;
  for (const SegmentExplanation& segment : explanation.segments) names.push_back(segment.automatic_name);
  return names;
}

void run(const Options& options, const CommandLine& line) {
  check_outputs(line, {{options.write_names, OutputFormat::json}},
                {options.store.file, options.segments, options.model, options.store.labels, options.names.of});
  const Context context = line.context();
  const auto store = open_described_store(options.store, line);
  const CustomerSegments file = read_or_assign(options.segments, options.model, options.level, *store, context);
  note_weights(file, line);
  const std::vector<std::string> known = names_before(options, file, line);
  std::unique_ptr<Model> model;
  if (!options.model.empty()) model = std::make_unique<Model>(read_fitting_model(options.model, file, line));
  Ids ids = store->read_ids(0, store->rows());
  const Segments segments = align_segments(store->name(), ids, file);
  const auto columns = options.features.empty() ? columns_of_segments(file, model.get(), *store) : options.features;
  if (segments.distance.empty()) {
    const std::string which = options.level > 0 ? "nested segments have" : options.segments + " has";
    line.say(fmt::format("note: no typical and borderline customers ({} no distances)", which));
  }
  line.progress->expect(
      explain_stages({.columns = columns.size(), .model_features = model ? model->preparation.features.size() : 0}));
  ExplainedSegments explained;
  explained.file = options.store.file;
  explained.explanation = model ? explain(*store, columns, segments, *model, {}, context)
                                : explain(*store, columns, segments, file.k, context);
  if (!file.definitions.empty()) {
    for (SegmentExplanation& segment : explained.explanation.segments) segment.forget_rules();
  }
  explained.names = segment_names(known, automatic_names(explained.explanation));
  explained.ids = std::move(ids);
  explained.definitions = file.definitions;
  if (model) {
    explained.searched = true;
    explained.group_columns = hidden_group_columns(*store, *model);
  }
  context.check_cancelled();
  if (!options.write_names.empty()) write_names(options.write_names, explained.names, file.origin, line.overwrite());
  line.print(line.json ? explanation_json(explained) : to_text(explained));
}

}  // namespace

void add_explain_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("explain", "Name each segment, and say by what rule a customer is in it");
  const auto options = std::make_shared<Options>();
  add_described_store(*command, options->store);
  add_segments_option(*command, options->segments);
  command
      ->add_option("--model", options->model,
                   "Model of the segments: explains by its features, and looks for groups far from every segment")
      ->type_name("FILE");
  add_features_option(*command, options->features, "Columns to explain by (default: the model's, or all numbers)");
  add_names_option(*command, options->names);
  command
      ->add_option("--write-names", options->write_names,
                   "Names file to write, to be edited; names that a person gave in it are kept")
      ->type_name("FILE");
  add_level_option(*command, options->level);
  command->footer("Example:\n  segmenta explain customers.h5 --model model.h5 --write-names names.json");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
