// segmenta assign: a model and a store to the segments of its customers.

#include <fmt/format.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/json.h>
#include <segmenta/number_text.h>
#include <segmenta/store.h>

#include <chrono>
#include <memory>

#include "command.h"
#include "options.h"
#include "outputs.h"

namespace segmenta {
namespace {

struct Options {
  std::string store, model, output;
  StoreOptions open;
  EngineOptions engine;
};

void run(const CommandLine& line, Options& options) {
  const auto start = std::chrono::steady_clock::now();
  check_outputs(line, {{options.output}}, {options.store, options.model});
  const Context context = line.context();
  line.progress->expect({{"prepare"}});
  const Model model = read_model(options.model);
  const auto store = open_store(options.store, options.open);
  check_unique_ids(*store);
  const EngineChoice choice = plan_assign(store->rows(), model, options.engine, context);
  const Segments segments = assign(*store, model, settled(options.engine, choice), context);
  context.check_cancelled();
  write_segments(options.output, store->id_name(), store->read_ids(0, store->rows()), segments, model.k,
                 origin_of(model, line.command, store->attribute("as_of")), line.overwrite());
  const auto sizes = segment_sizes(segments.segment, model.k);
  std::string text = fmt::format("{} in {}:", rows_text(store->rows()), counted_text(model.k, "segment"));
  for (const std::int64_t size : sizes) text += " " + count_text(size);
  line.say(text);
  if (!line.json) return;
  line.print(assign_json({.segment = segments.segment,
                          .k = model.k,
                          .features = model.features(),
                          .device = choice.device,
                          .output = options.output,
                          .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()}));
}

}  // namespace

void add_assign_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("assign", "Give each customer of a store its segment by a fitted model");
  auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->open);
  command->add_option("--model", options->model, "Model file, written by fit")->type_name("MODEL")->required();
  command->add_option("-o,--output", options->output, "Segments file to write")->type_name("SEGMENTS")->required();
  add_engine_options(*command, options->engine);
  command->footer("Example:\n  segmenta assign customers.h5 --model model.h5 -o segments.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(line, *options); }; });
}

}  // namespace segmenta
