// Reads a model and refuses one of other segments, and the names that segments have already; chooses the columns to
// describe: those named, else those of the model and all other numbers.

#include "segment_inputs.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/names.h>
#include <segmenta/near_names.h>
#include <segmenta/number_text.h>
#include <segmenta/prepare.h>

#include <algorithm>

#include "options.h"

namespace segmenta {

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

Model read_fitting_model(const std::string& file, const CustomerSegments& segments, const CommandLine& line) {
  Model model = read_model(file);
  refuse_other_model(segments, model, file);
  if (!segments.origin.is_known()) {
    line.say(fmt::format("note: {} does not say which model made it; that it was {} is taken on trust", segments.file,
                         file));
  }
  return model;
}

void add_described_store(CLI::App& command, DescribedStore& store) {
  add_store_options(command, store.file, store.open);
  command
      .add_option("--labels", store.labels,
                  R"(What to call columns, for people: a file {"recency_days": "days since last order", ...})")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
}

std::unique_ptr<Store> open_described_store(const DescribedStore& described, const CommandLine& line) {
  const Labels labels = described.labels.empty() ? Labels{} : read_labels(described.labels);
  StoreOptions open = described.open;
  open.labels = labels;
  std::unique_ptr<Store> store = open_store(described.file, open);
  std::vector<std::string> columns, unknown;
  for (const Column& column : store->columns()) columns.push_back(column.name);
  for (const auto& [column, label] : labels) {
    if (std::ranges::find(columns, column) == columns.end()) unknown.push_back(column);
  }
  if (!unknown.empty()) {
    const std::string near = near_names(unknown.front(), columns);
    line.say(fmt::format("note: {} has labels of {} that {} does not have: '{}'{}{}", described.labels,
                         counted_text(std::ssize(unknown), "column"), described.file, unknown.front(),
                         unknown.size() > 1 ? ", ..." : "", near.empty() ? "" : ". " + near));
  }
  return store;
}

void add_segments_option(CLI::App& command, std::string& file) {
  command
      .add_option("--segments", file,
                  "Segments file of fit, assign, rfm or rules (default: what --model gives each customer)")
      ->type_name("FILE");
}

CustomerSegments read_or_assign(const std::string& segments, const std::string& model, int level, const Table& store,
                                const Context& context) {
  if (!segments.empty()) return read_segments(segments, level);
  if (model.empty()) {
    throw Error(ErrorKind::usage, "Neither --segments nor --model is given", "",
                "Name the segments file, or the model that gives each customer a segment");
  }
  if (level > 0) {
    throw Error(ErrorKind::usage, "--level needs --segments", "nested segments are in the segments file of a fit",
                "Name that file");
  }
  const Model fitted = read_model(model);
  return {.ids = store.read_ids(0, store.rows()),
          .segments = assign(store, fitted, {}, context),
          .k = fitted.k,
          .names = {},
          .origin = origin_of(fitted, "", "")};
}

void note_weights(const CustomerSegments& segments, const CommandLine& line) {
  if (segments.origin.weights.empty()) return;
  line.say(fmt::format("note: the fit weighed customers by '{}'; figures here count each of them once",
                       segments.origin.weights));
}

std::vector<std::string> columns_of_segments(const CustomerSegments& segments, const Model* model, const Table& store) {
  std::vector<std::string> stated = segments.origin.features;
  if (stated.empty() && model != nullptr) stated = columns_of_model(*model);
  std::erase_if(stated, [&](const std::string& name) {
    return std::ranges::find(store.columns(), name, &Column::name) == store.columns().end();
  });
  return stated.empty() ? default_features(store, "") : stated;
}

std::vector<std::string> columns_to_describe(const std::vector<std::string>& named,
                                             const std::vector<std::string>& of_segments, const Table& store) {
  if (!named.empty()) return named;
  std::vector<std::string> columns = of_segments;
  for (const std::string& name : default_features(store, "")) add_once(columns, name);
  return columns;
}

void add_names_option(CLI::App& command, NamesInput& names) {
  auto* file = command
                   .add_option("--names", names.file,
                               "Names file, as explain --write-names writes it: its names go before those of the "
                               "segments file, and both before automatic ones")
                   ->type_name("FILE");
  command
      .add_option("--names-of", names.of,
                  "Segments file that --names is of, where it is an earlier one: names follow the segments that keep "
                  "more than half of their customers")
      ->needs(file)
      ->type_name("FILE");
}

namespace {

// Which names went where, and which found no segment.
std::string carried_text(const std::vector<SegmentName>& earlier, const std::vector<FollowedSegment>& followed) {
  std::string carried, lost;
  for (std::size_t e = 0; e < earlier.size(); ++e) {
    if (!earlier[e].is_given()) continue;
    const auto found = std::ranges::find(followed, static_cast<int>(e), &FollowedSegment::earlier);
    if (found == followed.end()) {
      lost += fmt::format("{}'{}'", lost.empty() ? "" : ", ", earlier[e].name);
    } else {
      carried += fmt::format("{}'{}' to segment {} ({} in common)", carried.empty() ? "" : ", ", earlier[e].name,
                             found - followed.begin(), share_text(found->overlap));
    }
  }
  std::string text = carried.empty() ? "no name is carried over" : "names are carried over: " + carried;
  if (!lost.empty()) text += "; no segment has more than half of the customers of " + lost;
  return text;
}

}  // namespace

std::vector<SegmentName> read_names(const NamesInput& names, const CustomerSegments& segments, int level,
                                    const CommandLine& line) {
  if (names.file.empty()) return std::vector<SegmentName>(static_cast<std::size_t>(segments.k));
  if (names.of.empty()) return read_segment_names(names.file, segments.k, segments.origin);
  const CustomerSegments earlier = read_segments(names.of, level);
  const std::string& model = segments.origin.centroids_digest;
  if (!model.empty() && model == earlier.origin.centroids_digest) {  // whose segments keep their numbers
    return read_segment_names(names.file, segments.k, segments.origin);
  }
  const auto given = read_segment_names(names.file, earlier.k, earlier.origin);
  const auto followed = follow_segments(segments, earlier);
  line.say("note: " + carried_text(given, followed));
  return carried_names(given, followed);
}

std::vector<std::string> read_known_names(const NamesInput& names, const CustomerSegments& segments, int level,
                                          const CommandLine& line) {
  return known_names(read_names(names, segments, level, line), segments.names, segments.k);
}

std::int32_t segment_called(const std::string& text, const std::vector<std::string>& names, int k) {
  const auto named = std::ranges::find(names, text);
  if (named != names.end()) return static_cast<std::int32_t>(named - names.begin());
  const auto number = text == "0" ? std::optional<std::int64_t>(0) : number_in(text, std::int64_t{k} - 1);
  if (k > 0 && number) return static_cast<std::int32_t>(*number);
  throw Error(ErrorKind::usage, fmt::format("There is no segment '{}'", text),
              k == 0 ? "no segments file is given" : fmt::format("they are 0 to {}", k - 1), near_names(text, names));
}

std::vector<std::string> read_names_if_any(const NamesInput& names, const CustomerSegments& segments,
                                           const CommandLine& line) {
  std::vector<std::string> known = read_known_names(names, segments, 0, line);
  if (std::ranges::all_of(known, &std::string::empty)) known.clear();
  return known;
}

void add_actions_option(CLI::App& command, std::string& file) {
  command.add_option("--actions", file, "JSON file of what to try with which segments (default: a table of ours)")
      ->type_name("FILE");
}

}  // namespace segmenta
