// segmenta inspect: what a store holds, and what its columns are taken for.

#include <segmenta/inspect.h>
#include <segmenta/json.h>

#include <memory>

#include "command.h"
#include "inspect_text.h"
#include "options.h"

namespace segmenta {
namespace {

struct InspectOptions {
  std::string store;
  StoreOptions open;
};

void run_inspect(const InspectOptions& options, const CommandLine& line) {
  const auto store = open_store(options.store, options.open);
  line.progress->expect({{"inspect"}});
  const std::vector<ColumnSummary> summary = inspect(*store, line.context());
  if (line.json) {
    line.print(inspect_json(options.store, *store, summary));
  } else {
    line.print(inspect_text(options.store, *store, summary));
    for (const std::string& warning : infinity_warnings(summary)) line.say("note: " + warning);
  }
}

}  // namespace

void add_inspect_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("inspect", "Say what a feature store holds, and what a fit of it takes");
  auto options = std::make_shared<InspectOptions>();
  add_store_options(*command, options->store, options->open);
  command->footer("Example:\n  segmenta inspect store.h5");
  command->callback([&line, options] { line.run = [&line, options] { run_inspect(*options, line); }; });
}

}  // namespace segmenta
