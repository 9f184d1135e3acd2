// segmenta import: a table of one row a customer to a feature store.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/import.h>
#include <segmenta/json.h>
#include <segmenta/store.h>

#include <chrono>
#include <memory>

#include "command.h"
#include "import_text.h"
#include "options.h"
#include "outputs.h"

namespace segmenta {
namespace {

struct Options {
  ImportOptions import;
  std::vector<std::string> types;
  std::string table, delimiter, output;
};

void run(const Options& options, const CommandLine& line) {
  const auto started = std::chrono::steady_clock::now();
  ImportOptions import = options.import;
  import.table = options.table;
  for (const std::string& type : options.types) import.types.push_back(parse_type(type));
  if (!options.delimiter.empty()) import.delimiter = parse_delimiter(options.delimiter);
  check_output_among(line, options.output, {import.table});
  const Context context = line.context();
  line.progress->expect({{"read"}});
  const ImportedTable table = import_table(import, context);
  context.check_cancelled();
  write_store(options.output, table.ids, table.columns, {}, line.overwrite());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  line.say(import_text(table, options.table, options.output));
  if (line.json) line.print(import_json(table, options.output, seconds));
}

}  // namespace

void add_import_command(CLI::App& app, CommandLine& line) {
  auto* command =
      app.add_subcommand("import", "A table of one row a customer (CSV, CSV.gz, Parquet) as a feature store");
  const auto options = std::make_shared<Options>();
  ImportOptions& import = options->import;
  command->add_option("table", options->table, "The table: a file, a folder of part files, or a pattern in quotes")
      ->type_name("TABLE")
      ->required();
  command->add_option("--id", import.id, "Column that names each customer once")->type_name("COL")->required();
  command->add_option("--columns", import.columns, "Columns to take, in this order (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("A,B,...");
  command
      ->add_option("--type", options->types,
                   "Type of a column: string, int64 or double (default: as Parquet declares it, of CSV found from all "
                   "values)")
      ->allow_extra_args(false)
      ->type_name("COL:TYPE");
  command->add_option("--date-format", import.date_format, "strptime format of dates (default: ISO 8601)")
      ->type_name("FORMAT");
  command
      ->add_option("--delimiter", options->delimiter,
                   "Character between the values of a CSV file, or tab (default: found from the first rows)")
      ->type_name("C");
  command
      ->add_option("--skip-lines", import.skip_lines,
                   "Lines before the header of a CSV file (default: none but sep= and # comments)")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("N");
  add_choice(*command, "--decimal", import.decimal, decimal_names, "Decimal character of numbers: . (default) or ,");
  add_choice(*command, "--thousands", import.thousands, thousands_names,
             "What separates their thousands: , . space or ' (default: nothing does)");
  command->add_option("-o,--output", options->output, "Feature store to write")->type_name("STORE")->required();
  command->footer("Example:\n  segmenta import customers.parquet --id customer_id -o customers.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
