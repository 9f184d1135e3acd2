// segmenta profile

#include <fmt/format.h>
#include <segmenta/files.h>
#include <segmenta/growth.h>
#include <segmenta/markets.h>
#include <segmenta/model.h>
#include <segmenta/names.h>
#include <segmenta/profile.h>
#include <segmenta/store.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command.h"
#include "markets_output.h"
#include "outputs.h"
#include "profile_table.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string store, table, id, segments, model, earlier, by, names;
  std::vector<std::string> features;
  int level = 0;
};

Json to_json(const Profile& profile, const std::vector<FeatureProfile>& figures) {
  Json json = Json::object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    json[profile.features[i].name] = {{"mean", figures[i].mean},
                                      {"median", figures[i].median},
                                      {"index", figures[i].index},
                                      {"lower_quartile", figures[i].lower_quartile},
                                      {"upper_quartile", figures[i].upper_quartile},
                                      {"difference", figures[i].difference}};
  }
  return json;
}

Json driver_names(const Profile& profile, const SegmentProfile& segment) {
  Json names = Json::array();
  for (const std::size_t feature : segment.drivers) names.push_back(profile.features[feature].name);
  return names;
}

// NaN becomes null.
Json to_json(const Profile& profile) {
  Json segments = Json::array();
  for (const SegmentProfile& segment : profile.segments) {
    segments.push_back({{"segment", segment.segment},
                        {"name", segment.name},
                        {"size", segment.size},
                        {"share", segment.share},
                        {"revenue_share", segment.revenue_share},
                        {"growth", segment.growth},
                        {"drivers", driver_names(profile, segment)},
                        {"features", to_json(profile, segment.features)}});
  }
  return {{"rows", profile.rows},
          {"value_feature", profile.value_feature.empty() ? Json() : Json(profile.value_feature)},
          {"segments", segments},
          {"all", to_json(profile, profile.all)}};
}

std::string to_text(const Profile& profile, const std::string& file) {
  return fmt::format(
      "{}: {} customers in {} segments\n\n{}\n"
      "index: 100 is the average customer, 200 is twice the average; - means that there is no value\n\n{}",
      file, with_separators(profile.rows), profile.segments.size(), profile_table(profile), drivers_text(profile));
}

void run(const Options& options, const CommandLine& line) {
  const auto store = open_store(options.store, {options.table, options.id});
  const CustomerSegments segments = read_segments(options.segments, options.level);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  std::optional<Model> model;  // matters only where no features are named
  if (options.features.empty() && !options.model.empty()) model = read_fitting_model(options.model, segments.k);
  const auto columns = columns_to_describe(options.features, *store, model ? &*model : nullptr);
  note_text_columns(*store, columns, line);
  Profile result = profile(*store, columns, labels, segments.k, line.context());
  if (!options.earlier.empty()) {
    set_growth(result, earlier_sizes(read_segments(options.earlier, options.level), segments));
  }
  const auto automatic = automatic_names(result, model ? columns_of_model(*model) : columns);
  set_names(result, segment_names(read_known_names(options.names, segments), automatic));
  std::optional<MarketProfile> markets;
  if (!options.by.empty()) {
    markets = profile_markets(*store, options.by, columns, labels, segments.k, line.context());
  }
  if (line.json) {
    Json json = to_json(result);
    if (markets) json["markets"] = markets_json(*markets);
    line.print(json.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    line.print(to_text(result, options.store));
    if (markets) line.print("\n" + markets_text(*markets));
  }
}

}  // namespace

void add_profile_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("profile", "Show what sets the segments apart, in original units");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->table, options->id);
  command->add_option("--segments", options->segments, "Segments file of fit or assign")->required()->type_name("FILE");
  command->add_option("--model", options->model, "Model of the segments: its features come first")->type_name("FILE");
  command->add_option("--features", options->features, "Columns to profile, in this order (default: all numbers)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("A,B,...");
  command
      ->add_option("--by", options->by,
                   "Column of markets (text, integer or boolean): also shows each segment by market, and where one "
                   "means something else")
      ->type_name("NAME");
  command->add_option("--level", options->level, "The nested segments of that level of fit --levels")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--earlier", options->earlier, "Segments file of an earlier month: growth of each segment since")
      ->type_name("FILE");
  add_names_option(*command, options->names);
  command->footer("Example:\n  segmenta profile customers.h5 --segments segments.h5 --model model.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
