// segmenta profile: segments in original units, by market where asked for.

#include <fmt/format.h>
#include <segmenta/files.h>
#include <segmenta/growth.h>
#include <segmenta/json.h>
#include <segmenta/markets.h>
#include <segmenta/model.h>
#include <segmenta/names.h>
#include <segmenta/number_text.h>
#include <segmenta/profile.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "command.h"
#include "describe_stages.h"
#include "markets_text.h"
#include "options.h"
#include "profile_text.h"
#include "segment_inputs.h"
#include "text.h"

namespace segmenta {
namespace {

struct Options {
  DescribedStore store;
  std::string segments, model, earlier, by, value;
  NamesInput names;
  std::vector<std::string> features;
  int level = 0;
};

bool has_intervals(const Profile& profile) {
  return std::ranges::any_of(profile.segments, [](const SegmentProfile& s) { return s.share_interval.is_known(); });
}

// What the lines "drawn anew" are; of a sample they are wider than they need be.
std::string intervals_text(const Profile& profile) {
  if (!has_intervals(profile)) return {};
  if (profile.drawn == profile.rows) {
    return "drawn anew: where the figure lay in 95 % of the fits to customers drawn anew\n";
  }
  return wrapped(fmt::format("drawn anew: where the figure lay in 95 % of the fits to {} customers drawn anew; of all "
                             "{} it varies less",
                             count_text(profile.drawn), count_text(profile.rows))) +
         "\n";
}

std::string to_text(const Profile& profile, const std::string& file) {
  return fmt::format(
      "{}: {}\n\n{}\n"
      "index: 100 is the average customer, 200 is twice the average; - means no value\n{}\n{}",
      file, customers_in_segments(profile.rows, std::ssize(profile.segments)), profile_table(profile),
      intervals_text(profile), drivers_text(profile));
}

std::vector<std::string> names_of(const Profile& profile) {
  std::vector<std::string> names;
  for (const SegmentProfile& segment : profile.segments) names.push_back(segment.name);
  return names;
}

void run(const Options& options, const CommandLine& line) {
  const auto store = open_described_store(options.store, line);
  const CustomerSegments segments =
      read_or_assign(options.segments, options.model, options.level, *store, line.context());
  note_weights(segments, line);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  std::optional<Model> model;
  if (!options.model.empty()) model = read_fitting_model(options.model, segments, line);
  const auto of_segments = columns_of_segments(segments, model ? &*model : nullptr, *store);
  const auto columns = columns_to_describe(options.features, of_segments, *store);
  line.progress->expect(profile_stages({.columns = columns.size(),
                                        .model_features = model ? model->preparation.features.size() : 0,
                                        .markets = !options.by.empty()}));
  Profile result = model ? profile(*store, columns, labels, *model, line.context(), options.value)
                         : profile(*store, columns, labels, segments.k, line.context(), options.value);
  line.say_taken({{Meaning::value, result.value_feature}});
  if (!options.earlier.empty()) {
    set_growth(result, earlier_sizes(read_segments(options.earlier, options.level), segments));
  }
  const auto automatic = automatic_names(result, options.features.empty() ? of_segments : columns);
  set_names(result, segment_names(read_known_names(options.names, segments, options.level, line), automatic));
  std::optional<MarketProfile> markets;
  if (!options.by.empty()) {
    markets = profile_markets(*store, options.by, columns, labels, segments.k, line.context());
  }
  if (line.json) {
    line.print(profile_json(result, markets ? &*markets : nullptr));
  } else {
    line.print(to_text(result, options.store.file));
    if (markets) line.print("\n" + markets_text(*markets, names_of(result)));
  }
}

}  // namespace

void add_profile_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("profile", "Show what sets the segments apart, in original units");
  const auto options = std::make_shared<Options>();
  add_described_store(*command, options->store);
  add_segments_option(*command, options->segments);
  command
      ->add_option("--model", options->model,
                   "Model of the segments: its features come first, and figures have intervals (of more than 10,000 "
                   "customers: those of 10,000 drawn from them)")
      ->type_name("FILE");
  add_features_option(*command, options->features, "Columns to profile, in this order (default: all numbers)");
  add_column_option(*command, Meaning::value, options->value);
  command
      ->add_option("--by", options->by,
                   "Column of markets (text, integer or boolean): also shows each segment by market, and where one "
                   "means something else")
      ->type_name("NAME");
  add_level_option(*command, options->level);
  command->add_option("--earlier", options->earlier, "Segments file of an earlier month: growth of each segment since")
      ->type_name("FILE");
  add_names_option(*command, options->names);
  command->footer("Example:\n  segmenta profile customers.h5 --model model.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
