// segmenta rfm

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/profile.h>
#include <segmenta/rfm.h>
#include <segmenta/store.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.h"
#include "outputs.h"
#include "profile_table.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string store, table, id, output, cuts, map, against;
  RfmColumns columns;
};

// Customers by RFM segment (rows) and by another segmentation (columns).
using CrossTable = std::vector<std::vector<std::int64_t>>;

CrossTable cross_table(const Rfm& rfm, const std::vector<std::int32_t>& other, int k) {
  CrossTable counts(rfm.names.size(), std::vector<std::int64_t>(static_cast<std::size_t>(k)));
  for (std::size_t row = 0; row < other.size(); ++row) {
    ++counts[static_cast<std::size_t>(rfm.segment[row])][static_cast<std::size_t>(other[row])];
  }
  return counts;
}

std::vector<std::int64_t> score_counts(const std::vector<std::int8_t>& scores) {
  std::vector<std::int64_t> counts(rfm_scores);
  for (const std::int8_t score : scores) ++counts[static_cast<std::size_t>(score - 1)];
  return counts;
}

// NaN becomes null.
Json to_json(const Rfm& rfm, const Profile& profile, const CrossTable& crossed) {
  Json segments = Json::array();
  for (const SegmentProfile& segment : profile.segments) {
    segments.push_back({{"segment", segment.segment},
                        {"name", rfm.names[static_cast<std::size_t>(segment.segment)]},
                        {"size", segment.size},
                        {"share", segment.share},
                        {"revenue_share", segment.revenue_share},
                        {"recency", segment.features[0].mean},
                        {"frequency", segment.features[1].mean},
                        {"monetary", segment.features[2].mean}});
  }
  Json json{
      {"rows", profile.rows},
      {"columns",
       {{"recency", rfm.columns.recency}, {"frequency", rfm.columns.frequency}, {"monetary", rfm.columns.monetary}}},
      {"cuts", {{"recency", rfm.cuts.recency}, {"frequency", rfm.cuts.frequency}, {"monetary", rfm.cuts.monetary}}},
      {"score_counts",
       {{"recency", score_counts(rfm.recency_score)},
        {"frequency", score_counts(rfm.frequency_score)},
        {"monetary", score_counts(rfm.monetary_score)}}},
      {"segments", segments}};
  if (!crossed.empty()) json["cross_table"] = crossed;
  return json;
}

std::size_t name_width(const Rfm& rfm) {
  std::size_t width = 7;
  for (const std::string& name : rfm.names) width = std::max(width, name.size());
  return width;
}

std::string cuts_text(const CutPoints& cuts) {
  return fmt::format("{:.6g}, {:.6g}, {:.6g}, {:.6g}", cuts[0], cuts[1], cuts[2], cuts[3]);
}

std::string to_text(const Rfm& rfm, const Profile& profile) {
  const std::size_t width = name_width(rfm);
  std::string text = fmt::format("{:<{}} {:>10} {:>7} {:>7} {:>8} {:>9} {:>10}\n", "segment", width, "customers",
                                 "share", "value", "recency", "frequency", "monetary");
  for (const SegmentProfile& segment : profile.segments) {
    text += fmt::format("{:<{}} {:>10} {:>7} {:>7} {:>8} {:>9} {:>10}\n",
                        rfm.names[static_cast<std::size_t>(segment.segment)], width, with_separators(segment.size),
                        percent(segment.share), percent(segment.revenue_share), readable(segment.features[0].mean, 1),
                        readable(segment.features[1].mean, 1), readable(segment.features[2].mean, 0));
  }
  text += fmt::format("\nvalue: share of {}; recency, frequency, monetary: means of {}, {}, {}\n",
                      profile.value_feature.empty() ? "nothing" : profile.value_feature, rfm.columns.recency,
                      rfm.columns.frequency, rfm.columns.monetary);
  return text + fmt::format("scores change above: recency {}; frequency {}; monetary {}", cuts_text(rfm.cuts.recency),
                            cuts_text(rfm.cuts.frequency), cuts_text(rfm.cuts.monetary));
}

std::string to_text(const Rfm& rfm, const CrossTable& crossed, const std::string& against) {
  const std::size_t width = name_width(rfm);
  std::string text = fmt::format("\n\ncustomers by segment of {}\n{:<{}}", against, "", width);
  for (std::size_t c = 0; c < crossed.front().size(); ++c) text += fmt::format(" {:>10}", c);
  for (std::size_t r = 0; r < crossed.size(); ++r) {
    text += fmt::format("\n{:<{}}", rfm.names[r], width);
    for (const std::int64_t count : crossed[r]) text += fmt::format(" {:>10}", with_separators(count));
  }
  return text;
}

void run(const Options& options, const CommandLine& line) {
  refuse_output({options.output}, {options.store, options.cuts, options.map, options.against});
  const Context context = line.context();
  const RfmMap map = options.map.empty() ? default_rfm_map() : read_rfm_map(options.map);
  const auto store = open_store(options.store, {options.table, options.id});
  check_unique_ids(*store);
  const RfmColumns columns = find_rfm_columns(*store, options.columns);
  const RfmCuts cuts = options.cuts.empty() ? quintiles(*store, columns, context) : read_rfm_cuts(options.cuts);
  const Rfm rfm = score_rfm(*store, columns, cuts, map, context);
  const Ids ids = store->read_ids(0, store->rows());
  CrossTable crossed;
  if (!options.against.empty()) {
    const CustomerSegments other = read_segments(options.against);
    crossed = cross_table(rfm, align_segments(*store, other.ids, other.segments.segment), other.k);
  }
  const Profile figures = profile(*store, {columns.recency, columns.frequency, columns.monetary}, rfm.segment,
                                  static_cast<int>(rfm.names.size()), context);
  context.check_cancelled();
  write_rfm(options.output, store->id_name(), ids, rfm);
  if (line.json) return line.print(to_json(rfm, figures, crossed).dump(2, ' ', false, Json::error_handler_t::replace));
  line.say(to_text(rfm, figures) + (crossed.empty() ? "" : to_text(rfm, crossed, options.against)));
}

}  // namespace

void add_rfm_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("rfm", "Score recency, frequency and monetary value, and name the segments");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->table, options->id);
  command->add_option("-o,--output", options->output, "Segments file to write")->type_name("SEGMENTS")->required();
  command
      ->add_option("--recency", options->columns.recency, "Column of days since the last order (default: recency...)")
      ->type_name("NAME");
  command->add_option("--frequency", options->columns.frequency, "Column of orders (default: frequency...)")
      ->type_name("NAME");
  command->add_option("--monetary", options->columns.monetary, "Column of value (default: monetary, revenue, ...)")
      ->type_name("NAME");
  command
      ->add_option("--cuts", options->cuts,
                   "Cut points to use instead of quintiles: a file that segmenta rfm wrote, or JSON {\"recency\": [20, "
                   "50, 90, 200], \"frequency\": [...], \"monetary\": [...]}")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  command
      ->add_option("--map", options->map,
                   "Segments to use instead of the eleven: JSON [{\"name\": \"Best\", \"codes\": [\"555\", \"5*4\"]}, "
                   "...] with each of the 125 codes once")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  command->add_option("--against", options->against, "Segments file to count customers against, segment by segment")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  command->footer("Example:\n  segmenta rfm customers.h5 -o rfm.h5 --against segments.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
