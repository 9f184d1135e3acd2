// segmenta profile

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/markets.h>
#include <segmenta/model.h>
#include <segmenta/prepare.h>
#include <segmenta/profile.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command.h"
#include "markets_output.h"
#include "outputs.h"
#include "profile_table.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string store, table, id, segments, model, earlier, by;
  std::vector<std::string> features;
  int level = 0;
};

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::vector<std::string> model_columns(const std::string& file, int k) {
  const Model model = read_model(file);
  if (model.k != k) {
    throw Error(ErrorKind::input, "The segments are not those of the model " + file,
                fmt::format("{} segments, the model has {}", k, model.k), "Make them anew with segmenta assign");
  }
  std::vector<std::string> columns;
  for (const PreparedFeature& feature : model.preparation.features) add_once(columns, feature.column);
  return columns;
}

// The features named; else all of the store, those of the model first.
std::vector<std::string> columns_to_profile(const Options& options, const Table& store, int k) {
  if (!options.features.empty()) return options.features;
  std::vector<std::string> columns;
  if (!options.model.empty()) columns = model_columns(options.model, k);
  for (const std::string& name : default_features(store, "")) add_once(columns, name);
  return columns;
}

void note_text_columns(const Table& store, const std::vector<std::string>& columns, const CommandLine& line) {
  for (const std::string& name : columns) {
    if (store.columns()[store.column_index(name)].type == ColumnType::text) {
      line.say(fmt::format("note: '{}' is left out (text has no mean)", name));
    }
  }
}

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

std::string to_text(const Profile& profile, const std::string& file, bool named) {
  return fmt::format(
      "{}: {} customers in {} segments\n\n{}\n"
      "index: 100 is the average customer, 200 is twice the average; - is no value\n\n{}",
      file, with_separators(profile.rows), profile.segments.size(), profile_table(profile),
      drivers_text(profile, named));
}

std::vector<std::int64_t> earlier_sizes(const std::string& file, int level) {
  const SegmentsFile earlier = read_segments(file, level);
  return segment_sizes(earlier.segments.segment, earlier.k);
}

void run(const Options& options, const CommandLine& line) {
  const auto store = open_store(options.store, {options.table, options.id});
  const SegmentsFile segments = read_segments(options.segments, options.level);
  const auto labels = align_segments(*store, segments.ids, segments.segments.segment);
  const auto columns = columns_to_profile(options, *store, segments.k);
  note_text_columns(*store, columns, line);
  Profile result = profile(*store, columns, labels, segments.k, line.context());
  if (!options.earlier.empty()) set_growth(result, earlier_sizes(options.earlier, options.level));
  for (std::size_t i = 0; i < segments.names.size(); ++i) result.segments[i].name = segments.names[i];
  std::optional<MarketProfile> markets;
  if (!options.by.empty()) {
    markets = profile_markets(*store, options.by, columns, labels, segments.k, line.context());
  }
  if (line.json) {
    Json json = to_json(result);
    if (markets) json["markets"] = markets_json(*markets);
    line.print(json.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    line.print(to_text(result, options.store, !segments.names.empty()));
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
  command->footer("Example:\n  segmenta profile customers.h5 --segments segments.h5 --model model.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
