// segmenta rfm: scores and named segments, beside those of another file where asked for.

#include <segmenta/files.h>
#include <segmenta/json.h>
#include <segmenta/profile.h>
#include <segmenta/rfm.h>
#include <segmenta/store.h>

#include <memory>

#include "command.h"
#include "options.h"
#include "outputs.h"
#include "rfm_text.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, table, id, output, cuts, map, against;
  RfmColumns columns;
};

void run(const Options& options, const CommandLine& line) {
  check_outputs(line, {{options.output}}, {options.store, options.cuts, options.map, options.against});
  const Context context = line.context();
  const RfmMap map = options.map.empty() ? default_rfm_map() : read_rfm_map(options.map);
  const auto store = open_store(options.store, {options.table, options.id});
  check_unique_ids(*store);
  const RfmColumns columns = find_rfm_columns(*store, options.columns);
  const RfmCuts cuts = options.cuts.empty() ? quintiles(*store, columns, context) : read_rfm_cuts(options.cuts);
  const Rfm rfm = score_rfm(*store, columns, cuts, map, context);
  const Ids ids = store->read_ids(0, store->rows());
  std::vector<std::vector<std::int64_t>> crossed;
  const int k = static_cast<int>(rfm.names.size());
  if (!options.against.empty()) {
    const CustomerSegments other = read_segments(options.against);
    crossed = cross_table(rfm.segment, k, align_segments(*store, other.ids, other.segments.segment), other.k);
  }
  const Profile figures = profile(*store, {columns.recency, columns.frequency, columns.monetary}, rfm.segment, k,
                                  context, columns.monetary);
  context.check_cancelled();
  write_rfm(options.output, store->id_name(), ids, rfm, {.command = line.command, .as_of = store->attribute("as_of")});
  line.say_taken({{Meaning::recency, columns.recency},
                  {Meaning::frequency, columns.frequency},
                  {Meaning::value, columns.monetary}});
  if (line.json) line.print(rfm_json(rfm, figures, crossed, options.output));
  line.say(rfm_text(rfm, figures) + (crossed.empty() ? "" : cross_table_text(rfm, crossed, options.against)));
}

}  // namespace

void add_rfm_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("rfm", "Score recency, frequency and monetary value, and name the segments");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->table, options->id);
  command->add_option("-o,--output", options->output, "Segments file to write")->type_name("SEGMENTS")->required();
  add_column_option(*command, Meaning::recency, options->columns.recency);
  add_column_option(*command, Meaning::frequency, options->columns.frequency);
  add_column_option(*command, Meaning::value, options->columns.monetary, ",--monetary");
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
