// segmenta rfm: scores and named segments, beside those of another file where asked for.

#include <segmenta/files.h>
#include <segmenta/json.h>
#include <segmenta/profile.h>
#include <segmenta/rfm.h>
#include <segmenta/store.h>

#include <memory>

#include "command.h"
#include "describe_stages.h"
#include "options.h"
#include "outputs.h"
#include "rfm_text.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, output, cuts, map, against;
  StoreOptions open;
  RfmColumns columns;
  bool codes = false;
};

RfmMap map_of(const Options& options) { return options.map.empty() ? default_rfm_map() : read_rfm_map(options.map); }

void print_codes(const Options& options, const CommandLine& line) {
  const RfmMap map = map_of(options);
  line.print(line.json ? rfm_codes_json(map) : rfm_codes_text(map));
}

void run(const Options& options, const CommandLine& line) {
  check_outputs(line, {{options.output}}, {options.store, options.cuts, options.map, options.against});
  const Context context = line.context();
  const RfmMap map = map_of(options);
  const auto store = open_store(options.store, options.open);
  check_unique_ids(*store);
  line.progress->expect(rfm_stages(!options.cuts.empty()));
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
  write_rfm(options.output, store->id_name(), ids, rfm,
            {.command = line.command,
             .as_of = store->attribute("as_of"),
             .features = {columns.recency, columns.frequency, columns.monetary}},
            line.overwrite());
  line.say_taken({{Meaning::recency, columns.recency},
                  {Meaning::frequency, columns.frequency},
                  {Meaning::value, columns.monetary}});
  if (line.json) line.print(rfm_json(rfm, figures, crossed, options.output));
  line.say(rfm_text(rfm, figures) + (crossed.empty() ? "" : cross_table_text(rfm, crossed, options.against)));
}

// Codes are told without a store; without them one is needed.
void check_required(const CLI::App& command, const Options& options) {
  if (options.codes) return;
  for (const char* name : {"store", "--output"}) {
    if (command.get_option(name)->count() == 0) throw CLI::RequiredError(name);
  }
}

// Whatever is about customers means nothing where only codes are told.
void exclude_what_needs_customers(CLI::App& command, CLI::Option& codes) {
  for (const char* name :
       {"store", "--table", "--id", "--output", "--recency", "--frequency", "--value", "--cuts", "--against"}) {
    codes.excludes(command.get_option(name));
  }
}

}  // namespace

void add_rfm_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("rfm", "Score recency, frequency and monetary value, and name the segments");
  const auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->open);
  command->get_option("store")->required(false);
  command->add_option("-o,--output", options->output, "Segments file to write; needed but for --codes")
      ->type_name("SEGMENTS");
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
  CLI::Option* codes = command->add_flag(
      "--codes", options->codes, "Only say which codes make each segment, by default or of --map; needs no store");
  exclude_what_needs_customers(*command, *codes);
  command->footer(
      "Example:\n"
      "  segmenta rfm customers.h5 -o rfm.h5 --against segments.h5\n"
      "Which scores make which segment:\n"
      "  segmenta rfm --codes");
  command->callback([command, &line, options] {
    check_required(*command, *options);
    line.run = [&line, options] { options->codes ? print_codes(*options, line) : run(*options, line); };
  });
}

}  // namespace segmenta
